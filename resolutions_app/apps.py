"""Names the app for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResolutionsConfig(AppConfig):
    """The mandate and its resolutions."""

    name = "resolutions_app"
    verbose_name = _("The mandate and its resolutions")
