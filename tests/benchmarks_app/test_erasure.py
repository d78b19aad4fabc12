"""An erasure takes what an update or its evidence says out of its rows and of the history, and no more."""

import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from benchmarks_app import services
from benchmarks_app.models import Evidence, Observation, ProgressUpdate, ProposedObservation
from core.errors import NotPermitted, RuleBroken, WrongState
from core.history_verification import verify
from core.models import HistoryEntry, Notice, OutboxMessage, User
from tests.benchmarks_app.canaries import CANARY, draft, published, submitted, withdrawn
from tests.factories.benchmarks import EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import NOON, DocumentFactory, NoticeFactory, OutboxMessageFactory, UserFactory

pytestmark = pytest.mark.django_db

LATER = NOON + datetime.timedelta(days=1)
WHY = "The source is in danger."


def hits(text: str = CANARY) -> list[str]:
    """The tables and columns of the whole database that hold this text."""
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            rows = cursor.fetchall()
        found += [f"{table}.{columns[i]}" for row in rows for i, cell in enumerate(row) if text in str(cell)]
    return sorted(set(found))


def by_raw_sql(statement: str) -> None:
    """Run it past every service."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


class TestAnUpdate:
    """`erase_update`."""

    @pytest.mark.parametrize("come_so_far", ["draft", "submitted", "returned"])
    def test_what_was_never_published_is_gone(
        self, monitor: User, reviewer: User, admin: User, come_so_far: str
    ) -> None:
        update = submitted(monitor, reviewer)
        ProgressUpdate.objects.filter(pk=update.pk).update(state=come_so_far)
        assert len(hits()) >= 6

        services.erase_update(update=update, by=admin, at=LATER, reason=WHY)

        assert hits() == []
        assert not ProgressUpdate.objects.exists()
        assert not Evidence.objects.exists()

    def test_of_a_withdrawn_one_a_shell_is_left(self, monitor: User, reviewer: User, admin: User) -> None:
        was = withdrawn(monitor, reviewer)

        services.erase_update(update=was, by=admin, at=LATER, reason=WHY)

        assert hits() == []
        shell = ProgressUpdate.objects.get()
        assert (shell.benchmark_id, shell.status, shell.assessed_on) == (
            was.benchmark_id,
            "variable",
            "2023-06",
        )
        assert (shell.state, shell.published_at, shell.withdrawn_at) == ("withdrawn", NOON, NOON)
        assert (shell.erased_at, shell.erasure_reason, shell.version) == (LATER, WHY, was.version + 1)
        assert {row.erased_at for row in shell.evidence.all()} == {LATER}
        assert Observation.objects.get().value == ProposedObservation.objects.get().value == 7

    @pytest.mark.parametrize("life", [submitted, withdrawn])
    def test_it_leaves_one_entry_that_lists_the_others(
        self, monitor: User, reviewer: User, admin: User, life: Any
    ) -> None:
        update = life(monitor, reviewer)
        before = HistoryEntry.objects.count()

        services.erase_update(update=update, by=admin, at=LATER, reason=WHY)

        entry = HistoryEntry.objects.first()
        assert entry
        assert (entry.sequence, entry.action, entry.by, entry.at) == (before + 1, "erased", admin, LATER)
        assert (entry.subject_key, entry.reason) == (str(update.pk), WHY)
        assert entry.after == {"erased_entries": list(range(1, before + 1))}
        assert verify().fault is None

    def test_of_others_nothing_is_lost(self, monitor: User, reviewer: User, admin: User) -> None:
        other, update = withdrawn(monitor, reviewer), draft(monitor)

        services.erase_update(update=update, by=admin, at=LATER, reason=WHY)

        other.refresh_from_db()
        assert CANARY in other.narrative
        assert HistoryEntry.objects.filter(subject_key=other.pk, erased_by_entry=None).count() == 7

    def test_messages_and_notices_about_it_go_too(self, admin: User) -> None:
        update = ProgressUpdateFactory(submitted=True)
        message = OutboxMessageFactory(arguments={"update": update.pk})
        NoticeFactory(message=message, path=update.get_absolute_url())
        kept = NoticeFactory(message=OutboxMessageFactory(arguments={"update": update.pk + 1}))

        services.erase_update(update=update, by=admin, at=LATER, reason=WHY)

        assert list(Notice.objects.all()) == [kept]
        assert OutboxMessage.objects.count() == 1

    @pytest.mark.parametrize("person", ["stranger", "monitor", "reviewer"])
    def test_only_admins_erase(self, person: str, request: pytest.FixtureRequest) -> None:
        update = ProgressUpdateFactory(author=UserFactory(roles=["monitor"]))

        with pytest.raises(NotPermitted):
            services.erase_update(update=update, by=request.getfixturevalue(person), at=LATER, reason=WHY)

        assert ProgressUpdate.objects.get().narrative
        assert not HistoryEntry.objects.exists()

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_it_must_say_why(self, admin: User, reason: str) -> None:
        with pytest.raises(RuleBroken, match="Say why"):
            services.erase_update(update=ProgressUpdateFactory(), by=admin, at=LATER, reason=reason)

    def test_what_is_published_is_withdrawn_first(self, admin: User) -> None:
        with pytest.raises(WrongState, match="is published"):
            services.erase_update(
                update=ProgressUpdateFactory(published=True), by=admin, at=LATER, reason=WHY
            )

    def test_it_is_erased_once(self, monitor: User, reviewer: User, admin: User) -> None:
        update = withdrawn(monitor, reviewer)
        services.erase_update(update=update, by=admin, at=LATER, reason=WHY)

        with pytest.raises(WrongState, match="before"):
            services.erase_update(update=update, by=admin, at=LATER, reason=WHY)

    @pytest.mark.parametrize("life", [submitted, withdrawn])
    def test_an_erasure_that_breaks_in_the_middle_erases_nothing(
        self, monitor: User, reviewer: User, admin: User, life: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        update = life(monitor, reviewer)
        before = hits()
        target = "delete" if update.state == "submitted" else "objects"
        monkeypatch.setattr(ProgressUpdate, target, None)

        with pytest.raises((TypeError, AttributeError)), transaction.atomic():
            services.erasure.take_out(update=update, by=admin, at=LATER, reason=WHY)

        monkeypatch.undo()
        assert hits() == before
        assert not HistoryEntry.objects.filter(action="erased").exists()


class TestOnePieceOfEvidence:
    """`erase_evidence`."""

    def test_of_a_published_update_the_row_stays_and_says_that_it_was_erased(
        self, monitor: User, reviewer: User, admin: User
    ) -> None:
        update = published(monitor, reviewer)
        first, second = update.evidence.all()

        services.erase_evidence(evidence=first, by=admin, at=LATER, reason=WHY)

        first.refresh_from_db()
        assert (first.description, first.origin, first.url, first.document) == ("", "", "", None)
        assert (first.erased_at, first.erasure_reason, first.visibility) == (LATER, WHY, "public")
        second.refresh_from_db()
        assert second.origin == f"Office {CANARY}"
        assert hits("Testimony") == []
        update.refresh_from_db()
        assert (update.state, update.status, CANARY in update.narrative) == ("published", "variable", True)

    def test_it_leaves_one_entry_and_the_chain_whole(
        self, monitor: User, reviewer: User, admin: User
    ) -> None:
        update = published(monitor, reviewer)
        before = HistoryEntry.objects.count()

        for evidence in update.evidence.all():
            services.erase_evidence(evidence=evidence, by=admin, at=LATER, reason=WHY)

        entries = HistoryEntry.objects.filter(action="erased").order_by("sequence")
        assert HistoryEntry.objects.count() == before + 2
        assert [len(entry.after["erased_entries"]) for entry in entries] == [before, 0]
        assert verify().fault is None

    def test_of_what_was_never_published_the_row_is_gone(self, monitor: User, admin: User) -> None:
        update = draft(monitor)

        services.erase_evidence(evidence=update.evidence.all()[0], by=admin, at=LATER, reason=WHY)

        assert update.evidence.count() == 1
        assert hits("Testimony") == []

    def test_numbers_no_longer_rest_on_a_document_that_only_it_named(
        self, monitor: User, reviewer: User, admin: User
    ) -> None:
        update = published(monitor, reviewer, DocumentFactory())
        evidence = update.evidence.get(order=2)
        update.observations.get().citations.create(document=evidence.document, locator="p. 1")

        services.erase_evidence(evidence=evidence, by=admin, at=LATER, reason=WHY)

        assert not update.observations.get().citations.exists()

    def test_a_correction_leaves_out_what_was_erased(
        self, monitor: User, reviewer: User, admin: User
    ) -> None:
        update = published(monitor, reviewer)
        services.erase_evidence(evidence=update.evidence.all()[0], by=admin, at=LATER, reason=WHY)

        correction = services.correct_update(update=update, by=monitor, at=LATER)

        assert [row.description for row in correction.evidence.all()] == ["A record"]

    @pytest.mark.parametrize("person", ["stranger", "monitor", "reviewer"])
    def test_only_admins_erase(self, person: str, request: pytest.FixtureRequest) -> None:
        evidence = EvidenceFactory()

        with pytest.raises(NotPermitted):
            services.erase_evidence(
                evidence=evidence, by=request.getfixturevalue(person), at=LATER, reason=WHY
            )

        assert Evidence.objects.get().origin
        assert not HistoryEntry.objects.exists()

    def test_it_must_say_why_and_happens_once(self, monitor: User, reviewer: User, admin: User) -> None:
        evidence = published(monitor, reviewer).evidence.all()[0]
        with pytest.raises(RuleBroken, match="Say why"):
            services.erase_evidence(evidence=evidence, by=admin, at=LATER, reason=" ")
        services.erase_evidence(evidence=evidence, by=admin, at=LATER, reason=WHY)

        with pytest.raises(WrongState, match="before"):
            services.erase_evidence(evidence=evidence, by=admin, at=LATER, reason=WHY)


GONE = {
    "narrative": "",
    "review_note": "",
    "withdrawal_reason": "",
    "erased_at": LATER,
    "erasure_reason": WHY,
}
EVIDENCE_GONE: dict[str, Any] = {
    **services.erasure.EVIDENCE_SAYS_NOTHING,
    "erased_at": LATER,
    "erasure_reason": WHY,
}


def erase_update_row(**changes: Any) -> Callable[[], Any]:
    """An erasure of the update's row past the service."""
    return lambda: ProgressUpdate.objects.update(**(GONE | changes))


