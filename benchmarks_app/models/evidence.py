"""The evidence an update rests on and the numbers recorded with it, and who may see which."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.progress import ProgressUpdate
from core.models import Content, ContentQuerySet
from core.partial_dates import PartialDateField, PeriodField
from core.permissions import Action, Visitor, may
from core.quantities import Qualifier
from core.web_addresses import WebAddressField


class EvidenceQuerySet(ContentQuerySet):
    """Reads of evidence: public rows of published updates for all, the rest for those who work on it."""

    def visible_to(self, user: Visitor) -> Self:
        """Public evidence of updates one may see; restricted evidence for the team only."""
        updates = ProgressUpdate.objects.visible_to(user)
        if may(user, Action.READ_RESTRICTED):
            return self.filter(update__in=updates)
        shown = updates.exclude(state=ProgressUpdate.State.WITHDRAWN)
        return self.filter(visibility=Evidence.Visibility.PUBLIC, update__in=shown)


class Evidence(Content):
    """One thing an update rests on: what it is, where it comes from, when, and who may see it."""

    NATURAL_KEY = ("update__author__username", "update__client_key", "order")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public")
        RESTRICTED = "restricted", _("the team only")

    class Reliability(models.TextChoices):
        RELIABLE = "reliable", _("reliable")
        USUALLY_RELIABLE = "usually_reliable", _("usually reliable")
        NOT_KNOWN = "not_known", _("not known")
        DOUBTFUL = "doubtful", _("doubtful")

    class Validity(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by other sources")
        PROBABLE = "probable", _("probably true")
        POSSIBLE = "possible", _("possibly true")
        DOUBTFUL = "doubtful", _("doubtful")

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("update")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    description = models.CharField(_("what it is"), max_length=300)
    document = models.ForeignKey(
        "core.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("document"),
    )
    url = WebAddressField(_("address"), max_length=600, blank=True)
    origin = models.CharField(_("origin"), max_length=200, help_text=_("The organization it comes from."))
    dated = PartialDateField(_("date"), blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )

    reliability = models.CharField(
        _("reliability of the source"), max_length=16, choices=Reliability.choices, blank=True
    )
    validity = models.CharField(
        _("validity of the information"), max_length=10, choices=Validity.choices, blank=True
    )

    objects = EvidenceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["update_id", "order"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["update", "order"], name="evidence_order_once_per_update"),
        ]

    def __str__(self) -> str:
        return self.description


class ProposedObservation(models.Model):
    """A number recorded with an update; it becomes an observation of its indicator on publication."""

    update = models.ForeignKey(
        ProgressUpdate,
        on_delete=models.CASCADE,
        related_name="proposed_observations",
        verbose_name=_("update"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    indicator = models.ForeignKey(
        "benchmarks_app.Indicator",
        on_delete=models.PROTECT,
        related_name="proposed_observations",
        verbose_name=_("indicator"),
    )
    period = PeriodField(_("period"), help_text=_("2021, 2022-05, or 2022-01/2022-03."))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    qualifier = models.CharField(
        _("precision"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    out_of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["update_id", "order"]
        verbose_name = _("proposed observation")
        verbose_name_plural = _("proposed observations")
        constraints = [
            models.UniqueConstraint(
                fields=["update", "indicator", "period"], name="proposed_once_per_indicator_and_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.slug} {self.period}: {self.value.normalize():f}"
