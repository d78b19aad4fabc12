"""The triggers that keep a signed head as it was signed."""

from core.kept_rows import Trigger

HEADS = "core_signedhead"
STAYS = "A signed head stays as it was signed."
SAME = "EXISTS (SELECT 1 FROM core_signedhead WHERE id = NEW.id OR day = NEW.day)"

TRIGGERS = (
    Trigger("signed_head_never_changes", HEADS, "UPDATE", STAYS),
    Trigger("signed_head_never_deleted", HEADS, "DELETE", STAYS),
    Trigger("signed_head_never_emptied", HEADS, "TRUNCATE", STAYS),
    Trigger("signed_head_never_replaced", HEADS, "REPLACE", STAYS, when=SAME),
)
