"""Tokens made and taken back on the account page."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from rest_framework.test import APIClient

from core import tokens
from core.errors import DomainError, NotPermitted
from core.models import ApiToken, HistoryEntry, User
from core.permissions import Scope
from tests.core.signing_in import sign_in
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db
NEW, REVOKE = "/account/tokens/new/", "/account/tokens/revoke/"


def confirmed(client: Client, person: User) -> Client:
    """A browser in which this person has just shown their second factor, or password."""
    sign_in(client, person)
    return client


def made(person: User, **changes: Any) -> tuple[ApiToken, str]:
    """A token of one's own."""
    given = {"name": "notebook", "scope": Scope.READ, "days": 30, "by": person, "at": NOON, **changes}
    return tokens.make_token(person=person, **given)


def test_a_researcher_makes_a_token_sees_it_once_and_calls_with_it(
    client: Client, api: APIClient, researcher: User
) -> None:
    confirmed(client, researcher)
    form = client.get(NEW).content.decode()

    shown = client.post(NEW, {"name": "notebook", "scope": "read", "days": "30"})

    text = re.search(r'<code class="fingerprint" translate="no">(\w+)</code>', shown.content.decode())[1]
    assert "read, and record" not in form
    assert shown.headers["Cache-Control"] == "no-store"
    assert api.get("/api/v1/themes/", HTTP_AUTHORIZATION=f"Token {text}").status_code == 200
    kept = ApiToken.objects.get()
    assert (kept.name, kept.scope, kept.user) == ("notebook", "read", researcher)
    assert (kept.expiry - kept.created).days in (29, 30)
    account = client.get("/account/").content.decode()
    assert "notebook" in account
    assert text not in account + client.get(NEW).content.decode()
    entry = HistoryEntry.objects.get(action="token made")
    assert (entry.by, entry.after["scope"]) == (researcher, "read")
    assert text not in str(entry.after)
    assert kept.digest not in str(entry.after)


def test_only_somebody_who_has_just_shown_that_it_is_them_makes_one(client: Client, researcher: User) -> None:
    client.force_login(researcher)

    answer = client.post(NEW, {"name": "notebook", "scope": "read", "days": "30"})

    assert answer.status_code == 302
    assert "/account/confirm/" in answer.headers["Location"]
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        ("researcher", ["read"]),
        ("auditor", ["read"]),
        ("monitor", ["read", "record"]),
        ("reviewer", ["read", "record", "review"]),
    ],
)
def test_nobody_is_offered_a_scope_that_would_give_them_nothing(role: str, scopes: list[str]) -> None:
    person = UserFactory(roles=[role])

    assert [scope.value for scope in tokens.useful_scopes(person)] == scopes
    for scope in Scope:
        if scope.value not in scopes:
            with pytest.raises(DomainError):
                made(person, scope=scope)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "scope": "read", "days": "30"},
        {"name": "x", "scope": "review", "days": "30"},
        {"name": "x", "scope": "read", "days": "31"},
        {"name": "x", "scope": "read", "days": "9" * 4000},
        {"name": "x" * 61, "scope": "read", "days": "30"},
        {"name": "\x00", "scope": "read", "days": "30"},
        {},
    ],
)
def test_what_is_typed_wrongly_makes_nothing(typed: dict[str, str], client: Client, researcher: User) -> None:
    confirmed(client, researcher)

    answer = client.post(NEW, typed)

    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_an_eleventh_token_is_refused(researcher: User) -> None:
    for _ in range(10):
        made(researcher)

    with pytest.raises(DomainError, match="revoke one"):
        made(researcher)
    ApiToken.objects.update(expiry=NOON)
    assert made(researcher)


def test_a_token_is_made_by_its_own_person_alone(researcher: User, admin: User) -> None:
    with pytest.raises(NotPermitted):
        made(researcher, by=admin)
    with pytest.raises(NotPermitted):
        made(UserFactory(roles=["monitor"], second_factor=False))
    assert not ApiToken.objects.exists()
    assert not HistoryEntry.objects.exists()


def test_nothing_is_made_when_the_history_cannot_be_written(
    researcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**given: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(tokens.history, "record", refuse)
    with pytest.raises(IntegrityError):
        made(researcher)
    assert not ApiToken.objects.exists()


def test_ones_own_token_is_revoked_and_nobody_elses(
    client: Client, api: APIClient, researcher: User, monitor: User
) -> None:
    (mine, text), (theirs, _text) = made(researcher), made(monitor)
    client.force_login(researcher)

    client.post(REVOKE, {"token": theirs.token_key})
    client.post(REVOKE, {"token": "no such\x00"})
    assert ApiToken.objects.count() == 2
    client.post(REVOKE, {"token": mine.token_key})

    assert list(ApiToken.objects.all()) == [theirs]
    assert api.get("/api/v1/themes/", HTTP_AUTHORIZATION=f"Token {text}").status_code == 401
    assert HistoryEntry.objects.get(action="token revoked").by == researcher
    with pytest.raises(NotPermitted):
        tokens.revoke_token(token=theirs, by=researcher, at=NOON)


def test_of_its_use_the_day_is_kept_with_one_write_a_day(
    researcher: User, django_assert_num_queries: Any
) -> None:
    kept, text = made(researcher)
    api = APIClient(headers={"Authorization": f"Token {text}"})
    start = kept.created.replace(hour=10) + datetime.timedelta(days=1)

    def used() -> datetime.date:
        kept.refresh_from_db()
        return kept.last_used_on

    with time_machine.travel(start, tick=False):
        api.get("/api/v1/")
    assert used() == start.date()
    later = start + datetime.timedelta(hours=5)
    with time_machine.travel(later, tick=False), django_assert_num_queries(2):  # the token and its person
        api.get("/api/v1/")
    with time_machine.travel(start + datetime.timedelta(days=1), tick=False):
        api.get("/api/v1/")
    assert used() == start.date() + datetime.timedelta(days=1)
