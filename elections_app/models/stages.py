"""The three moments at which an electoral authority gives figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Figures of different stages stand side by side; none replaces another."""

    REGISTRATION = "registration", _("registration")
    PRELIMINARY = "preliminary", _("preliminary")
    OFFICIAL = "official", _("official")
