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
    *("reliability", "validity", "key", "holder_id"),
)
READERS = ("id", "evidence_id", "reader_id")
# What a rotation of the keys replaces; it says so in `resealed_at`, and the history keeps both fingerprints.
SEALED = ("id", "evidence_id", "kind", "sealed_at")
RESEALED = ("ciphertext", "keys")
PROPOSED = ("id", "update_id", '"order"', "indicator_id", "period", "value", "qualifier", "out_of", "note")
OBSERVED = ("id", "update_id", "indicator_id", "period", "value", "qualifier", "out_of", "note")

WITHDRAWN_NOW = "OLD.state = 'published' AND NEW.state = 'withdrawn'"
OUT = "state IN ('published', 'withdrawn')"


# The condition that the update of a row was published; the row is OLD or NEW.
IS_OUT = (
    "EXISTS (SELECT 1 FROM benchmarks_app_progressupdate AS parent WHERE parent.id = {row}.update_id"
    " AND parent.state IN ('published', 'withdrawn'))"
)
# The same for what hangs on a row of evidence.
EVIDENCE_IS_OUT = (
    "EXISTS (SELECT 1 FROM benchmarks_app_evidence AS held"
    " JOIN benchmarks_app_progressupdate AS parent ON parent.id = held.update_id"
    " WHERE held.id = {row}.evidence_id AND parent.state IN ('published', 'withdrawn'))"
)
REPLACED = (
    "EXISTS (SELECT 1 FROM benchmarks_app_progressupdate AS old WHERE old.id = NEW.id"
    " AND old.state IN ('published', 'withdrawn'))"
)
# The services write history before an update can be published; a fixture's updates arrive without.
CAME_THROUGH_A_SERVICE = (
    "EXISTS (SELECT 1 FROM core_historyentry AS entry WHERE entry.subject_type = 'progressupdate'"
    " AND entry.subject_key = CAST({update} AS text))"
)
ITS_OWN = CAME_THROUGH_A_SERVICE.format(update="NEW.update_id")
OF_ITS_EVIDENCE = CAME_THROUGH_A_SERVICE.format(
    update="(SELECT held.update_id FROM benchmarks_app_evidence AS held WHERE held.id = NEW.evidence_id)"
)


def _triggers_of_rows(
    noun: str, table: str, condition: str, *, is_out: str = IS_OUT, through_a_service: str = ITS_OWN
) -> tuple[Trigger, ...]:
    """For rows that an update rests on: none is altered, removed or added after it was published."""
    was_out, will_be_out = is_out.format(row="OLD"), is_out.format(row="NEW")
    touched = f"({condition}) AND ({was_out} OR {will_be_out})"
    added = f"{will_be_out} AND {through_a_service}"
    return (
        Trigger(f"published_{noun}_never_changes", table, "UPDATE", STAYS, when=touched),
        Trigger(f"published_{noun}_never_shrinks", table, "DELETE", STAYS, when=was_out),
        Trigger(f"published_{noun}_never_grows", table, "INSERT", STAYS, when=added),
        Trigger(f"published_{noun}_never_emptied", table, "TRUNCATE", STAYS),
    )


ALTERED_OTHER_THAN_BY_ROTATION = (
    f"{changed(*SEALED)} OR (({changed(*RESEALED)}) AND NOT ({changed('resealed_at')}))"
)
OF_EVIDENCE = {"is_out": EVIDENCE_IS_OUT, "through_a_service": OF_ITS_EVIDENCE}

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
    *_triggers_of_rows("evidence", "benchmarks_app_evidence", changed(*EVIDENCE)),
    *_triggers_of_rows("number", "benchmarks_app_proposedobservation", changed(*PROPOSED)),
    *_triggers_of_rows("reader", "benchmarks_app_evidencereader", changed(*READERS), **OF_EVIDENCE),
    *_triggers_of_rows(
        "sealed_part", "benchmarks_app_sealedpart", ALTERED_OTHER_THAN_BY_ROTATION, **OF_EVIDENCE
    ),
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
