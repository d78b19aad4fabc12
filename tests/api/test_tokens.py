"""Tokens: made by a command, shown once, kept as a hash, good for their scope and until they expire."""

import datetime
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core.models import ApiToken, HistoryEntry, User
from core.permissions import POLICY, SCOPES, Action, Role, Scope, may
from tests.api.calls import LIST, address, body
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    FollowUpGradeFactory,
    ProgressUpdateFactory,
)
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db


def token_of(person: User, *options: str) -> str:
    """A new token, as the command prints it."""
    printed = io.StringIO()
    call_command("create_token", person.username, *options, stdout=printed, stderr=io.StringIO())
    return printed.getvalue().strip()


def calling(person: User, scope: str) -> APIClient:
    """A client that calls with a new token of this scope."""
    return APIClient(headers={"Authorization": f"Token {token_of(person, '--scope', scope)}"})


def test_a_token_is_kept_as_a_hash_and_only_reads_unless_one_asks_for_more(
    api: APIClient, monitor: User
) -> None:
    token = token_of(monitor)

    answer = api.get("/api/v1/themes/", HTTP_AUTHORIZATION=f"Token {token}")

    assert answer.status_code == 200
    kept = ApiToken.objects.get()
    assert token not in (kept.digest, kept.token_key)
    assert kept.scope == "read"
    assert token[20:] not in str(kept)


def test_a_token_expires_after_ninety_days(api: APIClient, monitor: User) -> None:
    token = token_of(monitor)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=91)

    with time_machine.travel(later):
        assert api.get("/api/v1/themes/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 401


def test_a_person_who_left_has_no_way_in(api: APIClient, monitor: User) -> None:
    token = token_of(monitor)
    User.objects.update(is_active=False)

    assert api.get("/api/v1/themes/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 401
    with pytest.raises(CommandError):
        token_of(monitor)


def test_a_scope_nobody_knows_is_refused_by_the_command_and_by_the_database(monitor: User) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        token_of(monitor, "--scope", "everything")
    with pytest.raises(IntegrityError, match="token_scope_is_known"):
        ApiToken.objects.create(user=monitor, scope="everything")


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("record", 201), ("review", 201)])
def test_a_monitors_token_drafts_with_the_scope_record_or_more(
    scope: str, status: int, monitor: User
) -> None:
    BenchmarkFactory(number=6)

    answer = calling(monitor, scope).post(LIST, body())

    assert answer.status_code == status
    assert ProgressUpdate.objects.count() == (status == 201)


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("record", 403), ("review", 200)])
@pytest.mark.parametrize("step", ["publish/", "return/"])
def test_a_reviewers_token_reviews_with_the_scope_review_alone(
    step: str, scope: str, status: int, reviewer: User
) -> None:
    update = ProgressUpdateFactory(submitted=True)
    given = {"names_nobody": True} if step == "publish/" else {"note": "Which court?"}

    answer = calling(reviewer, scope).post(address(update, step), given)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("scope", "call", "needed"),
    [
        ("read", "", "record"),
        ("read", "1/submit/", "record"),
        ("read", "1/correct/", "record"),
        ("read", "no-change/", "record"),
        ("read", "observe-again/", "record"),
        ("read", "1/publish/", "review"),
        ("record", "1/publish/", "review"),
        ("record", "1/return/", "review"),
        ("record", "1/withdraw/", "review"),
    ],
)
def test_a_token_that_is_too_small_is_told_which_scope_it_needs(
    scope: str, call: str, needed: str, reviewer: User
) -> None:
    answer = calling(reviewer, scope).post(f"{LIST}{call}", {})

    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert f"scope is “{scope}”" in answer.json()["detail"]
    assert f"needs a token with the scope “{needed}”" in answer.json()["detail"]


def test_a_read_token_cannot_revise_and_a_record_token_cannot_grade(reviewer: User) -> None:
    draft = ProgressUpdateFactory(author=reviewer)

    revised = calling(reviewer, "read").patch(address(draft), {"status": "variable"})
    graded = calling(reviewer, "record").post("/api/v1/follow-up-grades/", {})

    assert revised.status_code == 403
    assert "“record”" in revised.json()["detail"]
    assert graded.status_code == 403
    assert "“review”" in graded.json()["detail"]
    draft.refresh_from_db()
    assert draft.status == "off_target"


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", Role)
def test_a_token_can_never_do_more_than_its_persons_roles_nor_more_than_its_scope(
    role: Role, scope: Scope
) -> None:
    person = UserFactory(roles=[role])
    person.allowed_actions = SCOPES[scope]

    allowed = {action for action in Action if may(person, action)}

    assert allowed == POLICY[role] & SCOPES[scope]


def test_no_token_manages_people_or_loads_content() -> None:
    assert all(not {Action.MANAGE_PEOPLE, Action.LOAD_CONTENT} & allowed for allowed in SCOPES.values())


@pytest.mark.parametrize("scope", ["read", "record", "review"])
def test_a_researchers_token_writes_nothing_whatever_its_scope(scope: str, researcher: User) -> None:
    BenchmarkFactory(number=6)
    submitted = ProgressUpdateFactory(submitted=True)
    client = calling(researcher, scope)

    assert client.post(LIST, body()).status_code == 403
    assert client.post(address(submitted, "publish/"), {"names_nobody": True}).status_code in (403, 404)
    assert not ProgressUpdate.objects.filter(author=researcher).exists()
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_the_scope_limits_what_the_token_shows(reviewer: User) -> None:
    own = ProgressUpdateFactory(author=reviewer)
    waiting = ProgressUpdateFactory(submitted=True)

    def seen(scope: str) -> set[int]:
        return {row["id"] for row in calling(reviewer, scope).get(LIST).json()["results"]}

    assert seen("read") == set()
    assert seen("record") == {own.pk}
    assert seen("review") == {own.pk, waiting.pk}


def test_restricted_evidence_is_read_with_any_scope_of_the_team_and_none_of_a_researcher(
    monitor: User, researcher: User
) -> None:
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(update=update, visibility="restricted")

    assert len(calling(monitor, "read").get(address(update)).json()["evidence"]) == 1
    assert calling(researcher, "review").get(address(update)).json()["evidence"] == []


def test_whoever_signs_in_without_a_token_has_no_scope(api: APIClient, reviewer: User) -> None:
    grade = FollowUpGradeFactory()
    update = ProgressUpdateFactory(submitted=True)
    api.force_login(reviewer)

    assert api.get(f"/api/v1/follow-up-grades/{grade.pk}/").status_code == 200
    assert api.post(address(update, "publish/"), {"names_nobody": True}).status_code == 200


def test_an_admin_revokes_a_token_and_the_history_of_its_person_says_so(
    client: Client, api: APIClient, admin: User, monitor: User
) -> None:
    token = token_of(monitor)
    kept = ApiToken.objects.get()
    client.force_login(admin)

    client.post(f"/admin/core/apitoken/{kept.pk}/delete/", {"post": "yes"})

    assert api.get("/api/v1/themes/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 401
    entry = HistoryEntry.objects.get()
    assert (entry.by, entry.subject_key, entry.before["scope"]) == (admin, str(monitor.pk), "read")
    assert kept.digest not in str(entry.before)
