"""Names the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    """Elections and their figures."""

    name = "elections_app"
    verbose_name = _("Elections")
