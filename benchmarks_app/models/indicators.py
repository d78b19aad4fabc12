"""Numbers that can be observed again: what is counted, in which unit, and what each source found."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.progress import ProgressUpdate
from core.models import Cited, CitedQuerySet
from core.page_addresses import reverse
from core.partial_dates import PeriodField
from core.permissions import Visitor
from core.quantities import Qualifier


class Indicator(Cited):
    """Something that is counted or measured to see whether a benchmark comes nearer."""

    # At any time: the clocks are those of what is judged and observed of it.
    KNOWN_FROM = ""

    class Kind(models.TextChoices):
        STRUCTURAL = "structural", _("structural")
        PROCESS = "process", _("process")
        OUTCOME = "outcome", _("outcome")

    class Direction(models.TextChoices):
        HIGHER_IS_BETTER = "higher_is_better", _("higher is better")
        LOWER_IS_BETTER = "lower_is_better", _("lower is better")
        NEITHER = "neither", _("context only")

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    benchmark = models.ForeignKey(
        "benchmarks_app.Benchmark",
        on_delete=models.PROTECT,
        related_name="indicators",
        verbose_name=_("benchmark"),
    )
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=60, help_text=_('Such as "people", "per cent", "rank".'))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    direction = models.CharField(_("direction"), max_length=20, choices=Direction.choices)
    summary = models.TextField(_("summary"), blank=True, help_text=_("What it counts and who counts it."))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["benchmark__set_id", "benchmark__number", "slug"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:detail", args=[self.slug])


class ObservationQuerySet(CitedQuerySet):
    """Observations: the report's own baseline, and those of updates that are in force."""

    def visible_to(self, user: Visitor) -> Self:
        """The baseline and what stands now; not those of updates that were corrected or withdrawn."""
        return self.current()

    def current(self) -> Self:
        """The baseline, and what updates brought that still stand."""
        return self.filter(Q(update__isnull=True) | Q(update__in=ProgressUpdate.objects.current()))

    def known_at(self, moment: datetime.datetime) -> Self:
        """As the public knew them at that moment; the baseline was known from the start."""
        known = Q(update__isnull=True) | Q(update__in=ProgressUpdate.objects.known_at(moment))
        withdrawn = Q(update__state=ProgressUpdate.State.WITHDRAWN)
        return self.filter(known).annotate(is_withdrawn=Case(When(withdrawn, then=True), default=False))

    def as_of(self, day: datetime.date) -> Self:
        """Those of periods that had begun by that day; a partial date counts from its first day on."""
        text = day.isoformat()
        begun_on_it = Q()
        for start in (text, text[: len("2022-06")], text[: len("2022")]):
            begun_on_it |= Q(period__startswith=f"{start}/")
        return self.filter(Q(period__lte=text) | begun_on_it)

    def in_force(self, *, as_of: datetime.date | None, known_at: datetime.datetime | None) -> Self:
        """Both clocks at once; without them, what stands now."""
        rows = self.known_at(known_at) if known_at else self.current()
        return rows.as_of(as_of) if as_of else rows

    def of_files(self) -> Self:
        """The baseline rows; those of updates are no fixture's."""
        return self.filter(update__isnull=True)


class Observation(Cited):
    """One value of an indicator, for a period, as its source stated it."""

    NATURAL_KEY = ("indicator__slug", "period", "value")

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="observations", verbose_name=_("indicator")
    )
    period = PeriodField(_("period"), help_text=_("2021, 2022-05, or 2022-01/2022-03."))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    qualifier = models.CharField(
        _("precision"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    out_of = models.PositiveIntegerField(
        _("out of"), null=True, blank=True, help_text=_("For a rank: how many were ranked.")
    )
    note = models.TextField(_("note"), blank=True)
    update = models.ForeignKey(
        ProgressUpdate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("update"),
        help_text=_("The update that brought it; empty for the report's baseline."),
    )

    objects = ObservationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["indicator__slug", "period", "value"]
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "value"],
                name="observation_once_per_period_and_value",
                condition=Q(update__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["update", "indicator", "period"], name="observation_once_per_update_and_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.slug} {self.period}: {self.value.normalize():f}"

    @property
    def shown_note(self) -> str:
        """Its note; of a number that was withdrawn since, the past is told the number and no more."""
        return "" if getattr(self, "is_withdrawn", False) else self.note
