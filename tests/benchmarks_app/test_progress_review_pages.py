"""What a reviewer sees and decides: what is new, the exact page, publishing, returning, withdrawing."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks_app.models import Benchmark, ProgressUpdate
from core.models import HistoryEntry, Notice, User
from tests.benchmarks_app.recording import decide, record
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    MeasureFactory,
    ProgressUpdateFactory,
    ProposedObservationFactory,
)

pytestmark = pytest.mark.django_db
State = ProgressUpdate.State
PART = re.compile(r'<article class="what-it-says">.*?</article>', re.DOTALL)


@pytest.fixture
def benchmark() -> Benchmark:
    return BenchmarkFactory(number=6)


@pytest.fixture
def update(benchmark: Benchmark, monitor: User) -> ProgressUpdate:
    """A submitted update with one row of evidence for everybody and one for the team."""
    made = ProgressUpdateFactory(benchmark=benchmark, author=monitor, submitted=True)
    EvidenceFactory(update=made, description="A report", visibility="public")
    EvidenceFactory(update=made, description="Interview notes", visibility="restricted")
    ProposedObservationFactory(update=made)
    return made


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    """A reviewer's browser."""
    client.force_login(reviewer)
    return client


def part_of(page: Any) -> str:
    found = PART.search(page.text)
    assert found, "the page has no part that says what the update says"
    return found.group()


def test_from_draft_to_public_page(
    client: Client, monitor: User, reviewer: User, benchmark: Benchmark, django_capture_on_commit_callbacks
) -> None:
    client.force_login(monitor)
    record(client, benchmark)
    update = ProgressUpdate.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, "submit", update)

    client.force_login(reviewer)
    workspace = client.get(reverse("workspace"))
    assert Notice.objects.get().text in workspace.text
    decide(client, "publish", update, names_nobody="on")

    client.logout()
    page = client.get(update.get_absolute_url())
    assert page.status_code == 200
    assert "Bail is granted more often." in page.text
    assert "improving" in client.get(benchmark.get_absolute_url()).text
    actions = [entry.action for entry in HistoryEntry.objects.order_by("pk")]
    assert actions == ["drafted", "submitted", "published"]


def test_a_reviewer_reads_exactly_what_the_public_will_read(desk: Client, update: ProgressUpdate) -> None:
    previewed = part_of(desk.get(update.get_absolute_url()))
    decide(desk, "publish", update, names_nobody="on")

    desk.logout()
    assert previewed == part_of(desk.get(update.get_absolute_url()))
    assert "A report" in previewed
    assert "38,000" in previewed
    assert "Interview notes" not in previewed


def test_a_decision_is_about_the_version_that_was_read(desk: Client, update: ProgressUpdate) -> None:
    ProgressUpdate.objects.filter(pk=update.pk).update(version=7)

    assert desk.get(update.get_absolute_url()).text.count('name="version" value="7"') == 2


def test_a_reviewer_also_sees_what_is_for_the_team_only(desk: Client, update: ProgressUpdate) -> None:
    page = desk.get(update.get_absolute_url()).text

    assert "Interview notes" in page.split('id="restricted"')[1]


def test_what_is_new_is_shown_against_what_the_same_assessor_said_last(
    desk: Client, update: ProgressUpdate
) -> None:
    same = {"benchmark": update.benchmark, "published": True}
    ProgressUpdateFactory(**same, status="variable", assessed_on="2022-01", narrative="Long before.")
    before = ProgressUpdateFactory(**same, status="variable", narrative="What was said before.")
    ProgressUpdateFactory(**same, assessed_on="2024", assessor="government")
    ProgressUpdateFactory(**same, assessed_on="2024", measure=MeasureFactory(benchmark=update.benchmark))

    page = desk.get(update.get_absolute_url())

    assert page.context["before"] == before
    lines = {line.label: line for line in page.context["lines"]}
    assert (lines["Status"].before, lines["Status"].after) == ("variable", "off target")
    assert lines["Narrative"].differs
    assert not lines["Assessor"].differs
    assert "What was said before." in page.text


def test_where_nothing_was_published_before_everything_is_new(desk: Client, update: ProgressUpdate) -> None:
    assert "nothing of this assessor on this has been published before" in (
        desk.get(update.get_absolute_url()).text
    )


def test_nothing_is_published_without_the_word_that_it_names_nobody(
    desk: Client, update: ProgressUpdate
) -> None:
    page = decide(desk, "publish", update)

    update.refresh_from_db()
    assert page.status_code == 422
    assert "tick this before you publish" in page.text
    assert update.state == State.SUBMITTED


