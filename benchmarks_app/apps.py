"""Names the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenchmarksConfig(AppConfig):
    """Benchmarks and progress."""

    name = "benchmarks_app"
    verbose_name = _("Benchmarks")
