"""All that somebody may not see, one function a kind; `EVERYTHING` lists them (how to add one: `worlds`)."""

import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

from benchmarks_app.models import Evidence, ProgressUpdate
from core.content_changes import CHANGED
from tests.factories.benchmarks import (
    EvidenceFactory,
    EvidenceFileFactory,
    EvidenceReaderFactory,
    FollowUpGradeFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    ProposedObservationFactory,
    SealedPartFactory,
)
from tests.factories.core import (
    NOON,
    ApiTokenFactory,
    HistoryEntryFactory,
    NoticeFactory,
    OutboxMessageFactory,
    UserFactory,
)
from tests.leaks.readers import MONITORS, NOBODY, REVIEWERS, TEAM, WRITERS, Reader
from tests.leaks.worlds import HiddenThing, World

RESTRICTED, CONFIDENTIAL = Evidence.Visibility.RESTRICTED, Evidence.Visibility.CONFIDENTIAL
DAY = datetime.timedelta(days=1)


def evidence_of(world: World, update: ProgressUpdate, seen_by: frozenset[Reader], **fields: Any) -> Any:
    """One row of evidence, every text of it secret."""
    description, origin = world.secret("evidence", seen_by), world.secret("origin", seen_by)
    address = f"https://example.org/{world.secret('address', seen_by).replace(' ', '-')}"
    # By its place, not by a count that hidden rows would advance: what is public is alike in both worlds.
    order = update.evidence.count() + 1
    given = {"update": update, "document": world.scene.document, "url": address, "order": order, **fields}
    return EvidenceFactory(description=description, origin=origin, **given)


def number_of(world: World, update: ProgressUpdate, seen_by: frozenset[Reader]) -> None:
    """A number recorded with an update, with a secret note."""
    note = world.secret("note on a number", seen_by)
    ProposedObservationFactory(update=update, indicator=world.scene.indicator, note=note)


def unpublished(world: World, pk: int, seen_by: frozenset[Reader], **fields: Any) -> ProgressUpdate:
    """An update of somebody else that is not public, with evidence of both kinds and a number."""
    given = {"benchmark": world.scene.benchmark, "author": world.scene.writer, **fields}
    narrative = world.secret("narrative", seen_by)
    update = ProgressUpdateFactory(pk=pk, narrative=narrative, **given)
    evidence_of(world, update, seen_by)
    evidence_of(world, update, seen_by, visibility=RESTRICTED)
    number_of(world, update, seen_by)
    return update


def drafts_of_others(world: World) -> None:
    """Drafts, on the benchmark and on its measure; for a moment the newest of all."""
    for pk in world.rows(2, NOBODY):
        unpublished(world, pk, NOBODY, assessed_on="2024-05", status="achieved")
    for pk in world.rows(1, NOBODY):
        unpublished(world, pk, NOBODY, measure=world.scene.measure, trend="improving")


def published_updates(world: World) -> None:
    """Published: the names behind it, the note of its review and its restricted evidence are not."""
    for pk in world.rows(2, seen_by=frozenset(Reader)):
        update = published(world, pk)
        EvidenceFactory(update=update, document=world.scene.document, order=1)
        evidence_of(world, update, TEAM, visibility=RESTRICTED, order=2)
    for pk in world.rows(1, seen_by=frozenset(Reader)):
        of_measure = published(world, pk, measure=world.scene.measure)
        for number, _ in enumerate(world.rows(2, TEAM)):
            evidence_of(world, of_measure, TEAM, visibility=RESTRICTED, order=10 + number)


def published(world: World, pk: int, **fields: Any) -> ProgressUpdate:
    """A published update of people whose names differ from world to world."""
    given = {"benchmark": world.scene.benchmark, "author": a_person(world, "monitor"), **fields}
    note, key = world.secret("review note", REVIEWERS), world.secret("key of a request", NOBODY)
    publisher = a_person(world, "reviewer")
    times_changed = 3 if world.is_alike_for(WRITERS) else 8
    people = {
        "published_by": publisher,
        "client_key": key,
        "review_note": note,
        "version": times_changed,
    }
    return ProgressUpdateFactory(pk=pk, published=True, **people, **given)


def a_person(world: World, *roles: str) -> Any:
    """Somebody else with an account, whose every name is secret."""
    names = {
        "username": world.secret("user", NOBODY).replace(" ", "-"),
        "first_name": world.secret("first", NOBODY),
        "last_name": world.secret("last", NOBODY),
        "email": f"{world.secret('mail', NOBODY).replace(' ', '-')}@example.org",
    }
    return UserFactory(roles=roles, **names)


def confidential_rows(world: World) -> None:
    """What a published update rests on and what only the person who recorded it may know of."""
    for pk in world.rows(2, seen_by=frozenset(Reader)):
        update = published(world, pk)
        for number, _ in enumerate(world.rows(2, NOBODY), start=1):
            row = evidence_of(
                world, update, NOBODY, visibility=CONFIDENTIAL, document=None, url="", order=number
            )
            EvidenceReaderFactory(evidence=row, reader=a_person(world, "monitor"))
            SealedPartFactory(evidence=row)


