"""Progress updates: who sees which, who may change which, and that each change is one line of history."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core.models import HistoryEntry, User
from tests.api.calls import LIST, address, body, revise
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    MeasureFactory,
    ProgressUpdateFactory,
)
from tests.factories.core import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def benchmark() -> Any:
    """Benchmark 6."""
    return BenchmarkFactory(number=6)


@pytest.fixture
def draft(monitor: User, benchmark: Any) -> ProgressUpdate:
    """The monitor's draft."""
    return ProgressUpdateFactory(author=monitor, benchmark=benchmark)


@pytest.fixture
def submitted(monitor: User, benchmark: Any) -> ProgressUpdate:
    """What the monitor has submitted."""
    return ProgressUpdateFactory(author=monitor, benchmark=benchmark, submitted=True)


def test_a_draft_is_there_for_its_author_alone(
    api: APIClient,
    draft: ProgressUpdate,
    monitor: User,
    another_monitor: User,
    reviewer: User,
    stranger: User,
) -> None:
    assert api.get(address(draft)).status_code == 404
    for other in (another_monitor, reviewer, stranger):
        api.force_authenticate(other)
        assert api.get(address(draft)).status_code == 404
        assert api.get(LIST).json()["count"] == 0
    api.force_authenticate(monitor)
    assert api.get(address(draft)).status_code == 200


def test_what_is_submitted_is_there_for_author_and_reviewers(
    api: APIClient, submitted: ProgressUpdate, another_monitor: User, reviewer: User
) -> None:
    assert api.get(address(submitted)).status_code == 404
    api.force_authenticate(another_monitor)
    assert api.get(address(submitted)).status_code == 404
    api.force_authenticate(reviewer)
    assert api.get(address(submitted)).status_code == 200


def test_restricted_evidence_is_there_for_the_team_alone(
    api: APIClient, monitor: User, another_monitor: User, researcher: User
) -> None:
    update = ProgressUpdateFactory(author=monitor, published=True)
    EvidenceFactory(update=update, description="a public report")
    hidden = EvidenceFactory(update=update, description="a witness", visibility="restricted")

    for reader in (None, researcher):
        api.force_authenticate(reader)
        answer = api.get(address(update))
        assert [row["description"] for row in answer.json()["evidence"]] == ["a public report"]
        assert hidden.document.symbol not in answer.content.decode()
        assert api.get(f"/api/v1/documents/{hidden.document.slug}/").json()["cited_by"] == []
    for colleague in (monitor, another_monitor):
        api.force_authenticate(colleague)
        assert len(api.get(address(update)).json()["evidence"]) == 2


def test_nobody_is_named_in_an_answer(api: APIClient, monitor: User, reviewer: User) -> None:
    update = ProgressUpdateFactory(
        author=monitor, published=True, published_by=reviewer, review_note="Call Sokha"
    )

    answer = api.get(address(update))

    for name in (monitor.username, monitor.last_name, reviewer.username, reviewer.last_name, "Sokha"):
        assert name not in answer.content.decode()
    assert answer.json()["review_note"] is None


@pytest.mark.usefixtures("benchmark")
def test_a_monitor_drafts_with_measure_and_evidence(api: APIClient, monitor: User) -> None:
    MeasureFactory(benchmark__number=7, order=2)
    document = DocumentFactory()
    api.force_authenticate(monitor)
    evidence = {"description": "Trial report", "origin": "An observer group", "document": document.symbol}

    answer = api.post(LIST, body(benchmark=7, measure="7-2", evidence=[evidence]))

    assert answer.status_code == 201
    assert answer.headers["Location"] == answer.json()["url"]
    row = api.get(answer.json()["url"]).json()
    assert (row["benchmark"], row["measure"], row["state"]) == (7, "7-2", "draft")
    assert row["evidence"][0]["document"] == document.symbol
    assert row["evidence"][0]["visibility"] == "public"
    assert HistoryEntry.objects.count() == 1
    assert HistoryEntry.objects.get().by == monitor


@pytest.mark.usefixtures("benchmark")
@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("stranger", 403), ("researcher", 403), ("admin", 403)]
)
def test_only_monitors_and_reviewers_draft(
    who: str | None, status: int, api: APIClient, request: pytest.FixtureRequest
) -> None:
    api.force_authenticate(request.getfixturevalue(who) if who else None)

    answer = api.post(LIST, body())

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not ProgressUpdate.objects.exists()
    assert not HistoryEntry.objects.exists()


