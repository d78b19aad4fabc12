"""Every list of the API takes both clocks: what came later is in no list, detail or file, and it says so."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from config.api import router
from core import search
from core.search_index import refresh_everything
from tests.factories import benchmarks, elections, resolutions
from tests.factories.core import DocumentFactory, PassageFactory, ReleaseFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db

EARLY, BETWEEN, LATE = "2020-03-01", "2021-06", "2022-06-05"
MOMENT = "2021-06-30T12:00:00Z"


def noon(day: str) -> datetime.datetime:
    """Noon of a day."""
    return datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")


def source(day: str) -> Any:
    """A place in a document that was published on this day."""
    return PassageFactory(document__published_on=day)


def cited(factory: Any, day: str, **fields: Any) -> Any:
    """A row that is taken from a document of this day."""
    return factory(citations=[source(day)], **fields)


def check(day: str) -> Any:
    """A check of an election of this day, of a figure that was published then."""
    of = {"document": source(day).document.slug, "locator": "", "text": ""}
    rows = [{"label": "votes", "value": 1, "qualifier": "exact", "source": of}]
    return elections.ConsistencyCheckFactory(election__date=day, rows=rows)


def total(day: str) -> Any:
    """A total of this day."""
    return cited(benchmarks.StatusTotalFactory, day, assessed_on=day)


# A row that began and was known on a day.
DATED: dict[str, Callable[[str], Any]] = {
    "benchmark-sets": lambda day: benchmarks.BenchmarkSetFactory(document=DocumentFactory(published_on=day)),
    "progress-updates": lambda day: benchmarks.ProgressUpdateFactory(
        published=True, assessed_on=day, published_at=noon(day)
    ),
    "follow-up-grades": lambda day: benchmarks.FollowUpGradeFactory(graded_on=day, recorded_at=noon(day)),
    "status-totals": total,
    "legal-instruments": lambda day: cited(benchmarks.LegalInstrumentFactory, day, year=day),
    "cases": lambda day: cited(benchmarks.CaseFactory, day, date=day),
    "elections": lambda day: cited(elections.ElectionFactory, day, date=day),
    "places": lambda day: cited(elections.PlaceFactory, day, valid_from=day),
    "party-results": lambda day: elections.PartyResultFactory(election__date=day, source=source(day)),
    "turnouts": lambda day: elections.TurnoutFactory(election__date=day, source=source(day)),
    "observer-delegations": lambda day: cited(elections.ObserverDelegationFactory, day, election__date=day),
    "findings": lambda day: cited(elections.FindingFactory, day, election__date=day),
    "consistency-checks": check,
    "resolutions": lambda day: resolutions.ResolutionFactory(adopted_on=day),
    "resolution-paragraphs": lambda day: resolutions.ResolutionParagraphFactory(resolution__adopted_on=day),
    "mandate-holders": lambda day: cited(resolutions.MandateHolderFactory, day, start=day),
    "milestones": lambda day: cited(resolutions.MilestoneFactory, day, start=day),
    "interlocutors": lambda day: cited(resolutions.InterlocutorFactory, day, start=day),
    "documents": lambda day: DocumentFactory(published_on=day),
    "releases": lambda day: ReleaseFactory(made_at=noon(day)),
}
# What has no date of its own, or whose clocks are those of what is judged and observed of it.
AT_ANY_TIME: dict[str, Callable[[str], Any]] = {
    "benchmarks": lambda day: cited(benchmarks.BenchmarkFactory, day),
    "measures": lambda day: cited(benchmarks.MeasureFactory, day),
    "recommendations": lambda day: cited(benchmarks.RecommendationFactory, day),
    "indicators": lambda day: cited(benchmarks.IndicatorFactory, day),
    "parties": lambda day: elections.PartyFactory(),
    "themes": lambda day: ThemeFactory(),
    "lineages": lambda day: ThemeFactory(),
}
CLOCKS = {
    "as_of": ({"as_of": BETWEEN}, ("As-Of", "2021-06-30")),
    "known_at": ({"known_at": MOMENT}, ("Known-At", MOMENT)),
}


def addresses(api: APIClient, noun: str, asked: dict[str, str]) -> set[str]:
    """The addresses of the rows of a list; its file has the same."""
    listed = {
        row["url"] for row in api.get(f"/api/v1/{noun}/", asked | {"page_size": "200"}).json()["results"]
    }
    file = api.get(f"/api/v1/{noun}.ndjson", asked)
    assert len(file.getvalue().splitlines()) == len(listed)
    return listed


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("noun", [prefix for prefix, *_ in router.registry if prefix != "search"])
def test_what_came_after_a_clock_is_in_no_list_detail_or_file(noun: str, clock: str, api: APIClient) -> None:
    asked, (header, said) = CLOCKS[clock]
    make = DATED.get(noun) or AT_ANY_TIME[noun]
    whole = {"set": "all"} if noun in ("status-totals", "progress-updates") else {}
    make(EARLY)
    before = addresses(api, noun, whole)
    make(LATE)
    late = addresses(api, noun, whole) - before

    shown = addresses(api, noun, whole | asked)

    assert before
    assert late
    assert shown == (before if noun in DATED else before | late)
    codes = {address: api.get(address, asked).status_code for address in before | late}
    assert codes == {address: 200 if address in shown else 404 for address in codes}
    for address in (f"/api/v1/{noun}/", f"/api/v1/{noun}.csv", *before):
        assert api.get(address, asked).headers[header] == said


def test_no_list_of_the_api_is_left_out() -> None:
    assert {prefix for prefix, *_ in router.registry} == {*DATED, *AT_ANY_TIME, "search"}


def there(api: APIClient, noun: str, **asked: str) -> int:
    """How many rows a list has by these clocks."""
    count: int = api.get(f"/api/v1/{noun}/", asked).json()["count"]
    return count


def test_content_is_known_from_the_first_of_its_sources_on(api: APIClient) -> None:
    benchmarks.CaseFactory(date="", citations=[source("2022-06-05"), source("2021")])

    assert there(api, "cases", known_at="2020-12-31") == 0
    assert there(api, "cases", known_at="2021-01-01") == 1


@pytest.mark.parametrize("sources", [[], ["2022", ""]])
def test_what_has_no_date_stays(sources: list[str], api: APIClient) -> None:
    benchmarks.CaseFactory(date="", citations=[source(day) for day in sources])
    benchmarks.BenchmarkSetFactory(document=None)
    DocumentFactory(slug="undated", published_on="")

    for clock in ("as_of", "known_at"):
        assert there(api, "cases", **{clock: "1900-01-01"}) == 1
        assert api.get("/api/v1/documents/undated/", {clock: "1900-01-01"}).status_code == 200
        assert there(api, "benchmark-sets", **{clock: "1900-01-01"}) >= 1


@pytest.mark.parametrize(
    ("ended", "day", "still"),
    [
        ("2020-06-30", "2020-06-30", True),
        ("2020-06-30", "2020-07-01", False),
        ("2020-06", "2020-06-30", True),
        ("2020-06", "2020-07-01", False),
        ("2020", "2020-12-31", True),
        ("2020", "2021-01-01", False),
        ("", "2021-01-01", True),
    ],
)
def test_a_place_is_there_until_the_last_day_that_its_end_can_mean(
    ended: str, day: str, still: bool, api: APIClient
) -> None:
    elections.PlaceFactory(code="120101", valid_from="1998", valid_until=ended)

    assert there(api, "places", as_of=day) == still
    assert there(api, "places", as_of="1997-12-31") == 0


def test_figures_that_compete_are_each_known_by_their_own_source(api: APIClient) -> None:
    election = elections.ElectionFactory(date="2017-06-04", slug="2017-commune")
    elections.ElectionFigureFactory(election=election, order=1, citations=[source("2017-06")], value=1)
    elections.ElectionFigureFactory(election=election, order=2, citations=[source("2022-08")], value=2)
    elections.PartyResultFactory(election=election, source=source("2017-06"))
    elections.PartyResultFactory(election=election, source=source("2022-08"))

    def figures(**asked: str) -> list[float]:
        shown = api.get("/api/v1/elections/2017-commune/", asked).json()["figures"]
        return [figure["value"] for figure in shown]

    assert figures() == figures(known_at="2022-08-01") == figures(as_of="2018") == [1, 2]
    assert figures(known_at="2018-01-01") == [1]
    assert there(api, "party-results", known_at="2018-01-01") == 1


def test_a_party_is_shown_in_the_elections_that_had_been_held(api: APIClient) -> None:
    held = [elections.ElectionFactory(date=day) for day in (EARLY, LATE)]
    elections.PartyFactory(code="one", elections=held)

    def shown(**asked: str) -> list[int]:
        keys, whole = (
            api.get("/api/v1/parties/one/", asked | more).json() for more in ({}, {"include": "elections"})
        )
        return [len(keys["elections"]), len(whole["elections"])]

    assert shown() == [2, 2]
    assert shown(as_of="2021") == [1, 1]


def test_a_check_is_known_once_every_figure_that_it_compares_is(api: APIClient) -> None:
    row = check("2020-03-01")
    later = {"document": source("2023").document.slug, "locator": "", "text": ""}
    row.rows.append({"label": "seats", "value": 1, "qualifier": "exact", "source": later})
    row.save()

    assert there(api, "consistency-checks", known_at="2022-12-31") == 0
    assert there(api, "consistency-checks", known_at="2023-01-01") == 1


def test_what_cites_a_document_is_told_as_it_was_then(api: APIClient) -> None:
    passage = source("2020")
    benchmarks.CaseFactory(slug="old", date="2020", citations=[passage])
    benchmarks.CaseFactory(slug="new", date="2022", citations=[passage])
    recommendation = benchmarks.RecommendationFactory(document=DocumentFactory())
    benchmarks.FollowUpGradeFactory(
        recommendation=recommendation, source=passage, graded_on="2022", recorded_at=noon("2022-06-05")
    )

    def cited_by(**asked: str) -> int:
        return len(api.get(f"/api/v1/documents/{passage.document.slug}/", asked).json()["cited_by"])

    assert cited_by() == cited_by(as_of="2022", known_at="2022-06-05") == 3
    assert cited_by(as_of="2021") == 1
    assert cited_by(known_at="2022-06-04") == 2


TWO = {"from": "first", "to": "second"}


def test_an_election_comparison_takes_what_had_been_held_and_published(api: APIClient) -> None:
    country = elections.PlaceFactory(code="00", level="country")
    for slug, day in (("first", "2017-06-04"), ("second", "2022-06-05")):
        election = elections.ElectionFactory(slug=slug, date=day)
        for published in (day, "2023"):
            elections.TurnoutFactory(election=election, place=country, source=source(published))

    def sides(**asked: str) -> list[int]:
        shown = api.get("/api/v1/election-comparison/", TWO | asked).json()["turnout"]
        return [len(shown[0]["from"]), len(shown[0]["to"])]

    assert sides() == sides(known_at="2023-01-01") == sides(as_of="2022-06") == [2, 2]
    assert sides(known_at="2022-12-31") == [1, 1]
    refused = api.get("/api/v1/election-comparison/", TWO | {"as_of": "2021"})
    assert refused.status_code == 400
    assert "second" not in refused.json()["detail"].partition("there are:")[2]
    asked = api.get("/api/v1/election-comparison/", TWO | {"as_of": "2022-06", "known_at": "2023-01-01"})
    assert (asked.headers["As-Of"], asked.headers["Known-At"][:10]) == ("2022-06-30", "2023-01-01")


def test_releases_made_later_cannot_be_compared(api: APIClient) -> None:
    older, newer = (ReleaseFactory(made_at=noon(day)) for day in ("2024-01-10", "2024-02-10"))

    def answer(**asked: str) -> Any:
        return api.get("/api/v1/release-difference/", {"from": older.name, "to": newer.name} | asked)

    assert answer().json() == answer(as_of="2024-02-10", known_at="2024-02-10T12:00:00Z").json()
    for asked in ({"as_of": "2024-02-09"}, {"known_at": "2024-02-10T11:59:59Z"}):
        refused = answer(**asked)
        assert refused.status_code == 400
        assert newer.name not in refused.json()["detail"].partition("there are:")[2]


def test_the_citation_graph_and_a_lineage_know_what_had_been_adopted(api: APIClient) -> None:
    theme = ThemeFactory(slug="land")
    for day in ("2000-04-25", "2015-10-02"):
        resolutions.ResolutionFactory(adopted_on=day, themes=[theme])

    def counts(**asked: str) -> list[int]:
        graph = api.get("/api/v1/citation-graph/", asked).json()["nodes"]
        return [len(graph), len(api.get("/api/v1/lineages/land/", asked).json()["entries"])]

    assert counts() == counts(known_at="2015-10-02") == [2, 2]
    assert counts(known_at="2015-10-01") == counts(as_of="2015-10-01", known_at="2020-01-01") == [1, 1]


def found(api: APIClient, **asked: str) -> set[tuple[str, str]]:
    """What a search finds, by kind and key; its file and its count agree."""
    answer = api.get("/api/v1/search/", {"q": "kestrel", "page_size": "100"} | asked)
    rows = answer.json()["results"]
    assert answer.json()["count"] == len(rows)
    file = api.get("/api/v1/search.ndjson", {"q": "kestrel"} | asked)
    assert len(file.getvalue().splitlines()) == len(rows)
    return {(row["type"], row["key"]) for row in rows}


def test_the_search_finds_what_was_there_then(api: APIClient) -> None:
    cited(benchmarks.CaseFactory, EARLY, slug="early", date=EARLY, name="Kestrel")
    cited(benchmarks.CaseFactory, LATE, slug="late", date=LATE, name="Kestrel")
    benchmarks.BenchmarkFactory(number=6, title="Kestrel")
    first, second = (
        benchmarks.ProgressUpdateFactory(
            published=True, narrative="A kestrel.", assessed_on=day, published_at=noon(day)
        )
        for day in (EARLY, LATE)
    )
    refresh_everything()
    stays = {("case", "early"), ("benchmark", "6"), ("progress_update", str(first.pk))}

    for asked, (header, said) in CLOCKS.values():
        assert found(api, **asked) == stays
        assert api.get("/api/v1/search/", {"q": "kestrel"} | asked).headers[header] == said
    assert found(api) == stays | {("case", "late"), ("progress_update", str(second.pk))}
    assert found(api, type="case", known_at="2021-01-01") == {("case", "early")}


def test_no_clock_finds_a_text_that_was_withdrawn(api: APIClient) -> None:
    update = benchmarks.ProgressUpdateFactory(
        published=True, narrative="A kestrel named Sokha.", published_at=noon(EARLY), assessed_on=EARLY
    )
    refresh_everything()
    asked = {"known_at": "2020-06-01", "as_of": "2020-06-01"}
    assert found(api, **asked) == {("progress_update", str(update.pk))}
    update.state, update.withdrawn_at = "withdrawn", noon(LATE)
    update.withdrawn_by, update.withdrawal_reason = UserFactory(roles=["reviewer"]), "It named somebody."
    update.save()  # the index still holds it

    assert found(api, **asked) == found(api) == set()
    assert "Sokha" not in api.get("/api/v1/search/", {"q": "kestrel"} | asked).content.decode()


def test_what_was_not_there_takes_no_place_of_what_was(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_HITS", 2)
    for place in range(4):
        cited(benchmarks.CaseFactory, LATE, slug=f"late-{place}", date=LATE, name="Kestrel")
    for place in range(2):
        cited(benchmarks.CaseFactory, EARLY, slug=f"early-{place}", date=EARLY, name="Kestrel")
    refresh_everything()

    assert found(api, known_at="2021-01-01") == {("case", "early-0"), ("case", "early-1")}
