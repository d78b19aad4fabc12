"""The lineage of a theme: when each body of the United Nations took it up, how often, and with which verbs.

Counted is what is linked: a resolution that carries the theme, a benchmark that carries it, and a
recommendation on which such a benchmark rests. Nobody has read a theme into a paragraph.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from benchmarks_app.followed import Followed, page_of_lineage
from benchmarks_app.models import Benchmark, BenchmarkSet, Recommendation
from benchmarks_app.models.sets import in_its_set
from core.models import ContentQuerySet, Theme
from resolutions_app.models import Resolution, ResolutionParagraph
from resolutions_app.verbs import plain_verb

RESOLUTION, RECOMMENDATION, BENCHMARK = "resolution", "recommendation", "benchmark"
KINDS = {
    RESOLUTION: _("resolutions"),
    RECOMMENDATION: _("recommendations"),
    BENCHMARK: _("benchmarks"),
}
KIND_CHOICES = list(KINDS.items())
BODIES = {**dict(Resolution.Body.choices), **dict(Recommendation.Mechanism.choices)}
LENGTH_OF_A_YEAR = len("2022")


@dataclass(frozen=True)
class Use:
    """A verb at the opening of one paragraph of a resolution."""

    verb: str
    paragraph: ResolutionParagraph

    @property
    def key(self) -> str:
        """The paragraph's readable key."""
        return f"{self.paragraph.resolution.slug}-{self.paragraph.order}"


