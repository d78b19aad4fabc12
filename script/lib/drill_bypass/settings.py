"""The settings of a server, with the outbox bypassed."""

from config.settings.production import *  # noqa: F403
from config.settings.production import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "script.lib.drill_bypass.apps.BypassConfig"]