def erase_evidence_row(**changes: Any) -> Callable[[], Any]:
    """An erasure of a row of evidence past the service."""
    return lambda: Evidence.objects.filter(order=1).update(**(EVIDENCE_GONE | changes))


PAST_THE_SERVICE = {
    "an erasure that the history does not tell": erase_update_row(erased_at=NOON),
    "another status on the way": erase_update_row(status="achieved"),
    "another state on the way": erase_update_row(state="draft"),
    "half of it": lambda: by_raw_sql("UPDATE benchmarks_app_progressupdate SET narrative = ''"),
    "a note alone": lambda: ProposedObservation.objects.update(note=""),
    "the note of an observation alone": lambda: Observation.objects.update(note=""),
    "evidence that the history does not tell of": erase_evidence_row(erased_at=NOON),
    "another order of evidence on the way": erase_evidence_row(order=9),
    "other readers of evidence on the way": erase_evidence_row(visibility="restricted"),
    "the description of evidence alone": lambda: Evidence.objects.update(description=""),
}


@pytest.mark.parametrize("change", PAST_THE_SERVICE.values(), ids=PAST_THE_SERVICE.keys())
def test_the_database_refuses(monitor: User, reviewer: User, admin: User, change: Any) -> None:
    update = withdrawn(monitor, reviewer)
    nothing = HistoryEntry.objects.none()
    services.erasure.history.record_erasure(subject=update, entries=nothing, by=admin, at=LATER, reason=WHY)

    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        change()


