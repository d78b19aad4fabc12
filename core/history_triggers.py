"""The triggers that keep the history as it was written."""

from core.kept_rows import Trigger

ENTRIES, HEAD = "core_historyentry", "core_historyhead"
STAYS = "The history stays as it was written."
ENDS = "The end of the history only moves on."
SAME_PLACE = "EXISTS (SELECT 1 FROM core_historyentry WHERE id = NEW.id OR sequence = NEW.sequence)"
IS_THERE = "EXISTS (SELECT 1 FROM core_historyhead)"

TRIGGERS = (
    Trigger("history_never_changes", ENTRIES, "UPDATE", STAYS),
    Trigger("history_never_shrinks", ENTRIES, "DELETE", STAYS),
    Trigger("history_never_emptied", ENTRIES, "TRUNCATE", STAYS),
    Trigger("history_never_replaced", ENTRIES, "REPLACE", STAYS, when=SAME_PLACE),
    Trigger("history_end_never_goes_back", HEAD, "UPDATE", ENDS, when="NEW.sequence <= OLD.sequence"),
    Trigger("history_end_never_deleted", HEAD, "DELETE", ENDS),
    Trigger("history_end_never_replaced", HEAD, "REPLACE", ENDS, when=IS_THERE),
    Trigger("history_end_never_emptied", HEAD, "TRUNCATE", ENDS),
)
