"""Names the app for Django, and registers its tasks, which an admin can start again by name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenchmarksConfig(AppConfig):
    """Benchmarks and progress."""

    name = "benchmarks_app"
    verbose_name = _("Benchmarks")

    def ready(self) -> None:
        import benchmarks_app.tasks  # noqa: F401, PLC0415
