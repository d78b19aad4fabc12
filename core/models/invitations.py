"""The one-time links with which people take up their accounts: kept as a hash, good for a week."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class InvitationQuerySet(models.QuerySet):
    """Reads of invitations."""

    def open_at(self, at: datetime.datetime) -> Self:
        """Those that can still be accepted."""
        return self.filter(closed_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A link that lets one person, once, choose the password of their account.

    The link itself is shown to the admin who made it and then known to nobody: this is its hash.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("person"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="invitations_made",
        verbose_name=_("invited by"),
    )
    digest = models.CharField(_("fingerprint of the code"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("good until"))
    was_accepted = models.BooleanField(_("accepted"), default=False)
    closed_at = models.DateTimeField(_("used or replaced at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                name="one_open_invitation_a_person", fields=["person"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="invitation_expires_later", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(_("Invitation of %(person)s")) % {"person": self.person}
