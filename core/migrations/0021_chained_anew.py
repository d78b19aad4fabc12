"""Chains the history anew over the fingerprints of what its entries say; a forged one is not chained over."""

import hashlib
import json

from django.db import migrations

from core.history_chain import GENESIS, content_fingerprint, digest, moment, new_salt


def chain(apps, schema_editor):
    """Give every entry its salt and fingerprints, in order, and keep the end."""
    last, before, sequence = GENESIS, GENESIS, 0
    for entry in apps.get_model("core", "HistoryEntry").objects.order_by("sequence").iterator():
        refuse_if_forged(entry, before)
        before, sequence, entry.previous_hash, entry.salt = entry.hash, entry.sequence, last, new_salt()
        entry.content_hash = content_fingerprint(entry)
        last = entry.hash = digest(entry)
        entry.save()
    apps.get_model("core", "HistoryHead").objects.update_or_create(
        pk=1, defaults={"sequence": sequence, "hash": last}
    )


def refuse_if_forged(entry, before):
    """Stop at an entry that was altered under the form of before: a new chain would make it look true."""
    if entry.hash and (entry.hash, entry.previous_hash) != (as_it_was_chained(entry), before):
        raise RuntimeError(
            f"Entry {entry.sequence} of the history was altered after it was written. Restore a backup of "
            "before, or keep this database as evidence; the update of the program stops here."
        )


def as_it_was_chained(entry):
    """The fingerprint of an entry before this migration: it covered what the entry says itself."""
    said = {
        "sequence": entry.sequence,
        "at": moment(entry.at),
        "by": {"id": entry.by_id, "username": entry.by_username},
        "action": entry.action,
        "subject": {"kind": entry.subject_type, "key": entry.subject_key},
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "previous_hash": entry.previous_hash,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("core", "0020_what_entries_say")]
    operations = [migrations.RunPython(chain, migrations.RunPython.noop, elidable=False)]
