"""Nobody but those named finds a confidential row on any surface; nothing sealed lies in clear."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from benchmarks_app import services
from benchmarks_app.models import Evidence, ProgressUpdate, SealedPart
from core.models import User
from tests.factories.confidential import (
    ORIGIN,
    SEALED_TEXTS,
    TEXT,
    confidential,
    content,
    drafted,
    key_in_force,
    open_row,
    published,
    the_row,
)
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monitor: User, another_monitor: User, reviewer: User, researcher: User, stranger: User, admin: User):
    """Everybody there is, by name; "reader" is named on the row, "monitor" recorded it."""
    key_in_force()
    return {
        "monitor": monitor,
        "reader": UserFactory(username="reader", roles=["monitor"]),
        "another_monitor": another_monitor,
        "reviewer": reviewer,
        "researcher": researcher,
        "stranger": stranger,
        "admin": admin,
        "auditor": UserFactory(username="auditor", roles=["auditor"]),
        "everything": UserFactory(
            username="everything",
            roles=["reviewer", "admin", "auditor"],
            is_staff=True,
            is_superuser=True,
        ),
        "anybody": None,
    }


NAMED = {"monitor", "reader"}
NOT_NAMED = [
    "another_monitor",
    "reviewer",
    "researcher",
    "stranger",
    "admin",
    "auditor",
    "everything",
    "anybody",
]


def the_updates(cast: Any) -> list[ProgressUpdate]:
    """A published, a submitted, a corrected and a withdrawn update, each with a confidential row."""
    by, reviewer, row = cast["monitor"], cast["reviewer"], confidential(readers=(cast["reader"],))
    first = published(by, reviewer, row, open_row())
    submitted = services.submit_update(update=drafted(by, row, open_row()), by=by, at=NOON)
    withdrawn = published(by, reviewer, row)
    withdrawn = services.withdraw_update(update=withdrawn, reason="It erred.", by=reviewer, at=NOON)
    correction = services.correct_update(update=first, by=cast["another_monitor"], at=NOON)
    return [first, submitted, withdrawn, correction]


def places(updates: list[ProgressUpdate]) -> list[str]:
    """Every page and answer on which evidence, or a trace of it, might stand."""
    admin = [
        reverse(f"admin:benchmarks_app_{name}_changelist")
        for name in ("evidence", "sealedpart", "evidencereader", "progressupdate")
    ]
    found = [
        *("/", "/workspace/", "/search/?q=canary", "/changes/", "/history/", "/history/entries.csv"),
        *("/api/v1/progress-updates/", "/api/v1/progress-updates/?search=canary", "/api/v1/search/?q=canary"),
        *admin,
        f"{admin[0]}?q=canary",
    ]
    for update in updates:
        row = the_row(update)
        found += [
            update.get_absolute_url(),
            update.benchmark.get_absolute_url(),
            f"/api/v1/progress-updates/{update.pk}/",
            f"/api/v1/benchmarks/{update.benchmark.number}/",
            reverse("progress-updates:revise", args=[update.pk]),
            reverse("admin:benchmarks_app_evidence_change", args=[row.pk]),
            f"{admin[3]}?evidence={row.pk}",
        ]
    return found + [reverse("history:detail", args=[number]) for number in range(1, 9)]


def traces(update: ProgressUpdate) -> set[str]:
    """What would betray a confidential row: its words, its key and the fingerprint of what is sealed."""
    row = the_row(update)
    return {TEXT, ORIGIN, str(row.key), services.sealed.fingerprint(row.sealed_parts.all())}


@pytest.mark.parametrize("who", NOT_NAMED)
def test_nobody_else_finds_a_trace_of_a_confidential_row(
    client: Client, cast: Any, who: str, say: Any
) -> None:
    updates = the_updates(cast)
    betrayed = set().union(*(traces(update) for update in updates))
    if cast[who]:
        client.force_login(cast[who])

    answers = {place: client.get(place) for place in places(updates)}

    texts = {
        place: b"".join(answer).decode() if answer.streaming else answer.text
        for place, answer in answers.items()
    }
    found = [(place, trace) for place, text in texts.items() for trace in betrayed if trace in text]
    assert found == []
    assert [place for place, answer in answers.items() if answer.status_code >= 500] == []
    told = sum(answer.status_code == 200 for answer in answers.values())
    say(f"{who}: {len(answers)} places asked, {told} answered with 200, no trace of 4 confidential rows")


@pytest.mark.parametrize("who", sorted(NAMED))
def test_those_named_see_the_row_and_not_what_is_sealed(client: Client, cast: Any, who: str) -> None:
    update = the_updates(cast)[0]
    client.force_login(cast[who])

    page = client.get(update.get_absolute_url()).text
    row = client.get(f"/api/v1/progress-updates/{update.pk}/").json()["evidence"][0]

    assert TEXT in page
    assert (row["description"], row["visibility"]) == (TEXT, "confidential")
    assert (row["readers"], row["sealed"]) == (["reader"], ["identity", "contact", "place"])
    assert [text for text in SEALED_TEXTS if text in page + str(row)] == []


def test_a_named_reader_who_no_longer_works_here_sees_it_no_more(client: Client, cast: Any) -> None:
    update = the_updates(cast)[0]
    cast["reader"].groups.clear()
    client.force_login(cast["reader"])

    assert TEXT not in client.get(update.get_absolute_url()).text


def test_the_reviewer_sees_the_same_with_and_without_the_row(
    cast: Any, monitor: User, reviewer: User
) -> None:
    shown = []
    for rows in ([open_row()], [open_row(), confidential()]):
        update = services.submit_update(
            update=drafted(monitor, *rows, narrative="Same."), by=monitor, at=NOON
        )
        api = APIClient()
        api.force_authenticate(reviewer)
        answer = api.get(f"/api/v1/progress-updates/{update.pk}/").json()
        shown.append([len(answer["evidence"]), answer["citations"], answer["version"]])

    assert shown[0] == shown[1]


def every_value() -> list[tuple[str, str, str]]:
    """Every value in every table of the database, as text: table, column, value."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [(table, name, as_text(value)) for name, value in zip(names, row, strict=True)]
    return found


