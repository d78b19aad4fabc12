"""The triggers that keep what was published as it was published; only a withdrawal may follow."""

from core.kept_rows import Trigger, changed

UPDATES = "benchmarks_app_progressupdate"
OBSERVATIONS = "benchmarks_app_observation"
STAYS = "What was published stays as it was published: correct or withdraw it."

CONTENT = (
    *("id", "benchmark_id", "measure_id", "status", "trend", "assessor", "assessed_on", "narrative"),
    *("author_id", "created_at", "submitted_at", "review_note", "published_at", "published_by_id"),
    *("names_nobody_confirmed", "supersedes_id", "client_key"),
)
WITHDRAWAL = ("state", "withdrawn_at", "withdrawn_by_id", "withdrawal_reason")
EVIDENCE = (
    *("id", "update_id", '"order"', "description", "document_id", "url", "origin", "dated", "visibility"),
    *("reliability", "validity"),
)
PROPOSED = ("id", "update_id", '"order"', "indicator_id", "period", "value", "qualifier", "out_of", "note")
OBSERVED = ("id", "update_id", "indicator_id", "period", "value", "qualifier", "out_of", "note")

WITHDRAWN_NOW = "OLD.state = 'published' AND NEW.state = 'withdrawn'"
OUT = "state IN ('published', 'withdrawn')"


# The condition that the update of a row was published; the row is OLD or NEW.
IS_OUT = (
    "EXISTS (SELECT 1 FROM benchmarks_app_progressupdate AS parent WHERE parent.id = {row}.update_id"
    " AND parent.state IN ('published', 'withdrawn'))"
)
WAS_OUT, WILL_BE_OUT = IS_OUT.format(row="OLD"), IS_OUT.format(row="NEW")
REPLACED = (
    "EXISTS (SELECT 1 FROM benchmarks_app_progressupdate AS old WHERE old.id = NEW.id"
    " AND old.state IN ('published', 'withdrawn'))"
)
# The services write history before an update can be published; a fixture's updates arrive without.
CAME_THROUGH_A_SERVICE = (
    "EXISTS (SELECT 1 FROM core_historyentry AS entry WHERE entry.subject_type = 'progressupdate'"
    " AND entry.subject_key = CAST(NEW.update_id AS text))"
)


def _triggers_of_rows(noun: str, table: str, columns: tuple[str, ...]) -> tuple[Trigger, ...]:
    """For rows that an update rests on: none is altered, removed or added after it was published."""
    touched = f"({changed(*columns)}) AND ({WAS_OUT} OR {WILL_BE_OUT})"
    added = f"{WILL_BE_OUT} AND {CAME_THROUGH_A_SERVICE}"
    return (
        Trigger(f"published_{noun}_never_changes", table, "UPDATE", STAYS, when=touched),
        Trigger(f"published_{noun}_never_shrinks", table, "DELETE", STAYS, when=WAS_OUT),
        Trigger(f"published_{noun}_never_grows", table, "INSERT", STAYS, when=added),
        Trigger(f"published_{noun}_never_emptied", table, "TRUNCATE", STAYS),
    )


TRIGGERS = (
    Trigger(
        "published_update_never_changes",
        UPDATES,
        "UPDATE",
        STAYS,
        when=f"OLD.{OUT} AND ({changed(*CONTENT)} OR (({changed(*WITHDRAWAL)}) AND NOT ({WITHDRAWN_NOW})))",
    ),
    Trigger("published_update_never_deleted", UPDATES, "DELETE", STAYS, when=f"OLD.{OUT}"),
    Trigger("published_update_never_emptied", UPDATES, "TRUNCATE", STAYS),
    Trigger("published_update_never_replaced", UPDATES, "REPLACE", STAYS, when=REPLACED),
    *_triggers_of_rows("evidence", "benchmarks_app_evidence", EVIDENCE),
    *_triggers_of_rows("number", "benchmarks_app_proposedobservation", PROPOSED),
    Trigger(
        "published_observation_never_changes",
        OBSERVATIONS,
        "UPDATE",
        STAYS,
        when=f"OLD.update_id IS NOT NULL AND ({changed(*OBSERVED)})",
    ),
    Trigger(
        "published_observation_never_deleted",
        OBSERVATIONS,
        "DELETE",
        STAYS,
        when="OLD.update_id IS NOT NULL",
    ),
    Trigger("published_observation_never_emptied", OBSERVATIONS, "TRUNCATE", STAYS),
)
