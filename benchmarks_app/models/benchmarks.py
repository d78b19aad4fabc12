"""Benchmarks, their measures, and the timeframes set for them."""

import datetime
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.progress import ProgressUpdate
from benchmarks_app.models.sets import FIRST_SET, in_its_set, set_of_its_own
from core.models import Cited, ContentQuerySet, OfficiallyWorded, nothing_said_of_no_wording
from core.page_addresses import reverse


class Timeframe(Cited):
    """The years within which a benchmark was to be achieved, and on what basis (annex I)."""

    slug = models.SlugField(_("key"), unique=True)
    label = models.CharField(_("label"), max_length=120, help_text=_("As printed in annex I."))
    start = models.DateField(_("start"))
    end = models.DateField(_("end"))
    basis = models.TextField(_("basis"), help_text=_("What the years were taken from."))

    class Meta:
        ordering = ["start"]
        verbose_name = _("timeframe")
        verbose_name_plural = _("timeframes")
        constraints = [
            models.CheckConstraint(
                name="timeframe_starts_before_it_ends", condition=models.Q(start__lt=models.F("end"))
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def has_ended(self, *, on: datetime.date) -> bool:
        """Whether the last day of the timeframe lies before the day `on`."""
        return self.end < on


class BenchmarkQuerySet(ContentQuerySet):
    """Reads of benchmarks."""

    def with_current_status(
        self, *, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None
    ) -> Self:
        """Each with `current_status`: the newest judgement of the whole in force; None when not assessed."""
        in_force = ProgressUpdate.objects.in_force(as_of=as_of, known_at=known_at)
        newest = in_force.of_whole_benchmark().filter(benchmark=OuterRef("pk"))
        return self.annotate(current_status=Subquery(newest.values("status")[:1]))


class Benchmark(Cited):
    """One thing a mandate asked to see achieved: in the first set, one of 20 (A/HRC/51/66, annex I)."""

    # At any time: the clocks are those of what is judged and observed of it.
    KNOWN_FROM = ""

    NATURAL_KEY = ("set_id", "number")
    LEFT_OUT = FIRST_SET

    set = set_of_its_own("benchmarks")
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Within its set."))
    section = models.CharField(
        _("section"), max_length=1, blank=True, help_text=_("The letter of its part of section V.")
    )
    title = models.CharField(_("title"), max_length=400, help_text=_("As printed in annex I."))
    title_zh = models.CharField(
        _("title in Chinese"), max_length=400, blank=True, help_text=_("As printed in section V.")
    )
    short_title = models.CharField(_("short title"), max_length=80, help_text=_("Ours, for lists."))
    summary = models.TextField(_("summary"), help_text=_("In our own words."))
    first_paragraph = models.PositiveSmallIntegerField(_("first paragraph"))
    last_paragraph = models.PositiveSmallIntegerField(_("last paragraph"))
    timeframe = models.ForeignKey(
        Timeframe, on_delete=models.PROTECT, related_name="benchmarks", verbose_name=_("timeframe")
    )
    themes = models.ManyToManyField("core.Theme", related_name="benchmarks", verbose_name=_("themes"))
    note = models.TextField(_("note"), blank=True)

    objects = BenchmarkQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        ordering = ["set_id", "number"]
        verbose_name = _("benchmark")
        verbose_name_plural = _("benchmarks")
        constraints = [
            models.UniqueConstraint(fields=["set", "number"], name="benchmark_number_once_per_set"),
            models.CheckConstraint(
                name="benchmark_paragraphs_in_order",
                condition=models.Q(first_paragraph__lte=models.F("last_paragraph")),
            ),
        ]

    def __str__(self) -> str:
        return in_its_set(self.set_id, self.numbered_title)

    @property
    def numbered_title(self) -> str:
        """What it is called among the benchmarks of its own set."""
        return f"{self.number}. {self.short_title}"

    @property
    def key(self) -> str:
        """Its readable key: "6" in the first set, "other-set:6" in another."""
        return in_its_set(self.set_id, str(self.number))

    @property
    def is_of_first_set(self) -> bool:
        """Whether it is one of those that a number alone names."""
        return self.set_id == FIRST_SET

    def get_absolute_url(self) -> str:
        return page_of_benchmark(self.set_id, self.number)

    def get_record_url(self) -> str:
        """Where progress on it is recorded."""
        return f"{self.get_absolute_url()}record/"


def page_of_benchmark(set_slug: str | None, number: int) -> str:
    """The path of a benchmark's page; the first set has the short addresses."""
    if set_slug == FIRST_SET:
        return reverse("benchmarks:detail", args=[number])
    return reverse("sets:benchmark", args=[set_slug, number])


class MeasureQuerySet(ContentQuerySet):
    """Reads of measures."""

    def with_current_status(
        self, *, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None
    ) -> Self:
        """Each with `current_status`: the newest judgement of it in force; None when not assessed."""
        in_force = ProgressUpdate.objects.in_force(as_of=as_of, known_at=known_at)
        newest = in_force.filter(measure=OuterRef("pk")).exclude(status="")
        return self.annotate(current_status=Subquery(newest.values("status")[:1]))


class Measure(OfficiallyWorded, Cited):
    """A further point printed in a benchmark's column of annex I, such as access to legal aid."""

    # At any time: the clocks are those of what is judged and observed of it.
    KNOWN_FROM = ""

    NATURAL_KEY = ("benchmark__set_id", "benchmark__number", "order")
    LEFT_OUT = FIRST_SET

    benchmark = models.ForeignKey(
        Benchmark, on_delete=models.CASCADE, related_name="measures", verbose_name=_("benchmark")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=500, help_text=_("As printed in annex I."))

    objects = MeasureQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        ordering = ["benchmark__set_id", "benchmark__number", "order"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "order"], name="measure_order_once_per_benchmark"),
            nothing_said_of_no_wording("measure"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        """Its readable key: "6-2" is the second measure of benchmark 6."""
        return f"{self.benchmark.key}-{self.order}"

    @property
    def wording_beyond_title(self) -> str:
        """The official text where it says more than the title, which is as printed but for the last mark."""
        return "" if self.official_text.rstrip(".:;,") == self.title else self.official_text

    def get_absolute_url(self) -> str:
        return f"{self.benchmark.get_absolute_url()}#measure-{self.order}"
