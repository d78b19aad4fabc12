"""A list that PostgreSQL writes itself has the bytes that its serializer would have written."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from benchmarks_app import services
from config.api import ENDPOINTS
from core.api.values import QuantityField
from core.models import User
from tests.api.taking_away import file_of
from tests.api.test_query_bounds import MAKERS, cited
from tests.api.two_ways import COPIED, LISTS, WHOLE, both_ways, copies_counted, known_fields
from tests.factories import elections
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory, StatusTotalFactory
from tests.factories.core import DocumentFactory, PassageFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="PostgreSQL alone can write the lines itself"
    ),
]

ROLES = ["anonymous", "stranger", "researcher", "monitor", "reviewer", "auditor", "admin"]
HOSTILE = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''", "'"),
    *('"', 'a "quoted" word', "a,b", "a;b; c", "two\nlines", "two\r\nlines", "\r", "\\.", "\\N", "\\n", "\\"),
    *(
        " ",
        "  lead",
        "trail  ",
        "NULL",
        "null",
        "0",
        "-0",
        "1e5",
        "true",
        "%s %(a)s %%",
        "{}",
        "$1",
        "A",
        "@",
        "?",
    ),
    *("ប្រជាជន", "=ប្រជាជន", "中文,字", "é", "\u200f=1", "\ufeff=1", "\u2028", "\x7f", "\x01", "😀", "＝1"),
]


def signed_in(api: APIClient, role: str) -> User | None:
    """Somebody of this role asks from here on."""
    if role == "anonymous":
        return None
    roles = [] if role == "stranger" else [role]
    person: User = UserFactory(username=f"a-{role}", roles=roles, is_staff=role == "admin")
    api.force_authenticate(person)
    return person


@pytest.mark.parametrize("noun", sorted(WHOLE))
def test_the_large_lists_are_written_whole(noun: str, api: APIClient) -> None:
    for _ in range(3):
        MAKERS[noun]()

    copied, plain = both_ways(api, noun)

    assert copied == plain
    assert copied.count(b"\r\n") > 1


@pytest.mark.parametrize("noun", sorted(set(LISTS) - WHOLE))
def test_a_list_that_shows_more_than_is_stored_is_written_by_its_serializer(
    noun: str, api: APIClient
) -> None:
    MAKERS[noun]()

    with copies_counted() as copies:
        assert file_of(api, noun, "csv")
    assert copies == []


@pytest.mark.parametrize("role", ROLES)
def test_whoever_asks_is_shown_the_same_rows(role: str, api: APIClient) -> None:
    person = signed_in(api, role)
    updates_in_each_state(person)
    for noun in COPIED:
        MAKERS[noun]()

    for noun in COPIED:
        copied, plain = both_ways(api, noun, fields=known_fields(noun))
        assert copied == plain, noun


def updates_in_each_state(author: User | None) -> None:
    """What is hidden from some, half of it by this person."""
    benchmark = BenchmarkFactory(number=1)
    for state in ({}, {"submitted": True}, {"returned": True}, {"published": True}):
        for by in filter(None, (author, UserFactory(roles=["monitor"]))):
            update: Any = ProgressUpdateFactory(benchmark=benchmark, author=by, **state)
    at = update.published_at + timedelta(days=1)
    services.withdraw_update(update=update, by=UserFactory(roles=["reviewer"]), at=at, reason="=Wrong.")


@pytest.mark.parametrize(("role", "rows"), [("anonymous", 1), ("reviewer", 2)])
def test_what_is_hidden_is_copied_for_nobody_else(role: str, rows: int, api: APIClient) -> None:
    updates_in_each_state(None)
    signed_in(api, role)

    copied, plain = both_ways(api, "progress-updates", fields="id,state")

    assert copied == plain
    assert copied.count(b"\r\n") == 1 + rows


@pytest.fixture
def hostile() -> None:
    """Rows with every text that a table, a database or a spreadsheet could take for something else."""
    for text in HOSTILE:
        passage = PassageFactory(document=DocumentFactory(symbol=text[:60]), locator=text[:80])
        elections.PartyResultFactory(note=text, source=passage)
        elections.TurnoutFactory(note=text, source=PassageFactory(locator="", document__symbol=""))
        passages = [passage, PassageFactory(locator=text[:80])]
        elections.FindingFactory(title=text, summary=text + text, citations=passages)
        elections.ObserverDelegationFactory(organization=text, note=text)
        elections.PlaceFactory(name=text, name_km=text, note=text)
        cited(StatusTotalFactory, note=text)


@pytest.mark.parametrize("noun", [*sorted(WHOLE), "places", "documents"])
def test_hostile_texts_are_written_the_same(noun: str, api: APIClient, hostile: None) -> None:
    copied, plain = both_ways(api, noun, fields=known_fields(noun))

    assert copied == plain
    assert copied.count(b"\r\n") > len(HOSTILE)


def test_numbers_are_written_the_same(api: APIClient) -> None:
    shares = ("0", "0.001", "0.010", "0.1", "1", "1.000", "10", "12.34", "99.999", "100", "999.999", None)
    for share, votes in zip(shares, (0, 7, 2_147_483_647, None) * 3, strict=True):
        how, also = "about" if votes is not None else "", "exact" if share else ""
        counted = {"votes": votes, "votes_qualifier": how}
        elections.PartyResultFactory(vote_share=share, vote_share_qualifier=also, **counted)
        elections.TurnoutFactory(turnout=share, turnout_qualifier=also)

    for noun in ("party-results", "turnouts"):
        copied, plain = both_ways(api, noun)
        assert copied == plain


@pytest.mark.parametrize(
    "asked",
    [
        {"ordering": "-votes"},
        {"ordering": "votes,-place,stage"},
        {"search": "party"},
        {"search": "nothing like it"},
        {"search": "100% 'quoted'"},
        {"election": "2022-commune"},
        {"election": "2022-commune", "votes__gte": "10", "ordering": "-party"},
        {"election_date__gte": "2022"},
        {"as_of": "2021"},
        {"as_of": "1900"},
        {"known_at": "2021-01-01"},
        {"fields": "url,votes,citations"},
        {"omit": "url,note,seats"},
        {"level": "commune"},
    ],
)
def test_a_narrowed_or_ordered_list_is_written_the_same(asked: dict[str, str], api: APIClient) -> None:
    new = elections.ElectionFactory(slug="2022-commune", date="2022-06-05")
    old = elections.ElectionFactory(slug="2017-commune", date="2017")
    for election in (new, old):
        for votes in (5, 70, 60, None):
            qualifier = "" if votes is None else "about"
            elections.PartyResultFactory(election=election, votes=votes, votes_qualifier=qualifier)

    copied, plain = both_ways(api, "party-results", **asked)

    assert copied == plain


def test_both_clocks_turn_what_is_copied_back_too(api: APIClient) -> None:
    for assessed_on in ("2021-06-30", "2022-06-30", "2023-06-30"):
        ProgressUpdateFactory(assessed_on=assessed_on, published=True)
    asked = {"as_of": "2022", "known_at": "2024-02-01", "fields": "id,status,assessed_on"}

    copied, plain = both_ways(api, "progress-updates", **asked)

    assert copied == plain
    assert copied.count(b"\r\n") == 3


def test_one_column_alone_is_left_to_the_serializer(api: APIClient) -> None:
    elections.PartyResultFactory(note="")

    with copies_counted() as copies:
        assert file_of(api, "party-results", "csv", fields="note") == b'note\r\n""\r\n'
    assert copies == []


def test_every_number_has_the_constraint_that_its_precision_is_a_word_beside_it() -> None:
    for noun, endpoint in ENDPOINTS.items():
        fields: Any = endpoint.serializer_class().fields
        names = [name for name, field in fields.items() if isinstance(field, QuantityField)]
        model: Any = endpoint.queryset.model
        known = {constraint.name for constraint in model._meta.constraints}
        assert {f"{model._meta.model_name}_{name}_has_precision" for name in names} <= known, noun
