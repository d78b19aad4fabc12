"""Confidential rows: sealed as they come in, kept over revisions, refused where they would betray."""

import dataclasses
from typing import Any

import pyrage
import pytest
from django.db import IntegrityError, transaction

from benchmarks_app import services
from benchmarks_app.models import Evidence, EvidenceReader, ProgressUpdate, SealedPart
from benchmarks_app.services import EvidenceItem, Source, content_of
from core import history, sealing
from core.errors import DomainError, RuleBroken
from core.models import HistoryEntry, User
from tests.factories.confidential import (
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
from tests.factories.core import NOON, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def identity(db: None) -> Any:
    """The private key to what is sealed; it is nowhere but in the test."""
    return key_in_force()


def opened(update: ProgressUpdate, identity: Any) -> dict[str, str]:
    """What is sealed with an update's confidential row, opened."""
    parts = SealedPart.objects.filter(evidence=the_row(update))
    return {part.kind: pyrage.decrypt(bytes(part.ciphertext), [identity]).decode() for part in parts}


def revised(update: ProgressUpdate, by: User, *evidence: EvidenceItem) -> ProgressUpdate:
    said = dataclasses.replace(content_of(update), evidence=evidence)
    return services.revise_update(update=update, content=said, by=by, at=NOON)


def kept(update: ProgressUpdate, by: User, **changes: Any) -> list[EvidenceItem]:
    """The rows as this person's form has them, each changed so."""
    return [dataclasses.replace(item, **changes) for item in content_of(update, seen_by=by).evidence]


def test_a_source_is_sealed_with_its_row(monitor: User, identity: Any) -> None:
    update = drafted(monitor)

    assert opened(update, identity) == dict(zip(("identity", "contact", "place"), SEALED_TEXTS, strict=True))
    assert the_row(update).holder == monitor


def test_a_revision_keeps_the_row_and_what_is_sealed_with_it(monitor: User, identity: Any) -> None:
    update = drafted(monitor)
    key, before = the_row(update).key, opened(update, identity)

    revised(update, monitor, open_row(), *kept(update, monitor, description="other words"))

    row = the_row(update)
    assert (row.key, row.order, row.description) == (key, 2, "other words")
    assert opened(update, identity) == before


def test_a_part_given_again_takes_the_place_of_the_old_one(monitor: User, identity: Any) -> None:
    update = drafted(monitor)

    revised(update, monitor, *kept(update, monitor, source=Source(place="elsewhere")))

    assert opened(update, identity) == {
        "identity": "canary-identity",
        "contact": "canary-contact",
        "place": "elsewhere",
    }


def test_the_sealed_source_is_removed_when_asked(monitor: User, identity: Any) -> None:
    update = drafted(monitor)

    revised(update, monitor, *kept(update, monitor, removes_source=True))

    assert opened(update, identity) == {}


def test_rows_can_change_places_and_one_can_go(monitor: User, identity: Any) -> None:
    update = drafted(monitor, confidential(), open_row(), open_row(description="gone"))
    first, second, _ = kept(update, monitor)

    revised(update, monitor, second, first)

    rows = Evidence.objects.filter(update=update).order_by("order")
    assert [row.description for row in rows] == ["A report", TEXT]
    assert opened(update, identity)["identity"] == "canary-identity"


def test_a_correction_by_somebody_else_takes_over_what_they_cannot_see(
    monitor: User, another_monitor: User, reviewer: User, identity: Any
) -> None:
    update = published(monitor, reviewer, confidential(), open_row(), status="achieved")

    draft = services.correct_update(update=update, by=another_monitor, at=NOON)
    revised(draft, another_monitor, *kept(draft, another_monitor, description="corrected"))
    services.submit_update(update=draft, by=another_monitor, at=NOON)

    assert [item.description for item in content_of(draft, seen_by=another_monitor).evidence] == ["corrected"]
    assert the_row(draft).holder == monitor
    assert the_row(draft).key != the_row(update).key
    assert opened(draft, identity) == opened(update, identity)


def test_saying_no_change_takes_it_over_too(
    monitor: User, another_monitor: User, reviewer: User, identity: Any
) -> None:
    update = published(monitor, reviewer)

    again = services.record_no_change(updates=[update], checked_on="2024", by=another_monitor, at=NOON)

    assert opened(again[0], identity) == opened(update, identity)
    assert content_of(again[0], seen_by=another_monitor).evidence == ()


def test_a_named_reader_who_corrects_cannot_open_the_row_to_others(
    monitor: User, another_monitor: User, reviewer: User, identity: Any
) -> None:
    update = published(monitor, reviewer, confidential(readers=(another_monitor,)))
    draft = services.correct_update(update=update, by=another_monitor, at=NOON)

    revised(draft, another_monitor, *kept(draft, another_monitor))
    for change in ({"visibility": "public"}, {"readers": ()}, {"removes_source": True}):
        with pytest.raises(RuleBroken, match="Only the person who recorded"):
            revised(draft, another_monitor, *kept(draft, another_monitor, **change))

    assert opened(draft, identity) == opened(update, identity)


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"visibility": "public"}, "visibility", "sealed only with a confidential row"),
    ({"visibility": "restricted"}, "visibility", "sealed only with a confidential row"),
    ({"description": ""}, "description", "cannot be blank"),
]


