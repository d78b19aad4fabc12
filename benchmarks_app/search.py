"""What of the benchmarks and of what hangs on them can be found."""

from typing import Any

from django.db.models import Case, Q, QuerySet, TextField, When
from django.db.models.functions import Concat, Replace
from django.utils.translation import gettext_lazy as _

from benchmarks_app import models
from benchmarks_app.models import FIRST_SET, Evidence, FollowUpGrade, Observation, ProgressUpdate
from benchmarks_app.models.benchmarks import page_of_benchmark
from core.search import Cites, SearchSource, SeenThen, as_text, first_given, joined, literal, page_named


def _letters() -> Any:
    """The sub-paragraphs as they are cited: the list ["d", "e"] as " (d), (e)"."""
    text: Any = as_text("subparagraphs")
    for printed, wanted in (("[]", ""), ('["', " ("), ('", "', "), ("), ('"]', ")")):
        text = Replace(text, literal(printed), literal(wanted))
    return text


def _reference() -> Any:
    paragraph = Case(
        When(paragraph="", then=literal("")),
        default=Concat(literal(", para. "), as_text("paragraph"), _letters(), output_field=TextField()),
        output_field=TextField(),
    )
    return Concat(first_given("document__symbol", "document__title"), paragraph, output_field=TextField())


def _published(user: Any) -> QuerySet:
    """Only what is published can be found, also by those who may see more."""
    return ProgressUpdate.objects.visible_to(user).filter(state=ProgressUpdate.State.PUBLISHED)


def _visible_evidence(seen: SeenThen) -> Q:
    return Q(evidence__in=Evidence.objects.visible_to(seen.user))


def _standing_observations(seen: SeenThen) -> Q:
    return Q(observations__in=seen.of(Observation.objects.visible_to(seen.user)).values("pk"))


def _grades_given(seen: SeenThen) -> Q:
    return Q(follow_up_grades__in=seen.of(FollowUpGrade.objects.visible_to(seen.user)))


def _in_its_set(path: str, key: Any) -> Any:
    """A key as `in_its_set` tells it, for the set that a path leads to."""
    first = When(**{path: FIRST_SET}, then=key)
    named = Concat(as_text(path), literal(":"), key, output_field=TextField())
    return Case(first, default=named, output_field=TextField())


def _number_in_its_set(path: str = "") -> Any:
    return _in_its_set(f"{path}set_id", as_text(f"{path}number"))


def _of_set(path: str = "") -> dict[str, Any]:
    """The set that a path leads to, by its key and, unless it is the first, by its title."""
    key = f"{path}set_id"
    other = Case(When(**{key: FIRST_SET}, then=literal("")), default=as_text(f"{path}set__title"))
    return {"in_set": key, "set_title": other}


def _benchmark_page(row: dict[str, Any]) -> str:
    slug, _, number = row["holder"].rpartition(":")
    return page_of_benchmark(slug or FIRST_SET, int(number))


def _measure_page(row: dict[str, Any]) -> str:
    return f"{_benchmark_page(row)}#measure-{row['key'].rpartition('-')[2]}"


SOURCES = (
    SearchSource(
        type="benchmark",
        name=_("benchmark"),
        queryset=models.Benchmark.objects.visible_to,
        key=_number_in_its_set(),
        title=Concat(_number_in_its_set(), literal(". "), "short_title", output_field=TextField()),
        text=joined("title", "title_zh", "summary", "note"),
        endpoint="benchmarks",
        page=_benchmark_page,
        cites=("citations", "themes"),
        themes="themes__slug",
        **_of_set(),
    ),
    SearchSource(
        type="measure",
        name=_("measure"),
        queryset=models.Measure.objects.visible_to,
        key=Concat(
            _number_in_its_set("benchmark__"), literal("-"), as_text("order"), output_field=TextField()
        ),
        title=first_given("title"),
        text=joined("official_text"),
        endpoint="measures",
        page=_measure_page,
        holder=_number_in_its_set("benchmark__"),
        cites=("citations",),
        themes="benchmark__themes__slug",
        **_of_set("benchmark__"),
        follows=("benchmark",),
    ),
    SearchSource(
        type="recommendation",
        name=_("recommendation"),
        queryset=models.Recommendation.objects.visible_to,
        key="slug",
        title=_reference(),
        text=joined("summary", "official_text", "as_printed", "note"),
        endpoint="recommendations",
        page=page_named("recommendations:detail"),
        cites=("citations", "document", Cites("follow_up_grades__source", only=_grades_given)),
        themes="benchmarks__themes__slug",
        **_of_set(),
        follows=("document",),
    ),
    SearchSource(
        type="indicator",
        name=_("indicator"),
        queryset=models.Indicator.objects.visible_to,
        key="slug",
        title=first_given("name"),
        text=joined("summary", "unit", "note"),
        endpoint="indicators",
        page=page_named("indicators:detail"),
        cites=("citations", Cites("observations__citations", only=_standing_observations)),
        themes="benchmark__themes__slug",
        **_of_set("benchmark__"),
    ),
    SearchSource(
        type="legal_instrument",
        name=_("legal instrument"),
        queryset=models.LegalInstrument.objects.visible_to,
        key="slug",
        title=first_given("name"),
        text=joined("summary", "year", "note"),
        endpoint="legal-instruments",
        page=page_named("legal-instruments:detail"),
        cites=("citations",),
        themes="benchmarks__themes__slug",
        **_of_set(),
    ),
    SearchSource(
        type="case",
        name=_("case"),
        queryset=models.Case.objects.visible_to,
        key="slug",
        title=first_given("name"),
        text=joined("summary", "date", "note"),
        endpoint="cases",
        page=page_named("cases:detail"),
        cites=("citations", "figures__citations"),
        themes="benchmarks__themes__slug",
        **_of_set(),
    ),
    SearchSource(
        type="progress_update",
        name=_("progress update"),
        queryset=_published,
        key="pk",
        title=joined("benchmark__short_title", "assessed_on"),
        text=joined("narrative"),
        endpoint="progress-updates",
        page=page_named("progress-updates:detail"),
        cites=(Cites("evidence__document", only=_visible_evidence),),
        themes="benchmark__themes__slug",
        **_of_set("benchmark__"),
        follows=("benchmark",),
    ),
)
