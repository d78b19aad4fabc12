"""Which resolution recalls which: counted by hand from the fixtures, and never an endless chain."""

from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from core.api.description import description
from resolutions_app.citation_graph import citation_graph
from resolutions_app.graphml import NAMESPACE
from tests.factories.core import DocumentFactory
from tests.factories.resolutions import ResolutionFactory, ResolutionParagraphFactory

pytestmark = pytest.mark.django_db

GRAPH = "/api/v1/citation-graph/"
PAGE = "/resolutions/citations/"
FILE = "/resolutions/citations.graphml"
MOST_QUERIES = 5


def chain_of(count: int) -> list[Any]:
    """So many resolutions, each recalling the one before."""
    rows: list[Any] = []
    for _ in range(count):
        rows.append(ResolutionFactory())
        if len(rows) > 1:
            ResolutionParagraphFactory(resolution=rows[-1], recalls=[rows[-2]])
    return rows


def test_an_edge_names_every_paragraph_it_stands_on(api: APIClient) -> None:
    earlier: Any = ResolutionFactory()
    later: Any = ResolutionFactory()
    orders = [ResolutionParagraphFactory(resolution=later, recalls=[earlier]).order for _ in range(2)]

    (edge,) = api.get(GRAPH).json()["edges"]

    assert edge["paragraphs"] == [f"{later.slug}-{order}" for order in orders]
    assert (edge["source"], edge["target"]) == (f"resolution/{later.slug}", f"resolution/{earlier.slug}")


def test_the_graph_ends_on_the_day_asked_for(api: APIClient) -> None:
    days = ("1993-02-19", "2000-04-26", "2021-10-11")
    first, second, third = (ResolutionFactory(adopted_on=day) for day in days)
    for later, earlier in ((second, first), (third, second)):
        cited = [DocumentFactory(slug=f"cited-by-{later.slug.lower()}")]
        ResolutionParagraphFactory(resolution=later, recalls=[earlier], documents=cited)

    answer = api.get(GRAPH, {"as_of": "2000-12"})
    page = Client().get(f"{PAGE}?as_of=2000-12").content.decode()
    file = Client().get(f"{FILE}?as_of=2000-12").content.decode()

    assert answer.headers["As-Of"] == "2000-12-31"
    known = {f"resolution/{first.slug}", f"resolution/{second.slug}"}
    keys = {node["key"] for node in answer.json()["nodes"]}
    assert keys == known | {f"document/cited-by-{second.slug.lower()}"}
    assert [edge["source"] for edge in answer.json()["edges"]] == [f"resolution/{second.slug}"] * 2
    for shown in (page, file):
        assert third.symbol not in shown
        assert second.symbol in shown
    assert api.get(GRAPH, {"known_at": "2000-12"}).status_code == 400


def test_a_chain_is_the_longest_way_not_the_shortest() -> None:
    first, middle, last = chain_of(3)
    ResolutionParagraphFactory(resolution=last, recalls=[first])

    chain = citation_graph(None).longest

    assert chain
    assert list(chain.path) == [last, middle, first]
    assert (chain.steps, chain.reaches) == (2, 2)


def test_resolutions_that_recall_each_other_make_no_endless_chain() -> None:
    first, second = chain_of(2)
    ResolutionParagraphFactory(resolution=first, recalls=[second, first])

    chains = citation_graph(None).chains

    assert [chain.path_keys for chain in chains] == [[second.slug, first.slug]]


def test_many_ways_back_are_found_at_once() -> None:
    rows: list[Any] = [ResolutionFactory() for _ in range(40)]
    for at, row in enumerate(rows[1:], start=1):
        ResolutionParagraphFactory(resolution=row, recalls=rows[:at])

    chain = citation_graph(None).longest

    assert chain
    assert (chain.steps, chain.reaches) == (39, 39)


def test_the_file_holds_the_same_graph() -> None:
    chain_of(3)
    ResolutionParagraphFactory(documents=[DocumentFactory(title="Rights & <duties>", symbol="")])
    graph = Client().get(GRAPH).json()

    answer = Client().get(FILE)

    space = {"g": NAMESPACE}
    root = Xml.fromstring(answer.content)  # noqa: S314  # our own file
    nodes = {node.get("id") for node in root.iterfind(".//g:node", space)}
    edges = {(edge.get("source"), edge.get("target")) for edge in root.iterfind(".//g:edge", space)}
    declared = {key.get("id") for key in root.iterfind("g:key", space)}
    assert nodes == {node["key"] for node in graph["nodes"]}
    assert edges == {(edge["source"], edge["target"]) for edge in graph["edges"]}
    assert {data.get("key") for data in root.iterfind(".//g:data", space)} == declared
    assert "Rights & <duties>" in {data.text for data in root.iterfind(".//g:data", space)}
    assert answer["Content-Type"] == "application/xml"


def test_the_page_draws_an_arc_for_each_recall_and_says_the_same_in_a_table() -> None:
    first, middle, last = chain_of(3)

    shown = Client().get(PAGE).content.decode()

    assert shown.count('class="arc"') == 2
    assert "style=" not in shown
    assert 'role="img"' in shown
    for row in (first, middle, last):
        assert f'href="{row.get_absolute_url()}"' in shown
    assert f"{last.get_absolute_url()}#paragraph-" in shown
    assert f'href="{GRAPH}"' in shown


def test_without_any_recall_the_page_says_so() -> None:
    alone: Any = ResolutionFactory()

    shown = Client().get(PAGE).content.decode()

    assert "<svg" not in shown
    assert "No paragraph that has been entered recalls a resolution or cites a document." in shown
    assert f'href="{alone.get_absolute_url()}"' in shown


def test_the_list_of_resolutions_and_each_one_lead_to_it() -> None:
    resolution: Any = ResolutionFactory()

    for address in ("/resolutions/", resolution.get_absolute_url()):
        assert f'href="{PAGE}"' in Client().get(address).content.decode()


@pytest.mark.parametrize("address", [GRAPH, PAGE, FILE])
@pytest.mark.parametrize("count", [3, 30])
def test_it_takes_few_queries_however_many_there_are(
    count: int, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for row in chain_of(count):
        ResolutionParagraphFactory(resolution=row, documents=[DocumentFactory()])

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = Client().get(address)

    assert answer.status_code == 200


def test_the_answer_is_as_described_and_an_unknown_parameter_refused(api: APIClient) -> None:
    chain_of(2)
    document = description()
    schema = document["paths"][GRAPH]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    Draft202012Validator({**schema, "components": document["components"]}).validate(api.get(GRAPH).json())

    problem = api.get(GRAPH, {"kind": "recalls"})
    assert problem.status_code == 400
    assert problem.json()["errors"][0]["field"] == "kind"
    assert api.get("/api/v1/").json()["citation-graph"] == f"http://testserver{GRAPH}"
