"""Names the app for Django, and registers its tasks, which an admin can start again by name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    """Elections and their figures."""

    name = "elections_app"
    verbose_name = _("Elections")

    def ready(self) -> None:
        import elections_app.tasks  # noqa: F401, PLC0415