@pytest.mark.parametrize("change", [{"narrative": "Other"}, {"erasure_reason": "Other"}, {"erased_at": NOON}])
def test_a_shell_cannot_be_filled_again(
    monitor: User, reviewer: User, admin: User, change: dict[str, Any]
) -> None:
    services.erase_update(update=withdrawn(monitor, reviewer), by=admin, at=LATER, reason=WHY)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressUpdate.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(
            **({"description": "Other"} if "narrative" in change else {"erased_at": NOON})
        )


def test_what_is_not_erased_may_not_be_empty_of_reasons(monitor: User, reviewer: User) -> None:
    withdrawn(monitor, reviewer)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressUpdate.objects.update(withdrawal_reason="")


def test_every_page_and_answer_says_that_evidence_was_erased(
    client: Client, monitor: User, reviewer: User, admin: User
) -> None:
    update = published(monitor, reviewer)
    services.erase_evidence(evidence=update.evidence.get(order=1), by=admin, at=LATER, reason=WHY)

    page = client.get(update.get_absolute_url()).text
    benchmark = client.get(update.benchmark.get_absolute_url()).text
    (row,) = client.get(f"/api/v1/progress-updates/{update.pk}/").json()["evidence"]

    assert "Evidence erased on 16 January 2024" in page
    assert f"Evidence erased on 16 January 2024: {WHY}" in benchmark
    assert (row["erased_at"], row["erasure_reason"], row["description"]) == ("2024-01-16T12:00:00Z", WHY, "")
    assert "Testimony" not in page + benchmark


