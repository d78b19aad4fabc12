"""A form sent twice, an ended session, and a form that somebody else's change has overtaken."""

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks_app.models import Benchmark, ProgressUpdate
from core.models import HistoryEntry, User
from tests.benchmarks_app.recording import decide, record, revise, typed
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory

pytestmark = pytest.mark.django_db
State = ProgressUpdate.State


@pytest.fixture
def benchmark() -> Benchmark:
    return BenchmarkFactory(number=6)


@pytest.fixture
def desk(client: Client, monitor: User) -> Client:
    """A monitor's browser."""
    client.force_login(monitor)
    return client


@pytest.fixture
def update(monitor: User) -> ProgressUpdate:
    return ProgressUpdateFactory(author=monitor, narrative="What the other tab saved.", version=2)


def test_each_opened_form_has_a_key_of_its_own(desk: Client, benchmark: Benchmark) -> None:
    first, second = (desk.get("/benchmarks/6/record/").context["form"] for _ in range(2))

    keys = {form.fields["client_key"].value() for form in (first, second)}
    assert len(keys) == 2
    assert all(len(key) == 32 for key in keys)


@pytest.mark.parametrize("action", ["save", "submit"])
def test_a_double_click_makes_one_update(desk: Client, benchmark: Benchmark, action: str) -> None:
    pages = [record(desk, benchmark, client_key="k" * 32, action=action) for _ in range(2)]

    update = ProgressUpdate.objects.get()
    assert [page.request["PATH_INFO"] for page in pages] == [update.get_absolute_url()] * 2
    assert HistoryEntry.objects.count() == {"save": 1, "submit": 2}[action]


def test_a_double_click_on_a_revision_changes_it_once(desk: Client, update: ProgressUpdate) -> None:
    pages = [revise(desk, update, version="2") for _ in range(2)]

    update.refresh_from_db()
    assert [page.status_code for page in pages] == [200, 200]
    assert update.version == 3


def test_a_form_that_was_saved_and_then_went_on_is_shown_beside_what_was_saved(
    desk: Client, benchmark: Benchmark
) -> None:
    record(desk, benchmark, client_key="k" * 32)

    page = record(desk, benchmark, client_key="k" * 32, narrative="What I wrote after the line was cut.")

    update = ProgressUpdate.objects.get()
    assert page.status_code == 409
    assert update.narrative == "Bail is granted more often."
    assert "Bail is granted more often." in page.text
    assert "What I wrote after the line was cut." in page.text
    assert reverse("progress-updates:revise", args=[update.pk]) in page.text


def test_a_stale_form_shows_both_versions_and_loses_neither(desk: Client, update: ProgressUpdate) -> None:
    page = revise(desk, update, version="1", narrative="What this tab says.")

    update.refresh_from_db()
    assert page.status_code == 409
    assert update.narrative == "What the other tab saved."
    differing = {line.label: (line.before, line.after) for line in page.context["lines"]}
    assert differing["Narrative"] == ("What the other tab saved.", "What this tab says.")
    assert "Assessor" in differing
    assert "What this tab says.</textarea>" in page.text
    assert "What the other tab saved." in page.text


def test_a_stale_form_goes_over_the_other_once_it_was_seen(desk: Client, update: ProgressUpdate) -> None:
    page = revise(desk, update, version="1", narrative="What this tab says.")
    seen = page.context["form"].fields["version"].value()

    revise(desk, update, version=str(seen), narrative="What this tab says.")

    update.refresh_from_db()
    assert update.narrative == "What this tab says."


def test_what_does_not_differ_is_not_shown_twice(desk: Client, update: ProgressUpdate) -> None:
    page = revise(desk, update, version="1", trend="unchanged")

    assert "Trend" not in {line.label for line in page.context["lines"]}


@pytest.mark.parametrize(
    ("decision", "said"),
    [("return", {"note": "Which prison?"}), ("publish", {"names_nobody": "on"})],
)
def test_a_decision_on_a_version_that_has_changed_is_not_taken(
    client: Client, reviewer: User, decision: str, said: dict[str, str]
) -> None:
    update = ProgressUpdateFactory(submitted=True, version=4)
    client.force_login(reviewer)

    page = decide(client, decision, update, version="2", **said)

    update.refresh_from_db()
    assert page.status_code == 409
    assert update.state == State.SUBMITTED
    assert "Somebody changed this update since you opened it." in page.text
    assert said.get("note", "") in page.text
    assert 'name="version" value="4"' in page.text
    assert "checked" not in page.text


def test_a_reviewer_who_comes_second_is_told_so(client: Client, reviewer: User) -> None:
    update = ProgressUpdateFactory(submitted=True)
    client.force_login(reviewer)
    client.get(update.get_absolute_url())
    ProgressUpdate.objects.filter(pk=update.pk).update(state=State.RETURNED, version=2)

    page = decide(client, "publish", update, names_nobody="on", version="1")

    assert "somebody else was faster" in page.text
    assert page.request["PATH_INFO"] == reverse("workspace")


def test_an_ended_session_says_that_nothing_was_saved_and_comes_back_to_the_form(
    client: Client, benchmark: Benchmark
) -> None:
    page = record(client, benchmark)

    assert "nothing was saved yet" in page.text
    assert f'name="next" value="{reverse("record-progress", args=[6])}"' in page.text
    assert not ProgressUpdate.objects.exists()


def test_an_ended_session_comes_back_to_the_page_of_the_update(client: Client) -> None:
    update = ProgressUpdateFactory(published=True)

    page = decide(client, "withdraw", update, reason="A mistake.")

    assert f'name="next" value="{update.get_absolute_url()}"' in page.text


def test_only_a_saved_form_tells_the_browser_to_forget_what_it_kept(
    desk: Client, benchmark: Benchmark
) -> None:
    address = reverse("record-progress", args=[6])

    refused = record(desk, benchmark, assessed_on="lately", kept_at=address)
    saved = record(desk, benchmark, kept_at=address)

    assert "data-saved-form" not in refused.text
    assert f'data-saved-form="{address}"' in saved.text


def test_a_form_that_moved_on_is_forgotten_under_the_address_it_was_opened_at(
    desk: Client, update: ProgressUpdate
) -> None:
    first = reverse("record-progress", args=[6])
    page = desk.post(
        reverse("progress-updates:revise", args=[update.pk]), typed(kept_at=first, version="2"), follow=True
    )

    assert f'data-saved-form="{first}"' in page.text
