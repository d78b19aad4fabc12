"""The archive of everything public, made ahead for all web processes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptArchive(models.Model):
    """The archive as it would be made now; gone in the transaction that changes anything public."""

    stamp = models.CharField(_("public stamp"), max_length=32)
    address = models.CharField(_("address of the data page"), max_length=300)
    day = models.DateField(_("day it speaks of"))
    licence = models.JSONField(_("licence"), default=dict)
    made_at = models.DateTimeField(_("made at"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField(_("bytes"), help_text=_("None where they are too many to be kept."))

    class Meta:
        default_permissions = ()
        verbose_name = _("archive that is kept")
        verbose_name_plural = _("archives that are kept")

    def __str__(self) -> str:
        return self.sha256