@pytest.mark.usefixtures("benchmark")
@pytest.mark.parametrize(
    "wrong",
    [
        {"benchmark": 99},
        {"benchmark": "6"},
        {"measure": "6-9"},
        {"status": "fine"},
        {"assessor": "me"},
        {"assessed_on": "June"},
        {"narrative": ""},
        {"narative": "misspelt"},
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    answer = api.post(LIST, body(**wrong))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(wrong))
    assert not ProgressUpdate.objects.exists()


@pytest.mark.usefixtures("benchmark")
def test_a_measure_of_another_benchmark_is_refused_by_the_service(api: APIClient, monitor: User) -> None:
    MeasureFactory(benchmark__number=7, order=2)
    api.force_authenticate(monitor)

    answer = api.post(LIST, body(benchmark=6, measure="7-2"))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "measure"


def test_wrong_evidence_is_named_with_its_place(api: APIClient, monitor: User, benchmark: Any) -> None:
    api.force_authenticate(monitor)
    evidence = [{"description": "a", "origin": "b"}, {"description": "", "origin": "b", "colour": "red"}]

    fields = {error["field"] for error in api.post(LIST, body(evidence=evidence)).json()["errors"]}

    assert fields == {"evidence.1.colour"}


def test_the_author_revises_and_what_is_left_out_stays(
    api: APIClient, draft: ProgressUpdate, monitor: User
) -> None:
    EvidenceFactory(update=draft, description="kept")
    api.force_authenticate(monitor)

    answer = revise(api, draft, {"status": "variable"})

    assert answer.status_code == 200
    assert answer.json()["status"] == "variable"
    assert answer.json()["narrative"] == draft.narrative
    assert [row["description"] for row in answer.json()["evidence"]] == ["kept"]
    assert HistoryEntry.objects.count() == 1
    assert revise(api, draft, {"evidence": []}).json()["evidence"] == []


def test_nobody_else_revises(
    api: APIClient, submitted: ProgressUpdate, reviewer: User, stranger: User
) -> None:
    change = {"status": "achieved"}

    assert revise(api, submitted, change).status_code == 401
    api.force_authenticate(stranger)
    assert revise(api, submitted, change).status_code == 404
    api.force_authenticate(reviewer)
    assert revise(api, submitted, change).status_code == 403
    submitted.refresh_from_db()
    assert submitted.status == "off_target"


def test_an_update_goes_from_draft_to_the_public(
    api: APIClient, draft: ProgressUpdate, monitor: User, reviewer: User
) -> None:
    api.force_authenticate(monitor)
    assert api.post(address(draft, "submit/")).json()["state"] == "submitted"
    api.force_authenticate(reviewer)
    assert api.post(address(draft, "return/"), {"note": "Which court?"}).json()["state"] == "returned"
    api.force_authenticate(monitor)
    assert api.get(address(draft)).json()["review_note"] == "Which court?"
    api.post(address(draft, "submit/"))
    api.force_authenticate(reviewer)
    assert api.post(address(draft, "publish/"), {"names_nobody": True}).json()["state"] == "published"
    api.force_authenticate(None)

    assert api.get(address(draft)).json()["state"] == "published"
    assert api.get("/api/v1/benchmarks/6/").json()["current_status"]["status"] == "off_target"
    assert HistoryEntry.objects.count() == 4


def test_nobody_publishes_their_own(api: APIClient, reviewer: User) -> None:
    own = ProgressUpdateFactory(author=reviewer, submitted=True)
    api.force_authenticate(reviewer)

    assert api.post(address(own, "publish/"), {"names_nobody": True}).status_code == 403
    assert not HistoryEntry.objects.exists()


def test_a_step_at_the_wrong_time_is_a_conflict(
    api: APIClient, submitted: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)

    assert api.post(address(submitted, "submit/")).status_code == 409


def test_a_return_needs_a_note(api: APIClient, submitted: ProgressUpdate, reviewer: User) -> None:
    api.force_authenticate(reviewer)

    for given in ({}, {"note": " "}):
        answer = api.post(address(submitted, "return/"), given)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "note"


@pytest.mark.parametrize("step", ["submit/", "return/", "publish/"])
def test_a_step_by_nobody_is_401_and_by_a_stranger_404(
    step: str, api: APIClient, submitted: ProgressUpdate, stranger: User
) -> None:
    assert api.post(address(submitted, step), {"note": "x"}).status_code == 401
    api.force_authenticate(stranger)
    assert api.post(address(submitted, step), {"note": "x"}).status_code == 404
    assert not HistoryEntry.objects.exists()
