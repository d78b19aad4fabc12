"""The end of the history is signed once a day; whoever keeps what was signed finds a forgery."""

import datetime
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core.history_verification import verify
from core.models import HistoryEntry, HistoryHead, ScheduledRun, SignedHead
from core.signed_heads import is_signed, keys, new_key, sign_head, statement
from core.tasks import sign_head as nightly
from tests.core.forgeries import entry, mend
from tests.factories.core import NOON, HistoryEntryFactory, SignedHeadFactory
from tests.without_triggers import without_triggers

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def three_days() -> list[SignedHead]:
    """A history of six entries, of which two were written each day."""
    heads = []
    for number in range(3):
        HistoryEntryFactory.create_batch(2)
        heads.append(SignedHeadFactory(at=NOON + number * A_DAY))
    return heads


def kept(client: Client, folder: Path) -> Path:
    """The file as somebody outside keeps it."""
    answer: Any = client.get(reverse("signed-heads:file"))
    path = folder / "kept.ndjson"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def rechain(first: int) -> None:
    """Give every entry from here on the fingerprints that fit, and the end too: a perfect forgery."""
    previous = entry(first - 1).hash
    for number in range(first, HistoryEntry.objects.count() + 1):
        previous = mend(number, previous_hash=previous).hash
    HistoryHead.objects.update(hash=previous)


def verified(**options: Any) -> str:
    """What the command says; CommandError when something is wrong."""
    said = StringIO()
    call_command("verify_history", stdout=said, **options)
    return said.getvalue()


def test_it_is_signed_once_a_day_however_often_the_task_runs() -> None:
    HistoryEntryFactory()

    nightly.delay()
    nightly.delay()

    head, found = SignedHead.objects.get(), verify().head
    assert (head.sequence, head.hash) == (found.sequence, found.hash)
    assert is_signed(statement(head), head.public_key, head.signature)


def test_without_a_key_the_run_fails_and_says_so(settings: Any) -> None:
    settings.HISTORY_SIGNING_KEY = ""

    with pytest.raises(ImproperlyConfigured, match="make_history_key"):
        nightly.delay()

    assert "ImproperlyConfigured" in ScheduledRun.objects.get().last_error


def test_what_is_published_tells_nothing_of_the_history(
    client: Client, three_days: list[SignedHead], tmp_path: Path
) -> None:
    published = kept(client, tmp_path).read_text(encoding="utf8")
    page = client.get(reverse("signed-heads:list")).content.decode()

    for head in three_days:
        assert statement(head) in [json.loads(line)["statement"] for line in published.splitlines()]
        assert head.commitment in page
        for untold in (head.hash, head.salt):
            assert untold not in published + page


def test_a_whole_history_is_verified_against_what_was_kept(
    client: Client, three_days: list[SignedHead], tmp_path: Path
) -> None:
    said = verified(kept=kept(client, tmp_path))

    assert "3 signed heads, each of them on the chain." in said
    assert f"Key {three_days[0].public_key}: 2024-01-15 to 2024-01-17." in said


def test_a_history_rewritten_with_good_fingerprints_is_found_by_whoever_kept_a_head(
    client: Client, three_days: list[SignedHead], tmp_path: Path
) -> None:
    copy = kept(client, tmp_path)
    with without_triggers():
        HistoryEntry.objects.filter(sequence=3).update(by_username="somebody-else")
        rechain(3)
        assert verify().fault is None  # the chain alone cannot tell
        with pytest.raises(CommandError, match="no longer has the entry 4"):
            verified()
        SignedHead.objects.all().delete()
        for number in range(3):  # the forger has the key too
            SignedHeadFactory(at=NOON + number * A_DAY)

    assert verified()
    with pytest.raises(CommandError, match="Kept head of 2024-01-16: here is another"):
        verified(kept=copy)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"signature": "00" * 64}, "is not what was signed"),
        ({"commitment": "ab" * 32}, "is not what was signed"),
        ({"salt": "ab" * 32}, "does not open what was published"),
        ({"sequence": 3}, "does not open what was published"),
        ({"previous": "ab" * 32}, "does not follow the one before it"),
    ],
)
def test_an_altered_row_is_found(three_days: list[SignedHead], change: dict[str, Any], told: str) -> None:
    with without_triggers():
        SignedHead.objects.filter(pk=three_days[1].pk).update(**change)

    with pytest.raises(CommandError, match=f"2024-01-16: it {told}"):
        verified()


def test_a_row_that_is_gone_is_found(three_days: list[SignedHead]) -> None:
    with without_triggers():
        SignedHead.objects.filter(pk=three_days[1].pk).delete()

    with pytest.raises(CommandError, match="2024-01-17: it does not follow the one before it"):
        verified()


def test_a_damaged_copy_is_told_from_a_forged_history(
    client: Client, three_days: list[SignedHead], tmp_path: Path
) -> None:
    copy = kept(client, tmp_path)
    text = copy.read_text(encoding="utf8").replace("day 2024-01-16", "day 2024-01-19")
    copy.write_text(text + "{\n", encoding="utf8")

    with pytest.raises(CommandError) as told:
        verified(kept=copy)

    assert str(told.value).splitlines() == [
        "Line 2 of the file is not what was signed.",
        "Line 4 of the file is no signed head.",
    ]


def test_what_an_older_key_signed_stays_good_and_the_change_shows(
    three_days: list[SignedHead], settings: Any
) -> None:
    settings.HISTORY_SIGNING_KEY = new_key()
    newest = sign_head(at=NOON + 3 * A_DAY)

    assert verified()
    first, last = NOON.date(), (NOON + 2 * A_DAY).date()
    assert keys() == [(three_days[0].public_key, first, last), (newest.public_key, newest.day, newest.day)]


def test_the_database_refuses_to_change_or_to_take_away_what_was_signed(three_days: list[SignedHead]) -> None:
    row = SignedHead.objects.filter(pk=three_days[0].pk)

    for forbidden in (lambda: row.update(salt=""), row.delete):
        with pytest.raises(DatabaseError, match="stays as it was signed"), transaction.atomic():
            forbidden()
