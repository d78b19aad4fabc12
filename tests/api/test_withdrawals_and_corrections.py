"""After publication: an update is withdrawn or superseded, never edited, and both remain to be read."""

import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core.models import HistoryEntry, User
from tests.api.calls import LIST, address, revise
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    ProposedObservationFactory,
)
from tests.factories.core import NOON, DocumentFactory, PassageFactory

pytestmark = pytest.mark.django_db
REASON = {"reason": "It named a court clerk."}


@pytest.fixture
def published(monitor: User) -> ProgressUpdate:
    """A published update of benchmark 6, by the monitor."""
    benchmark = BenchmarkFactory(number=6)
    return ProgressUpdateFactory(
        author=monitor, benchmark=benchmark, published=True, narrative="A clerk named Sokha said so."
    )


@pytest.fixture
def withdrawn(published: ProgressUpdate, reviewer: User, api: APIClient) -> ProgressUpdate:
    """The same, taken back."""
    EvidenceFactory(update=published, description="the public report", document=DocumentFactory(slug="proof"))
    EvidenceFactory(update=published, description="the papers", visibility="restricted")
    ProposedObservationFactory(update=published)
    api.force_authenticate(reviewer)
    assert api.post(address(published, "withdraw/"), REASON).status_code == 200
    api.force_authenticate(None)
    return published


def test_a_withdrawn_update_stays_public_with_its_reason_and_without_its_content(
    withdrawn: ProgressUpdate, api: APIClient, researcher: User
) -> None:
    for reader in (None, researcher):
        api.force_authenticate(reader)
        row = api.get(address(withdrawn)).json()

        assert (row["state"], row["withdrawal_reason"]) == ("withdrawn", REASON["reason"])
        assert row["withdrawn_at"]
        assert row["narrative"] is None
        assert row["evidence"] == row["observations"] == row["citations"] == []
        assert row["status"] == "off_target"


def test_reviewers_and_author_see_it_whole(
    withdrawn: ProgressUpdate, api: APIClient, monitor: User, reviewer: User
) -> None:
    for colleague in (monitor, reviewer):
        api.force_authenticate(colleague)
        row = api.get(address(withdrawn)).json()

        assert row["narrative"] == "A clerk named Sokha said so."
        assert len(row["evidence"]) == 2
        assert len(row["observations"]) == len([row["citations"]]) == 1


def test_the_words_of_a_withdrawn_update_cannot_be_fished_for(
    withdrawn: ProgressUpdate, api: APIClient, monitor: User
) -> None:
    def hits(**given: str) -> int:
        return api.get(LIST, given).json()["count"]

    assert hits(search="Sokha") == 0
    assert hits() == 1
    assert "Sokha" not in api.get("/api/v1/search/", {"q": "Sokha"}).content.decode()
    assert api.get("/api/v1/documents/proof/").json()["cited_by"] == []
    api.force_authenticate(monitor)
    assert hits(search="Sokha") == 1


def test_a_withdrawn_update_counts_no_more(withdrawn: ProgressUpdate, api: APIClient) -> None:
    benchmark = api.get("/api/v1/benchmarks/6/").json()

    assert benchmark["current_status"] is None
    assert benchmark["assessments"] == []


def test_the_numbers_of_a_withdrawn_update_are_observations_no_more(
    api: APIClient, published: ProgressUpdate, reviewer: User
) -> None:
    passage = PassageFactory()
    indicator = IndicatorFactory(slug="prisoners", benchmark=published.benchmark)
    ObservationFactory(indicator=indicator, update=published, citations=[passage])
    symbol = passage.document.symbol

    def shown() -> tuple[int, int, int]:
        row = api.get("/api/v1/indicators/prisoners/").json()
        found = api.get("/api/v1/indicators/", {"document": symbol}).json()["count"]
        cited = api.get(f"/api/v1/documents/{passage.document.slug}/").json()["cited_by"]
        return len(row["observations"]), found, len(cited)

    assert shown() == (1, 1, 1)
    api.force_authenticate(reviewer)
    api.post(address(published, "withdraw/"), REASON)
    assert shown() == (0, 0, 0)


