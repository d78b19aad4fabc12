"""Signs the end of the history once a day, so that whoever keeps what was signed can prove a forgery.

What is published commits to the end without telling it: how much was recorded on a day is nobody's business.
"""

import datetime
import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import OuterRef, Subquery

from core.history import locked_head
from core.history_chain import GENESIS
from core.models import HistoryEntry, SignedHead

SUBJECT = "Cambodia Benchmark Tracker, head of the history"
KEPT = ("day", "statement", "public_key", "signature")


@transaction.atomic
def sign_head(*, at: datetime.datetime) -> SignedHead:
    """The signed head of this day: signed now, or already there; safe to run twice.

    ImproperlyConfigured when there is no key.
    """
    key = signing_key()
    head, day = locked_head(), at.astimezone(datetime.UTC).date()
    if there := SignedHead.objects.filter(day=day).first():
        return there
    before = SignedHead.objects.order_by("day").last()
    salt = secrets.token_hex(32)
    signed = SignedHead(
        day=day,
        signed_at=at,
        sequence=head.sequence,
        hash=head.hash,
        salt=salt,
        commitment=commitment(head.sequence, head.hash, salt),
        previous=sha256(statement(before)) if before else GENESIS,
        public_key=key.public_key().public_bytes_raw().hex(),
    )
    signed.signature = key.sign(statement(signed).encode()).hex()
    signed.save(force_insert=True)
    return signed


def signing_key() -> Ed25519PrivateKey:
    """The key from the settings; ImproperlyConfigured when there is none, or it is not one."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.HISTORY_SIGNING_KEY))
    except ValueError:
        raise ImproperlyConfigured(
            "Set HISTORY_SIGNING_KEY, or HISTORY_SIGNING_KEY_FILE, to what manage.py make_history_key prints."
        ) from None


def new_key() -> str:
    """A new private key, as the settings take it: 64 hexadecimal digits."""
    return secrets.token_hex(32)


def statement(head: SignedHead) -> str:
    """What is signed: four lines."""
    lines = (
        SUBJECT,
        f"day {head.day.isoformat()}",
        f"commitment {head.commitment}",
        f"previous {head.previous}",
    )
    return "".join(f"{line}\n" for line in lines)


def commitment(sequence: int, fingerprint: str, salt: str) -> str:
    """What stands for the end of the history: nobody reads it out, and no other end gives the same."""
    return sha256(f"{salt}:{sequence}:{fingerprint}")


def sha256(text: str) -> str:
    """The SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def kept_line(head: SignedHead) -> str:
    """A head as outsiders keep it: one JSON object on a line."""
    said = {
        "day": head.day.isoformat(),
        "statement": statement(head),
        "public_key": head.public_key,
        "signature": head.signature,
    }
    return f"{json.dumps(said)}\n"


def is_signed(text: str, public_key: str, signature: str) -> bool:
    """Whether this key signed this text."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def faults() -> Iterator[str]:
    """What is wrong with the heads that were signed here; of the chain tells `history_verification`."""
    entries = HistoryEntry.objects.filter(sequence=OuterRef("sequence")).values("hash")[:1]
    previous = GENESIS
    for head in SignedHead.objects.annotate(now=Subquery(entries)).order_by("day").iterator():
        yield from (f"Signed head of {head.day}: {fault}" for fault in _faults(head, previous))
        previous = sha256(statement(head))


def _faults(head: Any, previous: str) -> Iterator[str]:
    if not is_signed(statement(head), head.public_key, head.signature):
        yield "it is not what was signed."
    if head.previous != previous:
        yield "it does not follow the one before it: one was altered, removed or put in."
    if commitment(head.sequence, head.hash, head.salt) != head.commitment:
        yield "it does not open what was published."
    if head.hash != (head.now or GENESIS) or (head.now is None and head.sequence):
        yield f"the history no longer has the entry {head.sequence} that it ended with."


def faults_against(kept: Iterable[str]) -> Iterator[str]:
    """What heads that somebody kept elsewhere, one JSON object a line, say against those here."""
    here = {head.day.isoformat(): head for head in SignedHead.objects.iterator()}
    for number, line in enumerate(kept, start=1):
        said = _read(line)
        if said is None:
            yield f"Line {number} of the file is no signed head."
            continue
        found = here.get(said["day"])
        if not is_signed(said["statement"], said["public_key"], said["signature"]):
            yield f"Line {number} of the file is not what was signed."
        elif found is None or statement(found) != said["statement"]:
            yield f"Kept head of {said['day']}: here is {'none' if found is None else 'another'}."


def _read(line: str) -> dict[str, str] | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    whole = isinstance(said, dict) and all(isinstance(said.get(name), str) for name in KEPT)
    return said if whole else None


def keys() -> list[tuple[str, datetime.date, datetime.date]]:
    """Each public key that signed here, with its first and its last day."""
    found: dict[str, tuple[datetime.date, datetime.date]] = {}
    for key, day in SignedHead.objects.order_by("day").values_list("public_key", "day").iterator():
        found[key] = (found.get(key, (day, day))[0], day)
    return [(key, *days) for key, days in found.items()]