def files_of_restricted_rows(world: World) -> None:
    """A picture to a row that the team reads, beside one that everybody may open."""
    for pk in world.rows(1, seen_by=frozenset(Reader)):
        update = published(world, pk)
        shown = EvidenceFactory(update=update, document=world.scene.document, order=1)
        EvidenceFileFactory(pk=pk, name=str(pk), evidence=shown)
        for number in world.rows(1, TEAM):
            row = evidence_of(world, update, TEAM, visibility=RESTRICTED)
            EvidenceFileFactory(pk=number, name=str(number), evidence=row)


def submitted_by_others(world: World) -> None:
    """Submitted, and seen by reviewers alone."""
    for pk in world.rows(2, REVIEWERS):
        unpublished(world, pk, REVIEWERS, submitted=True, assessed_on="2024-04", assessor="ohchr")


def returned_to_others(world: World) -> None:
    """Returned with a note: for its author's eyes."""
    for pk in world.rows(2, NOBODY):
        unpublished(world, pk, NOBODY, returned=True, review_note=world.secret("note of return", NOBODY))


def own_drafts(world: World) -> None:
    """What the reader wrote themselves: there for them, and not for a token of theirs that only reads."""
    for pk in world.rows(1, MONITORS):
        unpublished(world, pk, MONITORS, author=world.scene.people[Reader.MONITOR])
    for pk in world.rows(1, REVIEWERS):
        unpublished(world, pk, REVIEWERS, author=world.scene.people[Reader.REVIEWER])


def corrections_being_written(world: World) -> None:
    """A draft that will stand in the place of a published update."""
    for pk in world.rows(1, seen_by=frozenset(Reader)):
        corrected = published(world, pk, assessor="government")
        for draft in world.one_row(NOBODY):
            unpublished(world, draft, NOBODY, assessor="government", supersedes=corrected)


def withdrawn_updates(world: World) -> None:
    """Withdrawn: that it was there and why it went is public; what it said no longer is."""
    for pk in world.rows(2, seen_by=frozenset(Reader)):
        update = published(
            world,
            pk,
            state=ProgressUpdate.State.WITHDRAWN,
            narrative=world.secret("withdrawn narrative", TEAM),
            withdrawn_at=NOON + 9 * DAY,
            withdrawn_by=a_person(world, "reviewer"),
            withdrawal_reason="It said too much.",
        )
        evidence_of(world, update, TEAM)
        evidence_of(world, update, TEAM, visibility=RESTRICTED)
        number_of(world, update, TEAM)
        observation = ObservationFactory(
            update=update,
            indicator=world.scene.indicator,
            period="2024",
            value=38000,
            note=world.secret("note on a withdrawn number", NOBODY),
        )
        observation.citations.clear()


def numbers_of_drafts(world: World) -> None:
    """Numbers that would be the first of their indicator."""
    indicator = IndicatorFactory(benchmark=world.scene.benchmark)
    for pk in world.rows(1, NOBODY):
        note = world.secret("note on a first number", NOBODY)
        update = unpublished(world, pk, NOBODY, status="", assessed_on="2024-03")
        ProposedObservationFactory(update=update, indicator=indicator, note=note)


def accounts_of_others(world: World) -> None:
    """Other people with their tokens, sessions, notices and the work that is owed to them."""
    for number in world.rows(3, NOBODY):
        person = a_person(world, "monitor" if number % 2 else "reviewer")
        ApiTokenFactory(user=person)
        session = SessionStore()
        session["said"] = world.secret("session", NOBODY)
        session.save()
        message = OutboxMessageFactory(arguments={"update": number})
        NoticeFactory(recipient=person, message=message, text=world.secret("notice", NOBODY))


def grades_and_who_recorded_them(world: World) -> None:
    """A grade is public, who typed it is not."""
    of, who = world.scene.recommendation, a_person(world, "reviewer")
    FollowUpGradeFactory(pk=world.scene.first_id, recommendation=of, recorded_by=who)


def history(world: World) -> None:
    """Entries about what is hidden; and about content, of which the public sees what, not who or why."""
    for number in world.rows(3, NOBODY):
        before, after = {"narrative": world.secret("was", NOBODY)}, {"narrative": world.secret("is", NOBODY)}
        states = {"before": before, "after": after, "reason": world.secret("reason", NOBODY)}
        by = a_person(world, "admin")
        HistoryEntryFactory(subject_type="progressupdate", subject_key=str(number), by=by, **states)
    shown = {"shown_as": "Benchmark", "page": world.scene.benchmark.get_absolute_url(), "title": "Old"}
    HistoryEntryFactory(
        action=CHANGED,
        subject_type="benchmark",
        subject_key=str(world.scene.benchmark.pk),
        before=shown,
        after=shown | {"title": "New"},
        by=a_person(world, "admin"),
        reason=world.secret("reason of a change", NOBODY),
    )


EVERYTHING: tuple[HiddenThing, ...] = (
    drafts_of_others,
    published_updates,
    confidential_rows,
    files_of_restricted_rows,
    submitted_by_others,
    own_drafts,
    returned_to_others,
    corrections_being_written,
    withdrawn_updates,
    numbers_of_drafts,
    accounts_of_others,
    grades_and_who_recorded_them,
    history,
)
