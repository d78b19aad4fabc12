"""The lineage of a theme: as the fixtures have it, counted by hand, and as pages and the API tell it."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from resolutions_app.verbs import plain_verb
from tests.factories.benchmarks import BenchmarkFactory, RecommendationFactory
from tests.factories.core import DocumentFactory, ThemeFactory
from tests.factories.resolutions import ResolutionFactory, ResolutionParagraphFactory

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


def lineage(api: APIClient, slug: str) -> dict[str, Any]:
    return api.get(f"/api/v1/lineages/{slug}/").json()


def page(slug: str) -> str:
    return Client().get(f"/themes/{slug}/lineage/").content.decode()


def test_order_words_are_no_verbs_of_their_own() -> None:
    assert plain_verb("Also requests") == plain_verb("Requests") == "requests"
    assert plain_verb("Taking note also") == "taking note"
    assert plain_verb("Takes note with appreciation") == "takes note with appreciation"


def test_a_recommendation_of_two_benchmarks_counts_once_and_names_both(api: APIClient) -> None:
    theme: Any = ThemeFactory()
    benchmarks: Any = [BenchmarkFactory(themes=[theme]) for _ in range(2)]
    RecommendationFactory(benchmarks=benchmarks)

    found = lineage(api, theme.slug)

    (entry,) = (entry for entry in found["entries"] if entry["kind"] == "recommendation")
    assert entry["benchmarks"] == sorted(benchmark.number for benchmark in benchmarks)


def test_what_has_no_date_is_neither_first_nor_last_and_stands_at_the_end(api: APIClient) -> None:
    theme: Any = ThemeFactory()
    document = DocumentFactory(published_on="")
    RecommendationFactory(benchmarks=[BenchmarkFactory(themes=[theme])], document=document)
    ResolutionFactory(themes=[theme], adopted_on="2001-02-03")

    found = lineage(api, theme.slug)

    assert (found["first"], found["last"]) == ("2001-02-03", "2001-02-03")
    assert [entry["date"] for entry in found["entries"]] == ["2001-02-03", "", ""]
    assert "no date" in page(theme.slug)


def test_a_lineage_goes_as_far_as_the_day_asked_for(api: APIClient) -> None:
    theme: Any = ThemeFactory()
    for day, verb in (("1993-02-19", "Requests"), ("2021-10-11", "Condemns")):
        row = ResolutionFactory(themes=[theme], adopted_on=day)
        ResolutionParagraphFactory(resolution=row, verb=verb)
    recommended = {"benchmarks": [BenchmarkFactory(themes=[theme])]}
    RecommendationFactory(**recommended, document=DocumentFactory(published_on="2015-05"))

    def found(day: str) -> tuple[list[str], list[str]]:
        answer = api.get(f"/api/v1/lineages/{theme.slug}/", {"as_of": day})
        assert answer.headers["As-Of"] == day
        kinds = [entry["date"] for entry in answer.json()["entries"] if entry["date"]]
        return kinds, [verb["verb"] for verb in answer.json()["verbs"]]

    assert found("1993-02-18") == ([], [])
    assert found("2015-04-30") == (["1993-02-19"], ["requests"])
    assert found("2015-05-31") == (["1993-02-19", "2015-05"], ["requests"])
    assert found("2021-10-11") == (["1993-02-19", "2015-05", "2021-10-11"], ["condemns", "requests"])
    (listed,) = api.get("/api/v1/lineages/", {"as_of": "2000"}).json()["results"]
    assert listed["last"] == "1993-02-19"
    assert b"2021-10-11" not in api.get("/api/v1/lineages.ndjson", {"as_of": "2000"}).getvalue()
    shown = Client().get(f"/themes/{theme.slug}/lineage/?as_of=2000").content.decode()
    assert "requests" in shown
    assert "condemns" not in shown


def test_before_anything_was_said_a_page_says_so_and_not_that_nothing_carries_the_theme() -> None:
    theme: Any = ThemeFactory()
    ResolutionFactory(themes=[theme], adopted_on="1993-02-19")

    shown = Client().get(f"/themes/{theme.slug}/lineage/?as_of=1990").content.decode()

    assert "By that day nothing that carries this theme had been said." in shown
    assert "No resolution and no benchmark carries this theme." not in shown


def test_a_resolution_without_the_theme_is_not_counted(api: APIClient) -> None:
    theme: Any = ThemeFactory()
    ResolutionParagraphFactory(verb="Condemns")

    assert lineage(api, theme.slug)["entries"] == []
    assert "No resolution and no benchmark carries this theme." in page(theme.slug)


def test_the_page_says_what_is_counted_and_leads_to_every_row() -> None:
    theme: Any = ThemeFactory()
    resolution = ResolutionFactory(themes=[theme])
    paragraph: Any = ResolutionParagraphFactory(resolution=resolution, verb="Condemns")
    benchmark: Any = BenchmarkFactory(themes=[theme])

    shown = page(theme.slug)

    assert "only what is linked" in shown
    for row in (resolution, paragraph, benchmark):
        assert f'href="{row.get_absolute_url()}"' in shown
    assert 'id="year-2021"' in shown
    assert 'href="#year-2021"' in shown
    assert f'href="/api/v1/lineages/{theme.slug}/"' in shown


def test_the_theme_leads_to_its_lineage() -> None:
    theme: Any = ThemeFactory()

    for address in ("/themes/", theme.get_absolute_url()):
        assert f'href="/themes/{theme.slug}/lineage/"' in Client().get(address).content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_takes_few_queries_however_much_there_is(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    theme: Any = ThemeFactory()
    for _ in range(count):
        ResolutionParagraphFactory(resolution=ResolutionFactory(themes=[theme]))
        RecommendationFactory(benchmarks=[BenchmarkFactory(themes=[theme])])

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = Client().get(f"/themes/{theme.slug}/lineage/")

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/themes/none/lineage/", "/api/v1/lineages/none/"])
def test_what_is_not_there_is_404(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_a_parameter_nobody_knows_is_refused(api: APIClient) -> None:
    theme: Any = ThemeFactory()

    for address in ("/api/v1/lineages/", f"/api/v1/lineages/{theme.slug}/"):
        problem = api.get(address, {"by": "council"})
        assert problem.status_code == 400
        assert problem.json()["errors"][0]["field"] == "by"
