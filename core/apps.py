"""Names the app and the admin screens for Django, and registers the tasks, which the outbox calls by name."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Documents, themes, people and history."""

    name = "core"
    verbose_name = _("Documents, people and history")
    default = True

    def ready(self) -> None:
        import core.tasks  # noqa: F401, PLC0415


class AdministrationConfig(AdminConfig):
    """The admin screens, which are entered through our own sign-in."""

    default_site = "core.admin_site.Administration"
    default = False
