"""Lists and details: filters, search, order, pages, and answers cut down to some fields."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from config.api import ENDPOINTS
from tests.factories.benchmarks import (
    BenchmarkFactory,
    CaseFactory,
    LegalInstrumentFactory,
    MeasureFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
    TimeframeFactory,
)
from tests.factories.core import NOON, DocumentFactory, PassageFactory, ThemeFactory
from tests.factories.elections import ElectionFactory, PartyResultFactory, PlaceFactory
from tests.factories.resolutions import (
    MandateHolderFactory,
    MilestoneFactory,
    ResolutionFactory,
    ResolutionParagraphFactory,
)

pytestmark = pytest.mark.django_db
NOUNS = list(ENDPOINTS)


def found(api: APIClient, noun: str, key: str, **given: Any) -> list[Any]:
    """The keys of the rows a list answers."""
    answer = api.get(f"/api/v1/{noun}/", given)
    assert answer.status_code == 200, answer.json()
    return [row[key] for row in answer.json()["results"]]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_parameter_nobody_declared_is_refused_and_the_declared_ones_are_listed(
    noun: str, api: APIClient
) -> None:
    answer = api.get(f"/api/v1/{noun}/", {"colour": "red"})

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == "colour"
    assert "page_size" in error["message"]


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun != "search"])
def test_a_wrong_order_is_refused_and_every_declared_one_works(noun: str, api: APIClient) -> None:
    endpoint = ENDPOINTS[noun]

    answer = api.get(f"/api/v1/{noun}/", {"ordering": "-colour"})

    assert answer.status_code == 400
    assert endpoint.ordering_fields
    for name in endpoint.ordering_fields:
        assert name in answer.json()["detail"]
        assert api.get(f"/api/v1/{noun}/", {"ordering": f"-{name}"}).status_code == 200


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun != "search"])
def test_every_declared_filter_refuses_nonsense_and_repeats_it(noun: str, api: APIClient) -> None:
    endpoint = ENDPOINTS[noun]
    names = endpoint.filterset_class.base_filters if getattr(endpoint, "filterset_class", None) else []

    for name in names:
        answer = api.get(f"/api/v1/{noun}/", {name: "nonsense-nobody-wrote"})
        assert answer.status_code == 400, name
        assert answer.json()["errors"][0]["field"] == name
    assert api.get(f"/api/v1/{noun}/", {"search": "nonsense-nobody-wrote"}).json()["count"] == 0


def test_a_wrong_value_is_answered_with_the_valid_ones(api: APIClient) -> None:
    ThemeFactory(slug="fair-trial")

    of_a_vocabulary = api.get("/api/v1/recommendations/", {"addressee": "everybody"}).json()
    of_a_key = api.get("/api/v1/benchmarks/", {"theme": "weather"}).json()

    assert "government, civil_society, international_community" in of_a_vocabulary["detail"]
    assert "fair-trial" in of_a_key["detail"]


def test_a_word_that_stands_nowhere_is_answered_with_those_that_do(api: APIClient) -> None:
    ResolutionParagraphFactory(verb="Requests", resolution__adopted_on="1993-02-19")
    ResolutionParagraphFactory(verb="Urges", resolution__adopted_on="2021-10-11")

    for noun in ("resolutions", "resolution-paragraphs"):
        refused = api.get(f"/api/v1/{noun}/", {"verb": "invites"})
        assert refused.status_code == 400
        assert refused.json()["detail"] == "“invites” is not known here; there are: Requests, Urges."
        assert len(found(api, noun, "url", verb="urge")) == 1
        # A word is known whatever else is asked, so that no clock or filter makes it a mistake.
        assert found(api, noun, "url", verb="urges", as_of="2000") == []
        assert found(api, noun, "url", verb="urges", adopted_on__lt="2000") == []


def test_of_very_many_words_the_first_are_named(api: APIClient) -> None:
    for number in range(45):
        DocumentFactory(publisher=f"Publisher {number:02}")

    refused = api.get("/api/v1/documents/", {"publisher": "nobody"}).json()["detail"]

    assert "Publisher 39, …" in refused
    assert "Publisher 40" not in refused


def test_a_parameter_given_twice_is_refused(api: APIClient) -> None:
    assert api.get("/api/v1/themes/?search=a&search=b").status_code == 400


def test_benchmarks_are_filtered_by_theme_timeframe_document_and_status(api: APIClient) -> None:
    theme, passage = ThemeFactory(), PassageFactory()
    timeframe = TimeframeFactory()
    one = BenchmarkFactory(themes=[theme], timeframe=timeframe)
    other = BenchmarkFactory(citations=[passage, PassageFactory(document=passage.document)])
    ProgressUpdateFactory(benchmark=other, status="on_target", published=True)

    assert found(api, "benchmarks", "number", theme=theme.slug) == [one.number]
    assert found(api, "benchmarks", "number", timeframe=timeframe.slug) == [one.number]
    assert found(api, "benchmarks", "number", document=passage.document.symbol) == [other.number]
    assert found(api, "benchmarks", "number", document=passage.document.slug) == [other.number]
    assert found(api, "benchmarks", "number", status="on_target") == [other.number]
    assert found(api, "benchmarks", "number", status="not_assessed") == [one.number]


def test_recommendations_come_in_the_order_printed_for_each_benchmark(api: APIClient) -> None:
    first, second = BenchmarkFactory(), BenchmarkFactory()
    late = RecommendationFactory(slug="late", order=9, benchmarks=[first])
    early = RecommendationFactory(slug="early", order=1, benchmarks=[second, first])
    late.benchmark_links.model.objects.create(benchmark=second, recommendation=late, order=30_000)

    rows = api.get("/api/v1/benchmarks/").json()["results"]

    assert [entry["slug"] for entry in rows[0]["recommendations"]] == ["late", "early"]
    assert [entry["slug"] for entry in rows[1]["recommendations"]] == ["early", "late"]
    assert found(api, "recommendations", "benchmarks", search="early") == [[first.number, second.number]]
    assert found(api, "recommendations", "slug", document=early.document.symbol) == ["early"]


def test_measures_updates_and_figures_are_filtered_by_what_they_belong_to(api: APIClient) -> None:
    measure = MeasureFactory(benchmark__number=6, order=2)
    MeasureFactory()
    update = ProgressUpdateFactory(benchmark=measure.benchmark, measure=measure, published=True)
    ProgressUpdateFactory(published=True)
    result = PartyResultFactory(place__level="commune")
    PartyResultFactory()

    assert found(api, "measures", "key", benchmark="6") == ["6-2"]
    assert found(api, "progress-updates", "id", measure="6-2") == [update.pk]
    assert found(api, "progress-updates", "id", benchmark="6", whole_benchmark="true") == []
    assert found(api, "party-results", "id", election=result.election.slug) == [result.pk]
    assert found(api, "party-results", "id", level="commune") == [result.pk]
    assert found(api, "party-results", "id", party=result.party.code, stage="official") == [result.pk]


def test_resolutions_are_filtered_by_date_verb_recall_and_document(api: APIClient) -> None:
    old = ResolutionFactory(adopted_on="1993-02-19", extension_months=12)
    new = ResolutionFactory(adopted_on="2021-10-11")
    document = DocumentFactory()
    for _ in range(2):
        ResolutionParagraphFactory(resolution=new, verb="Decides", recalls=[old], documents=[document])

    assert found(api, "resolutions", "slug", adopted_on__lte="1993-02") == [old.slug]
    assert found(api, "resolutions", "slug", adopted_on__gte="1993-02-20") == [new.slug]
    assert found(api, "resolutions", "slug", verb="decides") == [new.slug]
    assert found(api, "resolutions", "slug", recalls=old.slug) == [new.slug]
    assert found(api, "resolutions", "slug", document=document.symbol) == [new.slug]
    assert len(found(api, "resolution-paragraphs", "key", resolution=new.slug)) == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"date__gte": "2021"}, ["month", "year", "day"]),
        ({"date__gte": "2021-01-02"}, ["month", "day"]),
        ({"date__lte": "2021"}, ["month", "year", "day"]),
        ({"date__lte": "2021-06-30"}, ["month", "year"]),
        ({"date__lte": "2020"}, []),
    ],
)
def test_a_partial_date_counts_as_its_first_day(
    given: dict[str, str], expected: list[str], api: APIClient
) -> None:
    for slug, date in {"year": "2021", "month": "2021-06", "day": "2021-07-09", "none": ""}.items():
        CaseFactory(slug=slug, name=slug, date=date)

    assert sorted(found(api, "cases", "slug", **given)) == sorted(expected)


def test_what_hangs_on_a_benchmark_is_listed_once(api: APIClient) -> None:
    passage = PassageFactory()
    law = LegalInstrumentFactory(
        citations=[passage, PassageFactory(document=passage.document)],
        benchmarks=[BenchmarkFactory(number=3)],
    )

    assert found(api, "legal-instruments", "slug", document=passage.document.symbol) == [law.slug]
    assert found(api, "legal-instruments", "slug", benchmark="3") == [law.slug]


def test_pages_are_linked_and_end(api: APIClient) -> None:
    for _ in range(5):
        ThemeFactory()

    first = api.get("/api/v1/themes/", {"page_size": 2}).json()
    last = api.get("/api/v1/themes/", {"page_size": 2, "page": 3}).json()

    assert (first["count"], first["previous"], len(first["results"])) == (5, None, 2)
    assert api.get(first["next"]).status_code == 200
    assert (last["next"], len(last["results"])) == (None, 1)
    assert api.get("/api/v1/themes/", {"page": 4}).status_code == 404


@pytest.mark.parametrize("size", ["0", "-1", "201", "ten", "1.5", "9" * 5000])
def test_a_wrong_page_size_is_refused_and_not_cut(size: str, api: APIClient) -> None:
    assert api.get("/api/v1/themes/", {"page_size": size}).status_code == 400


def test_rows_that_tie_keep_one_order_over_pages(api: APIClient) -> None:
    for _ in range(7):
        PlaceFactory(level="province")

    pages = [api.get("/api/v1/places/", {"ordering": "level", "page_size": 3, "page": n}) for n in (1, 2, 3)]
    codes = [row["code"] for page in pages for row in page.json()["results"]]

    assert len(set(codes)) == 7


def test_empty_values_come_last_in_both_directions(api: APIClient) -> None:
    ResolutionFactory(slug="none", mandate_effect="none", extension_months=None)
    ResolutionFactory(slug="twelve", extension_months=12)
    ResolutionFactory(slug="twenty-four", extension_months=24)

    assert found(api, "resolutions", "slug", ordering="extension_months") == ["twelve", "twenty-four", "none"]
    assert found(api, "resolutions", "slug", ordering="-extension_months") == [
        "twenty-four",
        "twelve",
        "none",
    ]


def test_an_answer_can_be_cut_down_to_some_fields(api: APIClient) -> None:
    BenchmarkFactory(number=6)

    only = api.get("/api/v1/benchmarks/6/", {"fields": "number,title"}).json()
    without = api.get("/api/v1/benchmarks/", {"omit": "indicators,citations"}).json()["results"][0]

    assert set(only) == {"number", "title"}
    assert "number" in without
    assert not {"indicators", "citations"} & set(without)
    assert "section" in api.get("/api/v1/benchmarks/6/", {"fields": "colour"}).json()["detail"]


def test_numbers_that_are_whole_have_no_fraction(api: APIClient) -> None:
    ObservationFactory(value="28000.000", qualifier="about")
    ObservationFactory(value="1.950")

    observations = [row["observations"][0] for row in api.get("/api/v1/indicators/").json()["results"]]

    assert '"value":28000,"qualifier":"about"' in api.get("/api/v1/indicators/").content.decode()
    assert [entry["value"] for entry in observations] == [28000, 1.95]


def test_a_span_has_from_and_to(api: APIClient) -> None:
    holder = MandateHolderFactory(start="1993-11", end="1996")
    MilestoneFactory()

    row = api.get(f"/api/v1/mandate-holders/{holder.slug}/").json()

    assert (row["from"], row["to"]) == ("1993-11", "1996")


def test_a_citation_names_the_document_by_symbol_or_else_by_key(api: APIClient) -> None:
    passage = PassageFactory(document__symbol="", document__slug="camboja-2021", locator="p. 13")
    ElectionFactory(slug="2022-commune", citations=[passage])

    (citation,) = api.get("/api/v1/elections/2022-commune/").json()["citations"]

    assert citation["document"] == "camboja-2021"
    assert citation["locator"] == "p. 13"
    assert api.get(citation["url"]).json()["slug"] == "camboja-2021"


def test_the_status_is_the_latest_truth_and_every_assessor_stands_beside_it(api: APIClient) -> None:
    benchmark = BenchmarkFactory(number=6)
    options = {"benchmark": benchmark, "published": True}
    ProgressUpdateFactory(assessed_on="2022-06", status="off_target", assessor="ohchr", **options)
    latest = ProgressUpdateFactory(
        assessed_on="2023-01-05", status="variable", assessor="government", **options
    )
    ProgressUpdateFactory(assessed_on="2021", status="achieved", assessor="government", **options)
    ProgressUpdateFactory(benchmark=benchmark, assessed_on="2024", status="achieved")
    measure = MeasureFactory(benchmark=benchmark)
    ProgressUpdateFactory(measure=measure, assessed_on="2024", status="achieved", **options)

    row = api.get("/api/v1/benchmarks/6/").json()

    assert set(row["current_status"]) == {
        "status",
        "trend",
        "assessor",
        "assessed_on",
        "published_at",
        "is_stale",
        "update",
    }
    assert row["current_status"]["status"] == "variable"
    assert row["current_status"]["update"] == f"http://testserver/api/v1/progress-updates/{latest.pk}/"
    assert [entry["status"] for entry in row["assessments"]] == ["variable", "off_target"]


def test_the_two_clocks_answer_what_was_true_then_as_known_then(api: APIClient) -> None:
    benchmark = BenchmarkFactory(number=6)
    old = ProgressUpdateFactory(
        benchmark=benchmark, assessed_on="2023-06-30", status="off_target", published=True
    )
    ProgressUpdateFactory(
        benchmark=benchmark,
        assessed_on="2023-06-30",
        status="variable",
        published=True,
        published_at=NOON.replace(year=2025),
        supersedes=old,
    )

    def status(**given: str) -> str | None:
        shown = api.get("/api/v1/benchmarks/6/", given).json()["current_status"]
        return shown and shown["status"]

    assert status() == "variable"
    assert status(known_at="2024-12-31") == "off_target"
    assert status(known_at="2023-07-15") is None
    assert status(as_of="2023-06-29") is None
    assert status(as_of="2023-06") == "variable"
    assert api.get("/api/v1/benchmarks/6/", {"as_of": "soon"}).status_code == 400
    assert found(api, "benchmarks", "number", status="off_target", known_at="2024-12-31") == [6]
    assert found(api, "benchmarks", "number", status="off_target") == []