def test_the_page_of_an_erased_update_says_so_and_its_history_too(
    client: Client, monitor: User, reviewer: User, admin: User
) -> None:
    update = withdrawn(monitor, reviewer)
    services.erase_update(update=update, by=admin, at=LATER, reason=WHY)

    page = client.get(update.get_absolute_url()).text
    client.force_login(admin)
    entry = client.get("/history/1/").text

    assert "Withdrawn on 15 January 2024, erased on 16 January 2024." in page
    assert WHY in page
    assert "What this entry said was erased." in entry
    assert 'href="/history/8/"' in entry


class TestTheDoors:
    """The admin screens and the command; each makes one call to the service."""

    def test_an_admin_erases_a_draft_without_reading_it(
        self, client: Client, monitor: User, admin: User
    ) -> None:
        update = draft(monitor)
        client.force_login(admin)
        address = reverse("admin:benchmarks_app_progressupdate_erase", args=[update.pk])

        asked = client.get(address).text
        answer = client.post(address, {"reason": WHY, "confirmed": "on"}, follow=True).text

        assert f"Update {update.pk} on benchmark {update.benchmark.number}, draft" in asked
        assert CANARY not in asked + answer
        assert "Erased. The next purge" in answer
        assert hits() == []

    def test_an_admin_erases_one_piece_of_evidence(
        self, client: Client, monitor: User, reviewer: User, admin: User
    ) -> None:
        evidence = published(monitor, reviewer).evidence.get(order=2)
        client.force_login(admin)
        address = reverse("admin:benchmarks_app_evidence_erase", args=[evidence.pk])

        client.post(address, {"reason": WHY, "confirmed": "on"})

        evidence.refresh_from_db()
        assert (evidence.description, evidence.erasure_reason) == ("", WHY)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"reason": WHY}, "Tick this"),
            ({"confirmed": "on"}, "This field is required"),
            ({"reason": WHY, "confirmed": "on"}, "is published, so that cannot be done"),
        ],
    )
    def test_what_is_missing_or_refused_is_said_and_nothing_erased(
        self, client: Client, admin: User, typed: dict[str, str], told: str
    ) -> None:
        update = ProgressUpdateFactory(published=True)
        client.force_login(admin)

        answer = client.post(reverse("admin:benchmarks_app_progressupdate_erase", args=[update.pk]), typed)

        assert told in answer.content.decode()
        assert ProgressUpdate.objects.get().erased_at is None

    @pytest.mark.parametrize("name", ["progressupdate", "evidence"])
    @pytest.mark.parametrize("number", [0, 1])
    def test_staff_who_may_not_erase_are_told_alike_whether_it_is_there_or_not(
        self, client: Client, name: str, number: int
    ) -> None:
        EvidenceFactory(pk=1, update=ProgressUpdateFactory(pk=1))
        client.force_login(UserFactory(roles=["reviewer"], is_staff=True, is_superuser=True))

        answer = client.post(reverse(f"admin:benchmarks_app_{name}_erase", args=[number]), {"reason": WHY})

        assert answer.status_code == 403
        assert Evidence.objects.get().origin

    def test_the_command_erases_in_the_name_of_an_admin(self, monitor: User, admin: User) -> None:
        update = draft(monitor)

        call_command("erase_update", update.pk, by="admin", reason=WHY, stdout=StringIO())

        assert hits() == []
        assert HistoryEntry.objects.get(action="erased").by == admin

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"by": "nobody"}, "no person named"),
            ({"by": "monitor"}, "Only admins"),
            ({"reason": " "}, "Say why"),
            ({"update": 0}, "no update 0"),
        ],
    )
    def test_the_command_says_why_not(
        self, monitor: User, admin: User, changes: dict[str, Any], told: str
    ) -> None:
        given = {"update": draft(monitor).pk, "by": "admin", "reason": WHY} | changes

        with pytest.raises(CommandError, match=told):
            call_command("erase_update", given.pop("update"), **given, stdout=StringIO())

        assert ProgressUpdate.objects.exists()