def test_achieved_is_not_published_when_its_origins_are_one(desk: Client, update: ProgressUpdate) -> None:
    ProgressUpdate.objects.filter(pk=update.pk).update(status="achieved")

    page = decide(desk, "publish", update, names_nobody="on")

    update.refresh_from_db()
    assert page.status_code == 422
    assert "needs evidence from a second origin" in page.text
    assert update.state == State.SUBMITTED


def test_a_reviewer_returns_with_a_note_that_the_author_reads(
    desk: Client, monitor: User, update: ProgressUpdate
) -> None:
    decide(desk, "return", update, note="Which prison?")

    desk.force_login(monitor)
    assert "A reviewer asks: Which prison?" in desk.get(update.get_absolute_url()).text
    assert "Which prison?" in desk.get(reverse("workspace")).text.split('id="returned"')[1]


def test_returning_without_a_note_shows_the_page_again(desk: Client, update: ProgressUpdate) -> None:
    page = decide(desk, "return", update, note=" ")

    update.refresh_from_db()
    assert page.status_code == 422
    assert update.state == State.SUBMITTED


def test_nobody_is_offered_to_publish_their_own(client: Client, reviewer: User) -> None:
    update = ProgressUpdateFactory(author=reviewer, submitted=True)
    client.force_login(reviewer)

    page = client.get(update.get_absolute_url())
    refused = decide(client, "publish", update, names_nobody="on")

    assert reverse("progress-updates:publish", args=[update.pk]) not in page.text
    assert "Somebody else must review what you wrote." in refused.text
    update.refresh_from_db()
    assert update.state == State.SUBMITTED


def test_a_reviewer_withdraws_with_a_reason(desk: Client) -> None:
    update = ProgressUpdateFactory(published=True)

    without = decide(desk, "withdraw", update, reason="")
    decide(desk, "withdraw", update, reason="The source took its figures back.")

    update.refresh_from_db()
    assert without.status_code == 422
    assert (update.state, update.withdrawal_reason) == (State.WITHDRAWN, "The source took its figures back.")


def test_a_monitor_is_not_offered_to_withdraw_and_is_refused(client: Client, another_monitor: User) -> None:
    update = ProgressUpdateFactory(published=True)
    client.force_login(another_monitor)

    page = client.get(update.get_absolute_url())
    refused = decide(client, "withdraw", update, reason="Because.")

    assert "Withdraw this" not in page.text
    assert "Only reviewers" in refused.text


def test_a_correction_is_a_draft_that_is_compared_with_what_it_corrects(
    client: Client, monitor: User, reviewer: User
) -> None:
    wrong = ProgressUpdateFactory(published=True, assessor="government", narrative="What was wrong.")
    ProgressUpdateFactory(published=True, benchmark=wrong.benchmark, assessed_on="2024")
    client.force_login(monitor)

    page = decide(client, "correct", wrong)

    correction = ProgressUpdate.objects.get(supersedes=wrong)
    assert page.request["PATH_INFO"] == reverse("progress-updates:revise", args=[correction.pk])
    assert "What was wrong.</textarea>" in page.text
    decide(client, "submit", correction)
    client.force_login(reviewer)
    assert client.get(correction.get_absolute_url()).context["before"] == wrong


def test_a_second_correction_at_the_same_time_is_refused_in_words(client: Client, monitor: User) -> None:
    wrong = ProgressUpdateFactory(published=True)
    client.force_login(monitor)
    decide(client, "correct", wrong)

    page = decide(client, "correct", wrong)

    assert "somebody is writing a correction" in page.text
    assert ProgressUpdate.objects.filter(supersedes=wrong).count() == 1


@pytest.mark.parametrize("far", [{}, {"submitted": True}])
def test_what_is_not_public_is_absent_for_a_stranger(client: Client, stranger: User, far: dict) -> None:
    update = ProgressUpdateFactory(**far)
    client.force_login(stranger)

    assert client.get(update.get_absolute_url()).status_code == 404
    for change in ("submit", "publish", "return", "withdraw", "correct"):
        assert client.post(reverse(f"progress-updates:{change}", args=[update.pk])).status_code == 404


@pytest.mark.parametrize("change", ["submit", "publish", "return", "withdraw", "correct"])
def test_a_change_of_state_needs_a_post(client: Client, monitor: User, change: str) -> None:
    update = ProgressUpdateFactory(author=monitor)
    client.force_login(monitor)

    assert client.get(reverse(f"progress-updates:{change}", args=[update.pk])).status_code == 405
