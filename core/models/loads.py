"""What was loaded from files, by whom and why, and what it did to each row: enough to take it back."""

from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.permissions import Action, Visitor, may


class LoadQuerySet(models.QuerySet):
    """Reads of loads: for those who load, and nothing for anybody else."""

    def visible_to(self, user: Visitor) -> Self:
        """Every load for an admin; none for others."""
        return self.all() if may(user, Action.LOAD_CONTENT) else self.none()

    def with_state(self) -> Self:
        """With who loaded and undid each, and whether it is being undone at this moment."""
        undoings = apps.get_model("core", "Undoing").objects.filter(load=OuterRef("pk"), stage="undoing")
        return self.select_related("loaded_by", "undone_by").annotate(is_being_undone=Exists(undoings))


class Load(models.Model):
    """One load that was applied; its files are known by name and fingerprint and are not kept."""

    files = models.JSONField(_("files"), help_text=_("Of each its name, SHA-256 and size."))
    reason = models.TextField(_("reason"))
    loaded_at = models.DateTimeField(_("loaded at"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="loads", verbose_name=_("loaded by")
    )
    rows_new = models.PositiveIntegerField(_("rows added"))
    rows_changed = models.PositiveIntegerField(_("rows changed"))
    rows_unchanged = models.PositiveIntegerField(_("rows left as they were"))
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, help_text=_("Of the plan: the files, and what they did to each row.")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="loads_undone",
        verbose_name=_("undone by"),
    )
    rows_left = models.PositiveIntegerField(
        _("rows left as edited since"), default=0, help_text=_("When it was undone.")
    )

    objects = LoadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("load")
        verbose_name_plural = _("loads")
        constraints = [
            models.CheckConstraint(
                name="load_undone_has_time_and_person",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
            models.CheckConstraint(
                name="load_did_something", condition=Q(rows_new__gt=0) | Q(rows_changed__gt=0)
            ),
        ]

    def __str__(self) -> str:
        names = [file["name"] for file in self.files]
        more = f" (+{len(names) - 1})" if len(names) > 1 else ""
        return f"{names[0]}{more}"

    def get_absolute_url(self) -> str:
        return reverse("loads:detail", args=[self.pk])


class LoadedRow(models.Model):
    """What a load did to one row: it was added, or some of its fields were changed."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="rows", verbose_name=_("load"))
    order = models.PositiveIntegerField(_("order"))
    model = models.CharField(_("kind"), max_length=100)
    object_id = models.BigIntegerField(_("row"))
    name = models.CharField(_("readable key"), max_length=600)
    was_added = models.BooleanField(_("was added"))
    before = models.JSONField(_("before"), default=dict, help_text=_("The fields that were changed."))
    after = models.JSONField(_("after"), help_text=_("The same fields, or all of a row that was added."))

    class Meta:
        ordering = ["load", "order"]
        verbose_name = _("loaded row")
        verbose_name_plural = _("loaded rows")
        constraints = [
            models.UniqueConstraint(fields=["load", "order"], name="loaded_row_order_once_per_load"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.name}"