@dataclass(frozen=True)
class Entry:
    """One row that is linked to the theme, at its place in time."""

    kind: str
    by: str
    date: str
    row: Any
    title: str
    uses: tuple[Use, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    # Who set the benchmarks of a set for whose mandate there is no word.
    mandate: str = ""

    @property
    def year(self) -> str:
        """The year of its date; empty where its document has none."""
        return self.date[:LENGTH_OF_A_YEAR]

    @property
    def key(self) -> str:
        """The row's readable key in the API."""
        return str(getattr(self.row, "key" if self.kind == BENCHMARK else "slug"))

    @property
    def numbers(self) -> list[int]:
        """The benchmarks it comes through."""
        return [benchmark.number for benchmark in self.benchmarks]

    @property
    def body(self) -> Any:
        """Who it is from, in words."""
        return self.mandate or BODIES[self.by]


@dataclass(frozen=True)
class Part:
    """How often one body took the theme up in one kind of text, from when to when."""

    by: str
    kind: str
    entries: tuple[Entry, ...]

    @property
    def body(self) -> Any:
        """Who, in words."""
        return self.entries[0].body

    @property
    def kind_name(self) -> Any:
        """Which kind of text, in words."""
        return KINDS[self.kind]

    @property
    def count(self) -> int:
        """How often."""
        return len(self.entries)

    @property
    def first(self) -> str:
        """The earliest date; empty where none is known."""
        return min((entry.date for entry in self.entries if entry.date), default="")

    @property
    def last(self) -> str:
        """The latest date."""
        return max((entry.date for entry in self.entries), default="")


@dataclass(frozen=True)
class YearCount:
    """How many paragraphs opened with a verb in a year."""

    year: str
    count: int


@dataclass(frozen=True)
class VerbCount:
    """One verb: the paragraphs that open with it, year by year."""

    verb: str
    uses: tuple[Use, ...]

    @property
    def count(self) -> int:
        """In how many paragraphs."""
        return len(self.uses)

    @property
    def years(self) -> list[YearCount]:
        """In which years, and how often in each."""
        years = sorted(str(use.paragraph.resolution.adopted_on.year) for use in self.uses)
        return [YearCount(year, len(list(same))) for year, same in groupby(years)]


@dataclass(frozen=True)
class Lineage:
    """All that is linked to a theme in a set, in the order of time."""

    theme: Theme
    of_set: BenchmarkSet
    entries: list[Entry] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its readable key: the theme's in the first set, "other-set:land" in another."""
        return in_its_set(self.of_set.slug, self.slug)

    @property
    def slug(self) -> str:
        """The theme's key."""
        return self.theme.slug

    @property
    def name(self) -> str:
        """The theme's name."""
        return self.theme.name

    def get_absolute_url(self) -> str:
        """The page that shows it."""
        return page_of_lineage(self.of_set.slug, self.slug)

    @property
    def count(self) -> int:
        """How often the theme was raised."""
        return len(self.entries)

    @property
    def dated(self) -> list[Entry]:
        """Those of which a date is known."""
        return [entry for entry in self.entries if entry.date]

    @property
    def first(self) -> Entry | None:
        """Where the theme was raised first."""
        return self.dated[0] if self.dated else None

    @property
    def last(self) -> Entry | None:
        """Where it was raised last."""
        return self.dated[-1] if self.dated else None

    @cached_property
    def years(self) -> list[dict[str, Any]]:
        """The entries by year; those without a date come last."""
        groups = groupby(self.entries, key=lambda entry: entry.year)
        return [{"year": year, "entries": list(entries)} for year, entries in groups]

    @cached_property
    def parts(self) -> list[Part]:
        """By whom and in which kind of text, the earliest first."""
        parts: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            parts.setdefault((entry.by, entry.kind), []).append(entry)
        return [Part(by, kind, tuple(entries)) for (by, kind), entries in parts.items()]

    @cached_property
    def verbs(self) -> list[VerbCount]:
        """The verbs of the resolutions' paragraphs, the most used first."""
        uses: dict[str, list[Use]] = {}
        for use in (use for entry in self.entries for use in entry.uses):
            uses.setdefault(use.verb, []).append(use)
        counts = [VerbCount(verb, tuple(found)) for verb, found in uses.items()]
        return sorted(counts, key=lambda count: (-count.count, count.verb))


def with_lineage(themes: ContentQuerySet, user: Any) -> ContentQuerySet:
    """Each theme with all that its lineages are made of, of every set; one query a kind of row."""
    paragraphs = ResolutionParagraph.objects.visible_to(user)
    resolutions = Resolution.objects.visible_to(user).prefetch_related(Prefetch("paragraphs", paragraphs))
    recommendations = Recommendation.objects.visible_to(user).select_related("document")
    shown = Benchmark.objects.visible_to(user)
    benchmarks = shown.prefetch_related(Prefetch("recommendations", recommendations))
    return themes.prefetch_related(Prefetch("resolutions", resolutions), Prefetch("benchmarks", benchmarks))


def lineage_of(
    theme: Theme,
    *,
    within: Followed,
    as_of: datetime.date | None = None,
    known_at: datetime.datetime | None = None,
) -> Lineage:
    """The lineage in a set of a theme read by `with_lineage`, up to a day; what has no date stays.

    What it is made of was said and known on one day: that of the resolution, or of the document.
    """
    benchmarks = [row for row in theme.benchmarks.all() if row.set_id == within.of_set.slug]
    resolutions = theme.resolutions.all() if within.has_country_of_first else ()
    entries = [
        *(_resolution(row) for row in resolutions),
        *_recommendations(benchmarks),
        *(_benchmark(row, within) for row in benchmarks),
    ]
    known_on = known_at.astimezone(datetime.UTC).date() if known_at else None
    last = min((day.isoformat() for day in (as_of, known_on) if day), default=None)
    begun = [entry for entry in entries if last is None or entry.date <= last]
    # What has no date cannot be the first: it stands at the end. The sort keeps the order within a date.
    return Lineage(theme, within.of_set, sorted(begun, key=lambda entry: (not entry.date, entry.date)))


def _resolution(row: Resolution) -> Entry:
    uses = (
        Use(plain_verb(paragraph.verb), paragraph) for paragraph in row.paragraphs.all() if paragraph.verb
    )
    return Entry(
        RESOLUTION, row.body, row.adopted_on.isoformat(), row, title=row.symbol_to_cite, uses=tuple(uses)
    )


def _recommendations(benchmarks: Iterable[Benchmark]) -> Iterator[Entry]:
    """Each recommendation once, with those benchmarks of the theme that rest on it."""
    resting: dict[Recommendation, list[Benchmark]] = {}
    for benchmark in benchmarks:
        for row in benchmark.recommendations.all():
            resting.setdefault(row, []).append(benchmark)
    for row, found in sorted(resting.items(), key=lambda pair: (pair[0].order, pair[0].slug)):
        yield Entry(
            RECOMMENDATION,
            row.mechanism,
            row.document.published_on,
            row,
            title=row.reference,
            benchmarks=tuple(found),
        )


def _benchmark(row: Benchmark, within: Followed) -> Entry:
    return Entry(
        BENCHMARK,
        within.mechanism,
        within.date,
        row,
        title=row.numbered_title,
        mandate=within.mandate,
    )
