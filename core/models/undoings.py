"""Loads on their way back: what undoing one would do, planned and done in the background."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models.loads import Load, LoadedRow
from core.permissions import Action, Visitor, may


class UndoingQuerySet(models.QuerySet):
    """Reads of undoings: for those who load, and nothing for anybody else."""

    def visible_to(self, user: Visitor) -> Self:
        """Every one for an admin; none for others."""
        return self.all() if may(user, Action.LOAD_CONTENT) else self.none()

    def going_on(self) -> Self:
        """Those that nobody has let go of and that are not through: of each load one at most."""
        return self.exclude(stage__in=Undoing.ENDED)


class Undoing(models.Model):
    """That somebody would have a load undone, and how far that came."""

    class Stage(models.TextChoices):
        PLANNING = "planning", _("being planned")
        PLANNED = "planned", _("planned")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")

    UNDER_WAY = (Stage.PLANNING, Stage.UNDOING)
    ENDED = (Stage.UNDONE, Stage.CANCELLED)

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="undoings", verbose_name=_("load"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked by")
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.PLANNING)
    rows_done = models.PositiveIntegerField(_("rows done in this stage"), default=0)
    rows_in_all = models.PositiveIntegerField(_("rows in all"), default=0)
    counts = models.JSONField(_("rows of each kind"), default=dict)
    rows_back = models.PositiveIntegerField(_("rows of which something goes back"), default=0)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    problem = models.TextField(_("why it is refused"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    leave_conflicts = models.BooleanField(_("leaves what was edited since"), default=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cancelled by"),
    )

    objects = UndoingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        verbose_name = _("undoing of a load")
        verbose_name_plural = _("undoings of loads")
        constraints = [
            models.UniqueConstraint(
                fields=["load"],
                condition=~Q(stage__in=["undone", "cancelled"]),
                name="undoing_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.load)

    def get_absolute_url(self) -> str:
        return reverse("undoings:detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it, or will."""
        return self.stage in self.UNDER_WAY

    @property
    def conflicts(self) -> int:
        """Of how many rows something cannot go back."""
        return self.counts.get(UndoingRow.Kind.CONFLICT, 0)

    @property
    def nothing_is_left(self) -> bool:
        """Whether all that did not go back yet was edited since."""
        return bool(self.conflicts) and not self.rows_back


class UndoingRow(models.Model):
    """What undoing would do to one row of the load."""

    class Kind(models.TextChoices):
        """What needs attention first, comes first."""

        CONFLICT = "conflict", _("Edited since")
        DELETED = "deleted", _("Deleted")
        RETURNED = "returned", _("Returned")
        UNTOUCHED = "untouched", _("As it was already")

    undoing = models.ForeignKey(
        Undoing, on_delete=models.CASCADE, related_name="rows", verbose_name=_("undoing")
    )
    order = models.PositiveIntegerField(_("order"))
    kind = models.CharField(_("what becomes of it"), max_length=10, choices=Kind.choices)
    loaded = models.ForeignKey(
        LoadedRow, on_delete=models.CASCADE, related_name="+", verbose_name=_("loaded row")
    )
    fields = models.JSONField(
        _("fields that return"),
        default=list,
        help_text=_("Of each its name, what it holds and what it held."),
    )
    conflicts = models.JSONField(
        _("conflicts"), default=list, help_text=_("Of each its reason, its field and the three values of it.")
    )

    class Meta:
        default_permissions = ()
        ordering = ["undoing", "order"]
        verbose_name = _("row of an undoing")
        verbose_name_plural = _("rows of undoings")
        constraints = [
            models.UniqueConstraint(fields=["undoing", "kind", "order"], name="undoing_row_order_once"),
        ]

    def __str__(self) -> str:
        return str(self.loaded)
