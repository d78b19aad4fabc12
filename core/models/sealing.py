"""The public keys to which a source is sealed; the private halves never come to this server."""

import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SealingKeyQuerySet(models.QuerySet):
    """Reads of the keys."""

    def in_force(self) -> Self:
        """Those to which whatever comes in now is sealed."""
        return self.filter(retired_at__isnull=True).order_by("pk")


class SealingKey(models.Model):
    """A public key of the organisation in the format of age; a retired one is not used any more."""

    name = models.CharField(_("name"), max_length=100, help_text=_("Whose key it is, such as an office."))
    public_key = models.CharField(_("public key"), max_length=100, help_text=_("Begins with “age1”."))
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="sealing_keys_added",
        verbose_name=_("added by"),
    )
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sealing_keys_retired",
        verbose_name=_("retired by"),
    )

    objects = SealingKeyQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("sealing key")
        verbose_name_plural = _("sealing keys")
        constraints = [
            models.UniqueConstraint(fields=["public_key"], name="sealing_key_is_there_once"),
            models.CheckConstraint(
                name="sealing_key_retired_has_time_and_person",
                condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
            models.CheckConstraint(
                name="sealing_key_is_a_public_key", condition=Q(public_key__startswith="age1")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """A short name that only this key has."""
        return fingerprint_of(self.public_key)


def fingerprint_of(public_key: str) -> str:
    """The first 16 digits of the SHA-256 of a public key."""
    return hashlib.sha256(public_key.encode("ascii")).hexdigest()[:16]
