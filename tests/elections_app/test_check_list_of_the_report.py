"""What does not add up in the report's own figures shows on the page and in the API."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from elections_app import services
from tests.factories.core import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]

PAGE = "/elections/checks/"
DATA = "/api/v1/consistency-checks/"


def page(**chosen: str) -> str:
    return Client().get(PAGE, chosen).content.decode()


def row_at(passage: Any) -> dict[str, Any]:
    """A compared figure that stands at this passage."""
    source = {"document": passage.document.slug, "locator": passage.locator, "text": str(passage)}
    return {"label": "valid votes", "value": 41, "qualifier": "exact", "source": source}


def test_the_sums_of_votes_that_do_not_close_stand_on_the_page_by_how_much() -> None:
    services.refresh_consistency_checks(at=NOON)

    shown = page(holds="false")

    assert "9 rules do not hold" in shown
    assert "what is found is 113,448 less than expected" in shown
    assert "what is found is 659,475 less than expected" in shown
    assert 'id="check-2023-national-assembly-votes-sum-phnom-penh-post-results-2023"' in shown
    assert "6,398,311" in shown


def test_the_endpoint_gives_difference_rows_and_where_they_stand(api: APIClient) -> None:
    services.refresh_consistency_checks(at=NOON)

    rows = api.get(DATA, {"holds": "false", "page_size": 200}).json()["results"]

    assert len(rows) == 9
    (votes,) = (row for row in rows if row["slug"] == "2022-commune-votes-sum-akp-commune-results-2022")
    assert votes["difference"] == -113448
    assert votes["page"].endswith(f"{PAGE}#check-{votes['slug']}")
    *parties, last = votes["rows"]
    assert sum(row["value"] for row in parties) == 7123589
    assert len(parties) == 9
    assert last["value"] == 7237037
    assert last["source"]["url"] == "http://testserver/api/v1/documents/akp-commune-results-2022/"
    assert api.get(last["source"]["url"]).status_code == 200
