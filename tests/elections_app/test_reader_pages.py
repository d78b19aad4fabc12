"""What a reader sees of elections, parties and places, and how many queries it takes."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.quantities import Qualifier
from elections_app.models import Election, Place
from tests.factories.core import PassageFactory, ThemeFactory
from tests.factories.elections import (
    ConsistencyCheckFactory,
    ElectionFactory,
    ElectionFigureFactory,
    FindingFactory,
    ObserverDelegationFactory,
    PartyFactory,
    PartyResultFactory,
    PlaceFactory,
    TurnoutFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def country() -> Place:
    return PlaceFactory(code="00", name="Cambodia", level=Place.Level.COUNTRY)


@pytest.fixture
def election() -> Election:
    return ElectionFactory(slug="2022-commune", title="Commune council election 2022", date="2022-06-05")


def page(address: str) -> str:
    return Client().get(address).content.decode()


def fill(election: Election, country: Place, count: int) -> None:
    election.themes.add(*ThemeFactory.create_batch(count))
    for order in range(count):
        passage = PassageFactory()
        figures = {"election": election, "citations": [passage]}
        ElectionFigureFactory(order=order, **figures)
        ObserverDelegationFactory(**figures)
        FindingFactory(order=order, **figures)
        PartyResultFactory(election=election, place=country, source=passage)
        PartyResultFactory(
            election=election, source=passage, commune_chiefs=7, commune_chiefs_qualifier="exact"
        )
        TurnoutFactory(election=election, place=country, source=passage)
        source = {"document": passage.document.slug, "locator": passage.locator, "text": str(passage)}
        ConsistencyCheckFactory(
            election=election, rows=[{"label": "votes", "value": 1, "qualifier": "exact", "source": source}]
        )


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_of_an_election_takes_15_queries(
    count: int, election: Election, country: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(election, country, count)

    with django_assert_num_queries(15):
        answer = Client().get(election.get_absolute_url())

    assert answer.status_code == 200


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_of_elections_takes_3_queries(
    count: int, country: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        election = ElectionFactory()
        PartyResultFactory(election=election, place=country)
        TurnoutFactory(election=election, place=country)

    with django_assert_num_queries(3):
        answer = Client().get("/elections/")

    assert answer.content.decode().count("9,376") == count


@pytest.mark.parametrize("count", [3, 30])
def test_the_pages_of_parties_take_3_queries(
    count: int, election: Election, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    party = PartyFactory(code="a-party", elections=[election])
    for _number in range(count):
        PartyFactory(elections=[election])
        PartyResultFactory(party=party)

    with django_assert_num_queries(3):
        listed = Client().get("/parties/")
    with django_assert_num_queries(3):
        shown = Client().get("/parties/a-party/")

    assert listed.status_code == shown.status_code == 200


@pytest.mark.parametrize("count", [3, 30])
def test_the_pages_of_places_take_3_and_6_queries(
    count: int, country: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        PlaceFactory(parent=country)
        PartyResultFactory(place=country)
        TurnoutFactory(place=country)

    with django_assert_num_queries(3):
        listed = Client().get("/places/")
    with django_assert_num_queries(6):
        shown = Client().get("/places/00/")

    assert listed.status_code == shown.status_code == 200


def test_figures_that_compete_stand_side_by_side_each_with_its_source(election: Election) -> None:
    passages = [PassageFactory(locator="para. 14"), PassageFactory(locator="para. 17")]
    for order, (value, qualifier) in enumerate([(9_000_000, Qualifier.ABOUT), (9_200_000, Qualifier.EXACT)]):
        ElectionFigureFactory(
            election=election,
            order=order,
            label="registered voters",
            value=Decimal(value),
            qualifier=qualifier,
            citations=[passages[order]],
        )

    shown = page(election.get_absolute_url())

    assert shown.count("Registered voters") == 1
    assert "about" in shown
    for number, passage in zip(["9,000,000", "9,200,000"], passages, strict=True):
        assert number in shown
        assert f"{passage.get_absolute_url()}#passage-{passage.locator.replace('. ', '-')}" in shown


def test_a_sum_we_made_says_that_it_is_computed(election: Election, country: Place) -> None:
    passage = PassageFactory()
    for votes in (100, 23):
        PartyResultFactory(election=election, place=country, source=passage, votes=votes)

    shown = page(election.get_absolute_url())

    assert "Sum of those listed" in shown
    assert "(computed)" in shown
    assert ">123<" in shown


def test_numbers_that_are_not_exact_are_not_summed(election: Election, country: Place) -> None:
    passage = PassageFactory()
    for votes in (100, 23):
        PartyResultFactory(
            election=election, place=country, source=passage, votes=votes, votes_qualifier=Qualifier.ABOUT
        )

    assert ">123<" not in page(election.get_absolute_url())


def test_a_share_of_votes_is_computed_from_the_valid_votes_of_the_same_source(
    election: Election, country: Place
) -> None:
    result = PartyResultFactory(
        election=election, place=country, votes=25, vote_share=None, vote_share_qualifier=""
    )
    valid = {"valid": 200, "valid_qualifier": Qualifier.EXACT}
    TurnoutFactory(election=election, place=country, source=result.source, **valid)

    assert ">12.5<" in page(election.get_absolute_url())


def test_a_check_that_fails_says_by_how_much_and_shows_its_figures(election: Election) -> None:
    passage = PassageFactory(locator="para. 18")
    source = {"document": passage.document.slug, "locator": "para. 18", "text": str(passage)}
    row = {"label": "votes of a party", "value": 41, "qualifier": "exact", "source": source}
    ConsistencyCheckFactory(election=election, holds=False, difference=Decimal(-113448), rows=[row])

    shown = page(election.get_absolute_url())

    assert "what is found is 113,448 less than expected" in shown
    assert "Votes of a party" in shown
    assert f"{passage.get_absolute_url()}#passage-para-18" in shown


def test_findings_keep_their_letters(election: Election) -> None:
    FindingFactory(election=election, letter="e", title="Candidates struck off")

    shown = page(election.get_absolute_url())

    assert "(e)" in shown
    assert "Candidates struck off" in shown


def test_the_election_of_the_same_kind_before_is_one_click_away(election: Election) -> None:
    earlier = ElectionFactory(slug="2017-commune", date="2017-06-04")
    ElectionFactory(slug="2018-assembly", date="2018", kind=Election.Kind.NATIONAL_ASSEMBLY)

    shown = page(election.get_absolute_url())

    assert earlier.get_absolute_url() in shown
    assert "/elections/2018-assembly/" not in shown


def test_the_khmer_name_of_a_place_is_marked_as_khmer(country: Place) -> None:
    assert f'lang="km">{country.name_km}' in page(country.get_absolute_url())
    assert f'lang="km">{country.name_km}' in page("/places/")


@pytest.mark.parametrize("address", ["/elections/none/", "/parties/none/", "/places/none/"])
def test_what_is_not_there_is_404(address: str) -> None:
    assert Client().get(address).status_code == 404
