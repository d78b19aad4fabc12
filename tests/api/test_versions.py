"""Versions: whoever writes says which version they read; a stale write changes nothing and loses nothing."""

import datetime
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from benchmarks_app import services
from benchmarks_app.models import ProgressUpdate
from core.models import HistoryEntry, User
from tests.api.calls import LIST, address, body, revise, tag
from tests.factories.benchmarks import BenchmarkFactory, EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import UserFactory
from tests.without_triggers import without_triggers

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2024, 3, 1, 12, 0, tzinfo=datetime.UTC)
STEPS = [("submit/", {}), ("return/", {"note": "Which court?"}), ("publish/", {"names_nobody": True})]


@pytest.fixture
def draft(monitor: User) -> ProgressUpdate:
    """The monitor's draft."""
    return ProgressUpdateFactory(author=monitor, benchmark=BenchmarkFactory(number=6))


def changed_meanwhile(update: ProgressUpdate) -> None:
    """The author writes in another window."""
    content = services.content_of(update)
    services.revise_update(update=update, content=content, by=update.author, at=NOW)


def test_an_answer_carries_its_version_and_a_strong_etag(
    api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)

    read = api.get(address(draft))
    made = api.post(LIST, body())

    assert read.json()["version"] == 1
    assert read.headers["ETag"] == f'"{draft.pk}-1"'
    assert made.headers["ETag"] == f'"{made.json()["id"]}-1"'


def test_whoever_cannot_write_learns_no_version_and_cannot_guess_one(
    api: APIClient,
) -> None:
    update = ProgressUpdateFactory(published=True, version=7)

    before = api.get(address(update))
    with without_triggers():
        ProgressUpdate.objects.filter(pk=update.pk).update(version=8)
    after = api.get(address(update))
    api.force_authenticate(UserFactory(roles=["researcher"]))
    guesses = [
        api.post(address(update, "withdraw/"), {"reason": "No."}, HTTP_IF_MATCH=f'"{update.pk}-{n}"')
        for n in (7, 8)
    ]

    assert before.json()["version"] is None
    assert before.content == after.content
    assert before.headers["ETag"] == after.headers["ETag"]
    assert [answer.status_code for answer in guesses] == [403, 403]


def test_a_change_needs_the_version_it_changes(api: APIClient, draft: ProgressUpdate, monitor: User) -> None:
    api.force_authenticate(monitor)

    answer = api.patch(address(draft), {"status": "variable"})

    assert answer.status_code == 428
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "If-Match" in answer.json()["detail"]
    assert not HistoryEntry.objects.exists()


def test_the_version_that_was_read_is_changed_and_the_answer_names_the_next(
    api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)
    first = api.get(address(draft)).headers["ETag"]

    answer = revise(api, draft, {"status": "variable"}, first)

    assert answer.status_code == 200
    assert answer.json()["version"] == 2
    assert answer.headers["ETag"] == f'"{draft.pk}-2"' == api.get(address(draft)).headers["ETag"]


def test_a_stale_change_is_refused_with_both_versions_and_nothing_is_lost(
    api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)
    EvidenceFactory(update=draft, description="kept")
    revise(api, draft, {"narrative": "The first window."}, tag(draft))
    sent = {"narrative": "The second window.", "status": "variable"}

    answer = revise(api, draft, sent, tag(draft))

    assert answer.status_code == 412
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["current"] == api.get(address(draft)).json()
    assert problem["current"]["narrative"] == "The first window."
    assert problem["yours"] == sent
    assert answer.headers["ETag"] == f'"{draft.pk}-2"'
    assert HistoryEntry.objects.count() == 1
    assert revise(api, draft, problem["yours"], answer.headers["ETag"]).json()["status"] == "variable"


def test_a_change_that_overtakes_another_between_reading_and_writing_is_refused(
    api: APIClient, draft: ProgressUpdate, monitor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.force_authenticate(monitor)
    revise_update = services.revise_update

    def overtaken(**given: Any) -> ProgressUpdate:
        monkeypatch.setattr(services, "revise_update", revise_update)
        changed_meanwhile(draft)
        return revise_update(**given)

    for version in (tag(draft), "*"):
        monkeypatch.setattr(services, "revise_update", overtaken)
        answer = revise(api, draft, {"narrative": "Late."}, version)
        assert answer.status_code == 412
        assert answer.json()["current"]["narrative"] == draft.narrative
        draft.refresh_from_db()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("*", 200),
        ('"1-9", {tag}', 200),
        ('W/"1-9" , {tag}', 200),
        ("W/{tag}", 412),
        ('"1-9"', 412),
        ('""', 412),
        ("5-1", 400),
        ("", 400),
        ('"5-1', 400),
        ('"a" "b"', 400),
    ],
)
def test_if_match_is_read_as_http_has_it(
    given: str, status: int, api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)

    answer = revise(api, draft, {"status": "variable"}, given.format(tag=tag(draft)))

    assert answer.status_code == status
    if status == 400:
        assert answer.json()["errors"][0]["field"] == "If-Match"


