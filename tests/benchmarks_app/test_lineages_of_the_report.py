"""The lineages of the report's themes, counted by hand from the fixture files."""

from collections import Counter
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from core.models import Theme
from resolutions_app.verbs import plain_verb

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]

MOST_QUERIES = 8


def rows_of(model: str) -> list[dict[str, Any]]:
    """The rows of a model as the fixture files have them; Django has no part in this."""
    entries = (
        entry for file in settings.FIXTURES for entry in yaml.safe_load(file.read_text(encoding="utf8"))
    )
    return [entry["fields"] for entry in entries if entry["model"] == model]


def counted_by_hand(theme: str) -> Counter[tuple[str, str]]:
    """How often each body took the theme up, from the fixture files alone."""
    resolutions = [row for row in rows_of("resolutions_app.resolution") if [theme] in row.get("themes", [])]
    benchmarks = [row["number"] for row in rows_of("benchmarks_app.benchmark") if [theme] in row["themes"]]
    links = rows_of("benchmarks_app.benchmarkrecommendation")
    resting = {link["recommendation"][0] for link in links if link["benchmark"][0] in benchmarks}
    recommendations = [row for row in rows_of("benchmarks_app.recommendation") if row["slug"] in resting]
    return Counter(
        [
            *((row["body"], "resolution") for row in resolutions),
            *((row["mechanism"], "recommendation") for row in recommendations),
            *(("special_rapporteur", "benchmark") for _number in benchmarks),
        ]
    )


def lineage(api: APIClient, slug: str) -> dict[str, Any]:
    return api.get(f"/api/v1/lineages/{slug}/").json()


def page(slug: str) -> str:
    return Client().get(f"/themes/{slug}/lineage/").content.decode()


@pytest.mark.parametrize("slug", ["fair-trial", "mandate", "land-and-housing", "lgbti", "detention"])
def test_what_is_counted_is_what_the_fixtures_link(slug: str, api: APIClient) -> None:
    by_hand = counted_by_hand(slug)

    found = lineage(api, slug)

    assert {(part["by"], part["kind"]): part["count"] for part in found["parts"]} == by_hand
    assert found["count"] == len(found["entries"]) == by_hand.total()


def test_the_known_numbers_of_fair_trial(api: APIClient) -> None:
    found = lineage(api, "fair-trial")

    parts = {
        (part["by"], part["kind"]): (part["count"], part["first"], part["last"]) for part in found["parts"]
    }
    assert parts["general_assembly", "resolution"] == (5, "1994-12-23", "1999-03-08")
    assert parts["human_rights_council", "resolution"] == (2, "2019-10-09", "2021-10-14")
    assert parts["human_rights_committee", "recommendation"] == (5, "2022", "2022")
    assert (found["first"], found["last"], found["count"]) == ("1994-12-23", "2022", 23)
    assert found["entries"][0]["key"] == "A-RES-49-199"


def test_the_verbs_of_the_mandate_are_those_of_every_paragraph(api: APIClient) -> None:
    printed = Counter(
        plain_verb(row["verb"]) for row in rows_of("resolutions_app.resolutionparagraph") if row.get("verb")
    )

    verbs = lineage(api, "mandate")["verbs"]

    assert {verb["verb"]: verb["count"] for verb in verbs} == printed
    assert printed["requests"] == 68
    assert all(sum(year["count"] for year in verb["years"]) == verb["count"] for verb in verbs)


def test_the_list_tells_of_every_theme_what_its_own_lineage_tells(api: APIClient) -> None:
    listed = api.get("/api/v1/lineages/", {"page_size": 200}).json()["results"]

    assert len(listed) == Theme.objects.count()
    for found in (listed[0], listed[-1]):
        assert found == lineage(api, found["slug"])
