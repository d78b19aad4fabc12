"""The triggers that keep what was published as it was published: withdrawn or erased, and nothing else."""

from core.kept_rows import Trigger, changed

UPDATES = "benchmarks_app_progressupdate"
OBSERVATIONS = "benchmarks_app_observation"
STAYS = "What was published stays as it was published: correct or withdraw it."

CONTENT = (
    *("id", "benchmark_id", "measure_id", "status", "trend", "assessor", "assessed_on"),
    *("author_id", "created_at", "submitted_at", "published_at", "published_by_id"),
    *("names_nobody_confirmed", "supersedes_id", "client_key"),
)
WITHDRAWAL = ("state", "withdrawn_at", "withdrawn_by_id")
# Said by a withdrawal and taken back by an erasure.
WITHDRAWN_WITH = ("withdrawal_reason",)
ERASABLE = ("narrative", "review_note", "erased_at", "erasure_reason")
EVIDENCE = ("id", "update_id", '"order"', "visibility", "key", "holder_id")
EVIDENCE_TEXTS = ("description", "url", "origin", "dated", "reliability", "validity")
ERASABLE_EVIDENCE = (*EVIDENCE_TEXTS, "document_id", "erased_at", "erasure_reason")
READERS = ("id", "evidence_id", "reader_id")
# What a rotation of the keys replaces; it says so in `resealed_at`, and the history keeps both fingerprints.
SEALED = ("id", "evidence_id", "kind", "sealed_at")
RESEALED = ("ciphertext", "keys")
PROPOSED = ("id", "update_id", '"order"', "indicator_id", "period", "value", "qualifier", "out_of")
OBSERVED = ("id", "update_id", "indicator_id", "period", "value", "qualifier", "out_of")
NOTE = ("note",)
FILE = ("id", "evidence_id", "name", "kind", "size", "sha256", "attached_at")

WITHDRAWN_NOW = "OLD.state = 'published' AND NEW.state = 'withdrawn'"


def _empty(*columns: str) -> str:
    return " AND ".join(f"NEW.{column} = ''" for column in columns)


# For the first time, with a reason, and at the moment at which the history says so.
ERASED_NOW = (
    "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.erasure_reason <> ''"
    " AND EXISTS (SELECT 1 FROM core_historyentry AS entry WHERE entry.action = 'erased'"
    " AND entry.subject_type = 'progressupdate' AND entry.subject_key = CAST({update} AS text)"
    " AND entry.at = NEW.erased_at)"
)
UPDATE_ERASED_NOW = (
    f"OLD.state = 'withdrawn' AND {_empty('narrative', 'review_note', *WITHDRAWN_WITH)}"
    f" AND {ERASED_NOW.format(update='NEW.id')}"
)
EVIDENCE_ERASED_NOW = (
    f"NEW.document_id IS NULL AND {_empty(*EVIDENCE_TEXTS)} AND {ERASED_NOW.format(update='NEW.update_id')}"
)
# A note goes with the update it came with, and only then.
NOTE_ERASED_NOW = (
    "NEW.note = '' AND EXISTS (SELECT 1 FROM benchmarks_app_progressupdate AS erased"
    " WHERE erased.id = OLD.update_id AND erased.erased_at IS NOT NULL)"
)
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


def _touched(kept: tuple[str, ...], erasable: tuple[str, ...], erased_now: str) -> str:
    """That a kept column changes, or an erasable one other than by an erasure."""
    return f"({changed(*kept)} OR (({changed(*erasable)}) AND NOT ({erased_now})))"


def _triggers_of_rows(
    noun: str,
    table: str,
    change: str,
    *,
    is_out: str = IS_OUT,
    through_a_service: str = ITS_OWN,
    may_go: str = "1 = 0",
) -> tuple[Trigger, ...]:
    """For rows that an update rests on: none is altered, removed or added after it was published."""
    was_out, will_be_out = is_out.format(row="OLD"), is_out.format(row="NEW")
    touched = f"({change}) AND ({was_out} OR {will_be_out})"
    added = f"{will_be_out} AND {through_a_service}"
    removed = f"{was_out} AND NOT ({may_go})"
    return (
        Trigger(f"published_{noun}_never_changes", table, "UPDATE", STAYS, when=touched),
        Trigger(f"published_{noun}_never_shrinks", table, "DELETE", STAYS, when=removed),
        Trigger(f"published_{noun}_never_grows", table, "INSERT", STAYS, when=added),
        Trigger(f"published_{noun}_never_emptied", table, "TRUNCATE", STAYS),
    )


ALTERED_OTHER_THAN_BY_ROTATION = (
    f"{changed(*SEALED)} OR (({changed(*RESEALED)}) AND NOT ({changed('resealed_at')}))"
)
# What hangs on a row of evidence goes once the row was erased.
ITS_EVIDENCE_IS_ERASED = (
    "EXISTS (SELECT 1 FROM benchmarks_app_evidence AS held WHERE held.id = OLD.evidence_id"
    " AND held.erased_at IS NOT NULL)"
)
OF_EVIDENCE = {
    "is_out": EVIDENCE_IS_OUT,
    "through_a_service": OF_ITS_EVIDENCE,
    "may_go": ITS_EVIDENCE_IS_ERASED,
}

TRIGGERS = (
    Trigger(
        "published_update_never_changes",
        UPDATES,
        "UPDATE",
        STAYS,
        when=f"OLD.{OUT} AND ({_touched(CONTENT, WITHDRAWAL, WITHDRAWN_NOW)}"
        f" OR {_touched(('id',), ERASABLE, UPDATE_ERASED_NOW)}"
        f" OR {_touched(('id',), WITHDRAWN_WITH, f'({WITHDRAWN_NOW}) OR ({UPDATE_ERASED_NOW})')})",
    ),
    Trigger("published_update_never_deleted", UPDATES, "DELETE", STAYS, when=f"OLD.{OUT}"),
    Trigger("published_update_never_emptied", UPDATES, "TRUNCATE", STAYS),
    Trigger("published_update_never_replaced", UPDATES, "REPLACE", STAYS, when=REPLACED),
    *_triggers_of_rows(
        "evidence", "benchmarks_app_evidence", _touched(EVIDENCE, ERASABLE_EVIDENCE, EVIDENCE_ERASED_NOW)
    ),
    *_triggers_of_rows(
        "number", "benchmarks_app_proposedobservation", _touched(PROPOSED, NOTE, NOTE_ERASED_NOW)
    ),
    *_triggers_of_rows("reader", "benchmarks_app_evidencereader", changed(*READERS), **OF_EVIDENCE),
    *_triggers_of_rows(
        "sealed_part", "benchmarks_app_sealedpart", ALTERED_OTHER_THAN_BY_ROTATION, **OF_EVIDENCE
    ),
    *_triggers_of_rows("file", "benchmarks_app_evidencefile", changed(*FILE), **OF_EVIDENCE),
    Trigger(
        "published_observation_never_changes",
        OBSERVATIONS,
        "UPDATE",
        STAYS,
        when=f"OLD.update_id IS NOT NULL AND {_touched(OBSERVED, NOTE, NOTE_ERASED_NOW)}",
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
