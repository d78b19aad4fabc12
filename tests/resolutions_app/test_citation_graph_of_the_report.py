"""The citations of annex II, counted by hand from the fixture file."""

from typing import Any

import pytest
import yaml
from django.conf import settings
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]

GRAPH = "/api/v1/citation-graph/"
PAGE = "/resolutions/citations/"
FILE = "/resolutions/citations.graphml"
MOST_QUERIES = 5


def paragraphs_of_the_fixtures() -> list[dict[str, Any]]:
    """The paragraphs as the fixture file has them."""
    (file,) = (file for file in settings.FIXTURES if file.name == "31_resolution_paragraphs.yaml")
    return [entry["fields"] for entry in yaml.safe_load(file.read_text(encoding="utf8"))]


def test_the_edges_are_those_of_the_fixture_file(api: APIClient) -> None:
    by_hand = {
        (row["resolution"][0], target[0], kind)
        for row in paragraphs_of_the_fixtures()
        for field, kind in (("recalls", "recalls"), ("documents", "cites"))
        for target in row.get(field, [])
    }

    graph = api.get(GRAPH).json()

    slugs = {node["key"]: node["slug"] for node in graph["nodes"]}
    edges = {(slugs[edge["source"]], slugs[edge["target"]], edge["kind"]) for edge in graph["edges"]}
    assert edges == by_hand
    assert len(graph["edges"]) == len(by_hand)
    assert sum(edge["kind"] == "recalls" for edge in graph["edges"]) == 29


def test_the_known_numbers_of_annex_ii(api: APIClient) -> None:
    graph = api.get(GRAPH).json()
    nodes = {node["slug"]: node for node in graph["nodes"]}

    assert sum(node["kind"] == "resolution" for node in nodes.values()) == 34
    assert sum(node["kind"] == "document" for node in nodes.values()) == 51
    assert nodes["e-1993-23"]["cited_by"] == 4
    assert nodes["E-CN-4-RES-1993-6"]["cited_by"] == 11
    longest = max(graph["chains"], key=lambda chain: chain["steps"])
    assert (longest["resolution"], longest["steps"], longest["reaches"]) == ("A-RES-53-145", 10, 11)
    assert longest["path"][-1] == "E-CN-4-RES-1993-6"
