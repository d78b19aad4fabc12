"""Puts parts that were sealed to other keys, offline, in the place of those they were made from."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from benchmarks_app.models import SealedPart
from core import history
from core.errors import NotPermitted, RuleBroken
from core.models import SealingKey, User
from core.permissions import Action, may
from core.sealed_bundles import Part


@transaction.atomic
def import_resealed(
    *, parts: Iterable[Part], public_keys: Sequence[str], by: User, at: datetime.datetime
) -> int:
    """Replace the sealed bytes of every part, or of none; says how many were replaced.

    This server cannot look inside: that a part holds what it held is the word of whoever sealed it anew.
    Raises NotPermitted or RuleBroken.
    """
    if not may(by, Action.MANAGE_SEALING):
        raise NotPermitted(_("Only admins replace what is sealed."))
    keys = _keys_in_force(public_keys)
    changes = [change for part in parts for change in _replaced(part, keys, at)]
    if changes:
        before, after = ([_told(key, sha256) for key, sha256 in side] for side in zip(*changes, strict=True))
        history.record(
            action="sealed to other keys",
            subject=keys[0],
            before={"parts": before},
            after={"parts": after},
            by=by,
            at=at,
        )
    return len(changes)


def _keys_in_force(public_keys: Sequence[str]) -> list[SealingKey]:
    keys = list(SealingKey.objects.in_force().filter(public_key__in=public_keys))
    if not keys or len(keys) != len(set(public_keys)):
        message = _("This bundle is not sealed to keys in force here: add them first, then import it again.")
        raise RuleBroken(message, field="public_keys")
    return keys


Said = tuple[str, str]


def _replaced(part: Part, keys: list[SealingKey], at: datetime.datetime) -> Iterable[tuple[Said, Said]]:
    """Replace one part and yield its key with the fingerprint before and after; nothing when it was done."""
    rows = SealedPart.objects.select_for_update(of=("self",))
    row = rows.filter(evidence__key=part.evidence, evidence__update=part.update, kind=part.kind).first()
    if row and row.sha256 == part.sha256:
        return
    if row is None or row.sha256 != part.replaces:
        message = _(
            "%(place)s is not here as it was when it was exported, so nothing was replaced. "
            "Export again, seal that anew, and import it."
        )
        raise RuleBroken(message % {"place": part.place}, field="parts")
    before = row.sha256
    row.ciphertext, row.keys, row.resealed_at = part.ciphertext, [key.fingerprint for key in keys], at
    row.save(update_fields=["ciphertext", "keys", "resealed_at"])
    yield (part.evidence, before), (part.evidence, part.sha256)


def _told(key: str, sha256: str) -> dict[str, Any]:
    """A part as the history keeps it: like a confidential row, which no reader of the history is shown."""
    return {"visibility": "confidential", "key": key, "sealed": sha256}
