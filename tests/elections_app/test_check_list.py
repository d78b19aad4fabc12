"""The page and the endpoint of the checks: what does not add up shows, with its figures and their sources."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from tests.factories.core import PassageFactory
from tests.factories.elections import ConsistencyCheckFactory, ElectionFactory

pytestmark = pytest.mark.django_db

PAGE = "/elections/checks/"
DATA = "/api/v1/consistency-checks/"


def page(**chosen: str) -> str:
    return Client().get(PAGE, chosen).content.decode()


def row_at(passage: Any) -> dict[str, Any]:
    """A compared figure that stands at this passage."""
    source = {"document": passage.document.slug, "locator": passage.locator, "text": str(passage)}
    return {"label": "valid votes", "value": 41, "qualifier": "exact", "source": source}


def test_a_row_without_a_source_says_null(api: APIClient) -> None:
    ConsistencyCheckFactory(
        rows=[{"label": "parties named", "value": 7, "qualifier": "exact", "source": None}]
    )

    (row,) = api.get(DATA).json()["results"][0]["rows"]

    assert row == {"label": "parties named", "value": 7, "qualifier": "exact", "source": None}


def test_the_page_can_be_narrowed_by_election_and_by_answer() -> None:
    one, other = ElectionFactory(slug="one-vote"), ElectionFactory(slug="other-vote")
    ConsistencyCheckFactory(election=one, rule="The votes sum", holds=False, difference=Decimal(-5))
    ConsistencyCheckFactory(election=other, rule="The seats sum")

    assert "The seats sum" not in page(election="one-vote")
    assert "The votes sum" not in page(holds="true")
    assert "The votes sum" in page(holds="false")
    assert "The seats sum" not in page(holds="false")
    assert "Nothing: every rule chosen holds." in page(holds="true")
    assert "1 rule does not hold, 1 holds." in " ".join(page().split())


def test_before_the_first_check_the_page_says_so() -> None:
    assert "The figures have not been checked against each other." in page()


def test_the_pages_of_elections_lead_to_it() -> None:
    election: Any = ElectionFactory()

    for address in ("/elections/", election.get_absolute_url()):
        assert f'href="{PAGE}"' in Client().get(address).content.decode()
    assert f'href="{DATA}"' in page()


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_takes_few_queries_however_many_checks_there_are(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        ConsistencyCheckFactory(holds=bool(number % 2), rows=[row_at(PassageFactory())])

    with django_assert_max_num_queries(4):
        answer = Client().get(PAGE)

    assert answer.status_code == 200