@pytest.mark.parametrize(("step", "given"), STEPS)
def test_a_step_with_a_stale_version_is_refused_and_with_the_right_one_done(
    step: str, given: dict[str, Any], api: APIClient, monitor: User, reviewer: User
) -> None:
    by = monitor if step == "submit/" else reviewer
    update = ProgressUpdateFactory(author=monitor, submitted=step != "submit/", version=3)
    api.force_authenticate(by)

    stale = api.post(address(update, step), given, HTTP_IF_MATCH=f'"{update.pk}-2"')
    fresh = api.post(address(update, step), given, HTTP_IF_MATCH=tag(update))

    assert stale.status_code == 412
    assert stale.json()["current"]["version"] == 3
    assert stale.json()["yours"] == given
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] == f'"{update.pk}-4"'
    assert HistoryEntry.objects.count() == 1


@pytest.mark.parametrize("step", ["withdraw/", "correct/"])
def test_a_published_update_is_withdrawn_or_corrected_in_the_version_that_was_read(
    step: str, api: APIClient, reviewer: User
) -> None:
    update = ProgressUpdateFactory(published=True, version=3)
    api.force_authenticate(reviewer)
    given = {"reason": "It named a court clerk."} if step == "withdraw/" else {}

    stale = api.post(address(update, step), given, HTTP_IF_MATCH=f'"{update.pk}-2"')
    fresh = api.post(address(update, step), given, HTTP_IF_MATCH=tag(update))

    assert (stale.status_code, fresh.status_code) == (412, 200 if step == "withdraw/" else 201)


def test_a_step_without_a_version_takes_the_one_that_stands(
    api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)

    assert api.post(address(draft, "submit/")).status_code == 200


def test_what_was_sent_is_given_back_even_when_it_is_no_proper_text(
    api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)
    changed_meanwhile(draft)
    text = json.dumps({"narrative": "\ud800", "x": [{"\udc00": None}]}).encode()

    answer = api.patch(address(draft), data=text, content_type="application/json", HTTP_IF_MATCH=tag(draft))

    assert answer.status_code == 412
    assert answer.json()["yours"]["narrative"] == "?"


@pytest.mark.parametrize(("sent", "kind"), [(b"{", "application/json"), (b"a=1", "text/plain")])
def test_a_body_that_nobody_can_read_is_given_back_as_nothing(
    sent: bytes, kind: str, api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)
    changed_meanwhile(draft)

    answer = api.post(address(draft, "submit/"), data=sent, content_type=kind, HTTP_IF_MATCH=tag(draft))

    assert answer.status_code == 412
    assert answer.json()["yours"] is None


@pytest.mark.parametrize("is_form", [True, False], ids=["as a form", "as the body"])
def test_a_file_for_a_stale_version_is_refused_and_not_given_back(
    is_form: bool, api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    row = EvidenceFactory(update=draft)
    api.force_authenticate(monitor)
    where = address(draft, f"evidence/{row.key}/file/")
    stale = {"HTTP_IF_MATCH": tag(draft)}
    changed_meanwhile(draft)
    file = SimpleUploadedFile("a.png", b"\x89PNG of a witness")

    if is_form:
        answer = api.post(where, {"file": file}, format="multipart", **stale)
    else:
        answer = api.post(where, file.read(), content_type="application/octet-stream", **stale)

    assert answer.status_code == 412
    assert answer.json()["yours"] is None
    assert b"witness" not in answer.content


def test_the_current_version_shows_no_more_than_the_caller_may_see(
    api: APIClient, reviewer: User, monitor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = ProgressUpdateFactory(author=monitor, submitted=True)
    api.force_authenticate(reviewer)
    publish_update = services.publish_update

    def overtaken(**given: Any) -> ProgressUpdate:
        other = ProgressUpdateFactory(published=True).published_by
        services.return_update(update=update, note="Which court?", by=other, at=NOW)
        return publish_update(**given)

    monkeypatch.setattr(services, "publish_update", overtaken)
    answer = api.post(address(update, "publish/"), {"names_nobody": True}, HTTP_IF_MATCH=tag(update))

    assert answer.status_code == 412
    assert answer.json()["current"] is None
    assert "ETag" not in answer.headers
