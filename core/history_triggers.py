"""The triggers that keep the history as it was written; only what an entry says can be erased."""

from core.kept_rows import Trigger, changed

ENTRIES, HEAD = "core_historyentry", "core_historyhead"
STAYS = "The history stays as it was written."
ENDS = "The end of the history only moves on."
SAME_PLACE = "EXISTS (SELECT 1 FROM core_historyentry WHERE id = NEW.id OR sequence = NEW.sequence)"
IS_THERE = "EXISTS (SELECT 1 FROM core_historyhead)"

ALWAYS_KEPT = (
    *("id", "sequence", "at", "by_id", "by_username", "action", "subject_type", "subject_key"),
    *("content_hash", "previous_hash", "hash"),
)
ERASABLE = ('"before"', '"after"', "reason", "salt", "erased_by_entry")
# Once, to nothing, and only after the entry that says so has been written.
ERASED_NOW = (
    "OLD.erased_by_entry IS NULL AND OLD.action <> 'erased'"
    " AND NEW.\"before\" IS NULL AND NEW.\"after\" IS NULL AND NEW.reason = '' AND NEW.salt = ''"
    " AND EXISTS (SELECT 1 FROM core_historyentry AS later WHERE later.sequence = NEW.erased_by_entry"
    " AND later.sequence > OLD.sequence AND later.action = 'erased')"
)

TRIGGERS = (
    Trigger(
        "history_never_changes",
        ENTRIES,
        "UPDATE",
        STAYS,
        when=f"({changed(*ALWAYS_KEPT)}) OR NOT ({ERASED_NOW})",
    ),
    Trigger("history_never_shrinks", ENTRIES, "DELETE", STAYS),
    Trigger("history_never_emptied", ENTRIES, "TRUNCATE", STAYS),
    Trigger("history_never_replaced", ENTRIES, "REPLACE", STAYS, when=SAME_PLACE),
    Trigger("history_end_never_goes_back", HEAD, "UPDATE", ENDS, when="NEW.sequence <= OLD.sequence"),
    Trigger("history_end_never_deleted", HEAD, "DELETE", ENDS),
    Trigger("history_end_never_replaced", HEAD, "REPLACE", ENDS, when=IS_THERE),
    Trigger("history_end_never_emptied", HEAD, "TRUNCATE", ENDS),
)