@pytest.mark.parametrize("given", [{}, {"reason": ""}, {"reason": " "}, {"note": "x"}])
def test_a_withdrawal_needs_a_reason(
    given: dict[str, str], api: APIClient, published: ProgressUpdate, reviewer: User
) -> None:
    api.force_authenticate(reviewer)

    assert api.post(address(published, "withdraw/"), given).status_code == 400


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("stranger", 403), ("another_monitor", 403)])
def test_only_reviewers_withdraw(
    who: str | None, status: int, api: APIClient, published: ProgressUpdate, request: pytest.FixtureRequest
) -> None:
    api.force_authenticate(request.getfixturevalue(who) if who else None)

    assert api.post(address(published, "withdraw/"), REASON).status_code == status
    assert not HistoryEntry.objects.exists()


def test_nobody_withdraws_their_own(api: APIClient, reviewer: User) -> None:
    own = ProgressUpdateFactory(author=reviewer, published=True)
    api.force_authenticate(reviewer)

    assert api.post(address(own, "withdraw/"), REASON).status_code == 403


def test_a_published_update_cannot_be_changed(
    api: APIClient, published: ProgressUpdate, monitor: User
) -> None:
    api.force_authenticate(monitor)

    answer = revise(api, published, {"status": "achieved"})

    assert answer.status_code == 409
    assert api.delete(address(published)).status_code == 405
    assert api.put(address(published), {}).status_code == 405


def corrected(api: APIClient, published: ProgressUpdate, by: User) -> dict[str, Any]:
    """The draft of a correction."""
    api.force_authenticate(by)
    answer = api.post(address(published, "correct/"))
    assert answer.status_code == 201
    assert answer.headers["Location"] == answer.json()["url"]
    return answer.json()


def test_a_correction_is_a_draft_with_the_same_content_that_only_its_author_sees(
    api: APIClient, published: ProgressUpdate, monitor: User
) -> None:
    EvidenceFactory(update=published, description="kept")

    draft = corrected(api, published, monitor)

    assert (draft["state"], draft["supersedes"], draft["version"]) == ("draft", published.pk, 1)
    assert draft["narrative"] == published.narrative
    assert [row["description"] for row in draft["evidence"]] == ["kept"]
    api.force_authenticate(None)
    assert api.get(draft["url"]).status_code == 404
    assert api.get(address(published)).json()["superseded_by"] is None


def test_a_published_correction_counts_and_both_remain(
    api: APIClient, published: ProgressUpdate, monitor: User, reviewer: User
) -> None:
    draft = corrected(api, published, monitor)
    correction = ProgressUpdate.objects.get(pk=draft["id"])
    revise(api, correction, {"status": "variable"})
    api.post(address(correction, "submit/"))
    api.force_authenticate(reviewer)
    api.post(address(correction, "publish/"), {"names_nobody": True})
    api.force_authenticate(None)

    old, new = api.get(address(published)).json(), api.get(draft["url"]).json()

    assert (old["state"], old["superseded_by"], old["narrative"]) == (
        "published",
        correction.pk,
        published.narrative,
    )
    assert (new["supersedes"], new["superseded_by"]) == (published.pk, None)
    status = api.get("/api/v1/benchmarks/6/").json()["current_status"]
    assert status["update"] == new["url"]
    assert status["status"] == "variable"


def test_there_is_one_open_correction_at_a_time(
    api: APIClient, published: ProgressUpdate, monitor: User, another_monitor: User
) -> None:
    corrected(api, published, monitor)
    api.force_authenticate(another_monitor)

    assert api.post(address(published, "correct/")).status_code == 409
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("stranger", 403), ("admin", 403)])
def test_only_monitors_and_reviewers_correct(
    who: str | None, status: int, api: APIClient, published: ProgressUpdate, request: pytest.FixtureRequest
) -> None:
    api.force_authenticate(request.getfixturevalue(who) if who else None)

    assert api.post(address(published, "correct/")).status_code == status


def test_nobody_is_named_in_what_was_withdrawn(api: APIClient, withdrawn: ProgressUpdate) -> None:
    withdrawn.refresh_from_db()
    people = [withdrawn.author, withdrawn.published_by, withdrawn.withdrawn_by]

    text = api.get(address(withdrawn)).content.decode()

    for person in people:
        assert person.username not in text
        assert person.last_name not in text


def test_withdrawn_updates_can_be_listed(api: APIClient, withdrawn: ProgressUpdate) -> None:
    ProgressUpdateFactory(published=True, published_at=NOON + datetime.timedelta(days=3))

    rows = api.get(LIST, {"state": "withdrawn"}).json()["results"]

    assert [row["id"] for row in rows] == [withdrawn.pk]
