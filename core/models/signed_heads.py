"""The end of the history as it was signed, once a day: what outsiders keep, and what opens it."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.permissions import Visitor


class SignedHeadQuerySet(models.QuerySet):
    """Reads of the signed heads: what is published of them tells nothing of the history itself."""

    def visible_to(self, user: Visitor) -> Self:
        """Every one, without what would tell how long the history is."""
        return self.defer("sequence", "hash", "salt")


class SignedHead(models.Model):
    """The head of one day. `commitment` and `signature` are published; `sequence`, `hash` and `salt` are not.

    The database refuses to change or delete a row (`core.signed_head_triggers`).
    """

    day = models.DateField(_("day"), unique=True)
    signed_at = models.DateTimeField(_("signed at"))
    sequence = models.PositiveBigIntegerField(_("number of entries"))
    hash = models.CharField(_("fingerprint of the last entry"), max_length=64)
    salt = models.CharField(_("salt"), max_length=64)
    commitment = models.CharField(_("commitment"), max_length=64)
    previous = models.CharField(_("fingerprint of the statement before"), max_length=64)
    public_key = models.CharField(_("public key"), max_length=64)
    signature = models.CharField(_("signature"), max_length=128)

    objects = SignedHeadQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        verbose_name = _("signed head of the history")
        verbose_name_plural = _("signed heads of the history")

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.commitment}"
