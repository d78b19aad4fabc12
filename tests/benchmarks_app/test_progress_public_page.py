"""The page of an update as anybody reads it: what it says, whether it stands, and never who wrote it."""

import pytest
from django.test import Client

from benchmarks_app.models import ProgressUpdate
from core.models import User
from tests.factories.benchmarks import EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdrawn() -> ProgressUpdate:
    update = ProgressUpdateFactory(
        published=True,
        narrative="What it said.",
        state="withdrawn",
        withdrawn_at=NOON,
        withdrawn_by=UserFactory(username="third", roles=["reviewer"]),
        withdrawal_reason="The source took its figures back.",
    )
    EvidenceFactory(update=update, description="Court statistics")
    return update


def test_the_narrative_is_markdown_and_harmless(client: Client) -> None:
    written = "It is *better*.\n\n<script>alert(1)</script> [More](https://example.org)"
    update = ProgressUpdateFactory(published=True, narrative=written)

    page = client.get(update.get_absolute_url()).text

    assert "It is <em>better</em>." in page
    assert '<a href="https://example.org" rel="noreferrer">More</a>' in page
    assert "<script>alert" not in page
    on_benchmark = client.get(update.benchmark.get_absolute_url()).text
    assert "It is <em>better</em>." in on_benchmark
    assert "<script>alert" not in on_benchmark


def test_the_public_page_names_neither_author_nor_reviewer(client: Client, withdrawn: ProgressUpdate) -> None:
    for update in (ProgressUpdateFactory(published=True), withdrawn):
        page = client.get(update.get_absolute_url())
        for person in filter(None, (update.author, update.published_by, update.withdrawn_by)):
            assert person.username not in page.text
            assert person.last_name not in page.text


def test_how_source_and_information_were_judged_is_public(client: Client) -> None:
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(update=update, reliability="usually_reliable", validity="probable")

    page = client.get(update.get_absolute_url()).text

    assert "Source: usually reliable" in page
    assert "Information: probably true" in page


def test_restricted_evidence_is_shown_to_the_team_only(
    client: Client, another_monitor: User, stranger: User
) -> None:
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(update=update, description="Interview notes", visibility="restricted")

    assert "Interview notes" not in client.get(update.get_absolute_url()).text
    client.force_login(stranger)
    assert "Interview notes" not in client.get(update.get_absolute_url()).text
    client.force_login(another_monitor)
    assert "Interview notes" in client.get(update.get_absolute_url()).text


def test_a_superseded_update_and_its_correction_lead_to_each_other(client: Client) -> None:
    wrong = ProgressUpdateFactory(published=True)
    right = ProgressUpdateFactory(published=True, benchmark=wrong.benchmark, supersedes=wrong)

    first, second = (client.get(update.get_absolute_url()).text for update in (wrong, right))

    assert "Superseded." in first
    assert f'href="{right.get_absolute_url()}"' in first
    assert "This corrects an" in second
    assert f'href="{wrong.get_absolute_url()}"' in second


def test_a_correction_that_is_still_written_is_not_given_away(client: Client) -> None:
    update = ProgressUpdateFactory(published=True)
    draft = ProgressUpdateFactory(benchmark=update.benchmark, supersedes=update)

    page = client.get(update.get_absolute_url()).text

    assert "Superseded." not in page
    assert draft.get_absolute_url() not in page


def test_a_withdrawn_update_says_when_and_why_and_no_longer_what(
    client: Client, withdrawn: ProgressUpdate
) -> None:
    page = client.get(withdrawn.get_absolute_url())

    assert page.status_code == 200
    assert "Withdrawn on 15 January 2024." in page.text
    assert "The source took its figures back." in page.text
    assert "What it said." not in page.text
    assert "Court statistics" not in page.text


def test_the_team_still_reads_what_was_withdrawn(
    client: Client, another_monitor: User, withdrawn: ProgressUpdate
) -> None:
    client.force_login(another_monitor)

    assert "What it said." in client.get(withdrawn.get_absolute_url()).text


def test_an_update_without_a_judgement_says_so(client: Client) -> None:
    update = ProgressUpdateFactory(published=True, status="")

    assert "No judgement: observations only" in client.get(update.get_absolute_url()).text
