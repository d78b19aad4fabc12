"""Names the app for Django and registers its tasks, which the outbox calls by name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Documents, themes, people and history."""

    name = "core"
    verbose_name = _("Documents, people and history")

    def ready(self) -> None:
        import core.tasks  # noqa: F401, PLC0415
