"""Files on their way in: brought, planned in the background, and applied there when an admin says so."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.permissions import Action, Visitor, may


class PlannedLoadQuerySet(models.QuerySet):
    """Reads of planned loads: for those who load, and nothing for anybody else."""

    def visible_to(self, user: Visitor) -> Self:
        """Every one for an admin; none for others."""
        return self.all() if may(user, Action.LOAD_CONTENT) else self.none()


class PlannedLoad(models.Model):
    """One file that somebody brought, and how far it came; its bytes go once nothing more is done with it."""

    class Stage(models.TextChoices):
        PLANNING = "planning", _("being planned")
        PLANNED = "planned", _("planned")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")

    UNDER_WAY = (Stage.PLANNING, Stage.APPLYING)

    name = models.CharField(_("name of the file"), max_length=200)
    content = models.BinaryField(_("content"))
    brought_at = models.DateTimeField(_("brought at"))
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="planned_loads",
        verbose_name=_("brought by"),
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.PLANNING)
    rows_done = models.PositiveIntegerField(_("rows done in this stage"), default=0)
    rows_in_all = models.PositiveIntegerField(_("rows in all"), default=0)
    counts = models.JSONField(_("rows of each kind"), default=dict)
    left_out = models.JSONField(
        _("not matched"), default=list, help_text=_("Of each its label and its reason.")
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    problem = models.TextField(_("why it is refused"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="planned_loads_applied",
        verbose_name=_("applied by"),
    )
    load = models.ForeignKey(
        "core.Load", on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("load")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="planned_loads_cancelled",
        verbose_name=_("cancelled by"),
    )

    objects = PlannedLoadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("planned load")
        verbose_name_plural = _("planned loads")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("planned-loads:detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it, or will."""
        return self.stage in self.UNDER_WAY

    @property
    def changes_something(self) -> bool:
        """Whether any row would be added or changed."""
        return any(self.counts.get(kind) for kind in PlannedRow.CHANGING)

    @property
    def refused(self) -> int:
        """How many rows cannot come in."""
        return self.counts.get(PlannedRow.Kind.REFUSED, 0)


class PlannedRow(models.Model):
    """What a planned load would do to one row of its file."""

    class Kind(models.TextChoices):
        """What needs attention first, comes first; a document fills in what was empty."""

        REFUSED = "refused", _("Refused")
        CHANGED = "changed", _("Changed")
        FILLED = "filled", _("Filled in")
        NEW = "new", _("New")
        UNCHANGED = "unchanged", _("Unchanged")

    CHANGING = (Kind.NEW, Kind.CHANGED, Kind.FILLED)

    planned = models.ForeignKey(
        PlannedLoad, on_delete=models.CASCADE, related_name="rows", verbose_name=_("planned load")
    )
    order = models.PositiveIntegerField(_("order"))
    kind = models.CharField(_("what becomes of it"), max_length=10, choices=Kind.choices)
    model = models.CharField(_("kind"), max_length=200)
    name = models.TextField(_("readable key"), blank=True)
    line = models.PositiveIntegerField(_("line"))
    place = models.TextField(_("place"))
    was_added = models.BooleanField(_("would be added"))
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    problems = models.JSONField(
        _("problems"), default=list, help_text=_("Of each its field, its reason and its place.")
    )

    class Meta:
        ordering = ["planned", "order"]
        verbose_name = _("row of a planned load")
        verbose_name_plural = _("rows of planned loads")
        constraints = [
            models.UniqueConstraint(fields=["planned", "kind", "order"], name="planned_row_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.name}"