@pytest.mark.parametrize(("change", "field", "words"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(
    monitor: User, identity: Any, change: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        drafted(monitor, open_row(), confidential(**change))

    assert refused.value.field == f"evidence.2.{field}"
    assert not Evidence.objects.exists()


def test_a_confidential_row_names_no_document(monitor: User, identity: Any) -> None:
    with pytest.raises(RuleBroken, match="names no document"):
        drafted(monitor, confidential(document=DocumentFactory()))


def test_readers_are_named_on_confidential_rows_only(
    monitor: User, another_monitor: User, identity: Any
) -> None:
    with pytest.raises(RuleBroken, match="Readers are named only"):
        drafted(monitor, open_row(readers=(another_monitor,)))


@pytest.mark.parametrize("role", ["researcher", "admin", "auditor"])
def test_only_colleagues_are_named(monitor: User, identity: Any, role: str) -> None:
    with pytest.raises(RuleBroken, match="Name colleagues"):
        drafted(monitor, confidential(readers=(UserFactory(roles=[role]),)))


def test_a_colleague_who_has_left_does_not_keep_the_row_from_being_revised(
    monitor: User, another_monitor: User, identity: Any
) -> None:
    update = drafted(monitor, confidential(readers=(another_monitor,)))
    User.objects.filter(pk=another_monitor.pk).update(is_active=False)

    revised(update, monitor, *kept(update, monitor, description="other words"))

    assert the_row(update).description == "other words"
    assert [named.reader for named in the_row(update).readers.all()] == [another_monitor]


def test_without_a_key_a_confidential_row_is_refused_and_told_how_to_set_up(monitor: User) -> None:
    for item in (confidential(), confidential(source=Source())):
        with pytest.raises(sealing.NoSealingKey, match="add_sealing_key") as refused:
            drafted(monitor, item)
        assert refused.value.field == "evidence.1.visibility"


def test_what_others_saw_before_does_not_become_confidential(monitor: User, identity: Any) -> None:
    update = drafted(monitor, open_row())

    with pytest.raises(RuleBroken, match="history keeps it so for ever"):
        revised(update, monitor, *kept(update, monitor, visibility="confidential"))


def test_a_row_with_a_sealed_source_is_not_opened_to_others(monitor: User, identity: Any) -> None:
    update = drafted(monitor)

    with pytest.raises(RuleBroken, match="sealed only with a confidential row"):
        revised(update, monitor, *kept(update, monitor, visibility="restricted"))
    revised(update, monitor, *kept(update, monitor, visibility="restricted", removes_source=True))

    assert Evidence.objects.get().holder is None


def test_a_key_of_another_update_or_of_nothing_is_refused(monitor: User, identity: Any) -> None:
    other, update = drafted(monitor), drafted(monitor)

    with pytest.raises(RuleBroken, match="no row of this key") as refused:
        revised(update, monitor, *kept(other, monitor))

    assert refused.value.field == "evidence.1.key"
    assert SealedPart.objects.count() == 6


def test_the_history_holds_nothing_of_the_row_but_that_it_is_there(monitor: User, identity: Any) -> None:
    update = drafted(monitor)

    entry = HistoryEntry.objects.get()
    parts = SealedPart.objects.filter(evidence=the_row(update))
    assert entry.after["evidence"] == [
        {
            "visibility": "confidential",
            "key": str(the_row(update).key),
            "order": 1,
            "sealed": services.sealed.fingerprint(parts),
        }
    ]


def test_a_broken_history_write_seals_nothing(
    monitor: User, identity: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(history, "record", broken)

    with pytest.raises(OSError, match="full"):
        drafted(monitor)
    assert not SealedPart.objects.exists()


def test_what_is_sent_again_is_known_by_the_parts_that_came(monitor: User, identity: Any) -> None:
    said = content(confidential())
    update = services.draft_update(content=said, by=monitor, at=NOON)
    other = dataclasses.replace(said, evidence=(confidential(source=Source(place="x")),))

    assert services.says_the_same(update, said, by=monitor)
    assert not services.says_the_same(update, other, by=monitor)


def test_a_source_does_not_show_in_its_representation() -> None:
    assert "canary" not in repr(confidential(description="x", origin="y")) + repr(confidential().source)


@pytest.mark.parametrize("model", [SealedPart, EvidenceReader])
def test_what_hangs_on_published_evidence_stays(
    monitor: User, another_monitor: User, reviewer: User, identity: Any, model: Any
) -> None:
    published(monitor, reviewer, confidential(readers=(another_monitor,)))
    draft = drafted(monitor)
    changes = {"evidence": the_row(draft)} if model is SealedPart else {"reader": reviewer}

    for statement in (lambda: model.objects.all().delete(), lambda: model.objects.update(**changes)):
        with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
            statement()


def test_nothing_is_sealed_into_a_published_update(monitor: User, reviewer: User, identity: Any) -> None:
    update = published(monitor, reviewer)

    with pytest.raises(IntegrityError, match="stays as it was published"), transaction.atomic():
        services.keep_sealed(evidence=the_row(update), kind="original", content=b"x", at=NOON)
    with pytest.raises(DomainError):
        revised(update, monitor, confidential())
