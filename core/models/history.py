"""The record of every change: who did what to which object, when, why, and how it looked before and after."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history_chain import GENESIS
from core.page_addresses import reverse
from core.permissions import Action, Visitor, may


class HistoryEntryQuerySet(models.QuerySet):
    """Reads of the history: for those who may read it, and nothing for anybody else."""

    def visible_to(self, user: Visitor) -> Self:
        """Every entry for an auditor or admin; none for others."""
        return self.all() if may(user, Action.READ_HISTORY) else self.none()


class HistoryEntry(models.Model):
    """One change to one object, written in the same transaction as the change itself.

    Each carries the fingerprint of the one before it (`core.history_chain`), so that none can be altered,
    removed or put in unseen; the database refuses to change or delete a row. Only what an entry says can be
    erased, once, by a later entry that lists it.
    """

    sequence = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="history_entries",
        verbose_name=_("by"),
    )
    by_username = models.CharField(
        _("user name at the time"), max_length=150, help_text=_("Stays, should the account be renamed.")
    )
    action = models.CharField(_("action"), max_length=40)
    subject_type = models.CharField(_("kind of object"), max_length=60)
    subject_key = models.CharField(_("object"), max_length=120)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    salt = models.CharField(_("salt"), max_length=64, blank=True)
    content_hash = models.CharField(_("fingerprint of what it says"), max_length=64)
    erased_by_entry = models.PositiveBigIntegerField(
        _("erased by entry"), null=True, blank=True, help_text=_("The number of the entry that says why.")
    )
    previous_hash = models.CharField(_("fingerprint of the entry before"), max_length=64)
    hash = models.CharField(_("fingerprint"), max_length=64, db_index=True)

    objects = HistoryEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-sequence"]
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        indexes = [models.Index(fields=["subject_type", "subject_key"], name="history_of_subject")]
        constraints = [
            models.CheckConstraint(
                name="history_erased_says_nothing",
                condition=Q(erased_by_entry__isnull=True)
                | Q(before__isnull=True, after__isnull=True, reason="", salt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_key}: {self.action}"

    def get_absolute_url(self) -> str:
        return reverse("history:detail", args=[self.sequence])


class HistoryHead(models.Model):
    """The end of the history: how many entries there are and the fingerprint of the last. One row.

    Whoever writes an entry holds this row, so that two writers cannot both follow the same entry.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    sequence = models.PositiveBigIntegerField(_("number of entries"), default=0)
    hash = models.CharField(_("fingerprint of the last entry"), max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("end of the history")
        verbose_name_plural = _("end of the history")
        constraints = [models.CheckConstraint(name="history_has_one_head", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"