def as_text(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def test_nothing_of_a_source_lies_in_clear_in_any_table(
    client: Client, cast: Any, monitor: User, caplog: Any, say: Any
) -> None:
    the_updates(cast)
    client.force_login(monitor)
    api = APIClient()
    api.force_authenticate(monitor)
    said = content(confidential())
    row = {"description": TEXT, "origin": ORIGIN, "visibility": "confidential"}
    source = dict(zip(("identity", "contact", "place"), SEALED_TEXTS, strict=True))
    body = {"benchmark": said.benchmark.number, "assessor": "ohchr", "assessed_on": "2023", "narrative": "x"}
    made = api.post(
        "/api/v1/progress-updates/",
        body | {"status": "variable", "evidence": [row | {"source": source}]},
        headers={"Idempotency-Key": "a-key"},
    )
    assert made.status_code == 201, made.content

    values = every_value()

    canaries = (TEXT, ORIGIN, *SEALED_TEXTS)
    found = {(table, name) for table, name, value in values for canary in canaries if canary in value}
    assert found == {("benchmarks_app_evidence", "description"), ("benchmarks_app_evidence", "origin")}
    assert not any(canary in caplog.text for canary in canaries)
    sealed, tables = SealedPart.objects.count(), len({table for table, _, _ in values})
    assert sealed >= 15
    say(f"{sealed} sealed parts; {len(values)} values of {tables} tables hold none of {len(canaries)} texts")


def test_the_canary_search_sees_a_canary_that_is_there(cast: Any, monitor: User) -> None:
    update = drafted(monitor, open_row())
    Evidence.objects.filter(update=update).update(url="https://example.org/canary-identity")

    assert [name for _, name, value in every_value() if "canary-identity" in value] == ["url"]
