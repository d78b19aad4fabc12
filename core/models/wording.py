"""The official wording beside our summary: its text, its language, and where it was taken from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OfficiallyWorded(models.Model):
    """A row that can carry the official wording, empty until an admin imports it from a document."""

    class Language(models.TextChoices):
        ARABIC = "ar", _("Arabic")
        CHINESE = "zh", _("Chinese")
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")
        KHMER = "km", _("Khmer")
        RUSSIAN = "ru", _("Russian")
        SPANISH = "es", _("Spanish")

    official_text = models.TextField(_("official text"), blank=True)
    official_text_language = models.CharField(
        _("language of the official text"), max_length=2, choices=Language.choices, blank=True
    )
    official_text_document = models.ForeignKey(
        "core.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document the official text was taken from"),
    )

    class Meta:
        abstract = True


def nothing_said_of_no_wording(model: str) -> models.CheckConstraint:
    """That a row without official text names neither a language nor a document of it."""
    return models.CheckConstraint(
        name=f"{model}_says_nothing_of_no_wording",
        condition=~Q(official_text="") | Q(official_text_language="", official_text_document__isnull=True),
    )
