"""The triggers that keep a release as it was made; only a redaction that the history tells gets through."""

from core.kept_rows import Trigger, changed

RELEASES, FILES = "core_release", "core_releasefile"
CONTENTS, REDACTIONS = "core_releasecontent", "core_releaseredaction"
STAYS = "A release stays as it was made."

FILE = ("id", "release_id", '"order"', "path", "media_type", "sha256", "size")
# Other bytes are served only after a redaction of this file has named both.
REDACTED_NOW = (
    "EXISTS (SELECT 1 FROM core_releaseredaction AS said WHERE said.file_id = OLD.id"
    " AND said.replaced = OLD.served_id AND said.sha256 = NEW.served_id)"
)
# A redaction is told by the history, at its moment and of its release.
TOLD = (
    "EXISTS (SELECT 1 FROM core_historyentry AS entry JOIN core_releasefile AS file ON file.id = NEW.file_id"
    " WHERE entry.action = 'redacted' AND entry.subject_type = 'release'"
    " AND entry.subject_key = CAST(file.release_id AS text) AND entry.at = NEW.redacted_at)"
)
WHOLE = (
    "(SELECT COUNT(*) FROM core_releasefile WHERE release_id = NEW.release_id)"
    " >= (SELECT file_count FROM core_release WHERE id = NEW.release_id)"
)
SERVED = "EXISTS (SELECT 1 FROM core_releasefile WHERE served_id = OLD.sha256)"


def _there(table: str, *columns: str) -> str:
    same = " OR ".join(f"{column} = NEW.{column}" for column in columns)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own names


TRIGGERS = (
    Trigger("release_never_changes", RELEASES, "UPDATE", STAYS),
    Trigger("release_never_deleted", RELEASES, "DELETE", STAYS),
    Trigger("release_never_emptied", RELEASES, "TRUNCATE", STAYS),
    Trigger("release_never_replaced", RELEASES, "REPLACE", STAYS, when=_there(RELEASES, "id", "name")),
    Trigger(
        "release_file_never_changes",
        FILES,
        "UPDATE",
        STAYS,
        when=f"({changed(*FILE)}) OR NOT ({REDACTED_NOW})",
    ),
    Trigger("release_file_never_deleted", FILES, "DELETE", STAYS),
    Trigger("release_file_never_emptied", FILES, "TRUNCATE", STAYS),
    Trigger("release_file_never_added", FILES, "INSERT", STAYS, when=WHOLE),
    Trigger("release_file_never_replaced", FILES, "REPLACE", STAYS, when=_there(FILES, "id")),
    Trigger("release_content_never_changes", CONTENTS, "UPDATE", STAYS),
    Trigger("release_content_never_deleted", CONTENTS, "DELETE", STAYS, when=SERVED),
    Trigger("release_content_never_emptied", CONTENTS, "TRUNCATE", STAYS),
    Trigger("release_content_never_replaced", CONTENTS, "REPLACE", STAYS, when=_there(CONTENTS, "sha256")),
    Trigger("release_redaction_never_changes", REDACTIONS, "UPDATE", STAYS),
    Trigger("release_redaction_never_deleted", REDACTIONS, "DELETE", STAYS),
    Trigger("release_redaction_never_emptied", REDACTIONS, "TRUNCATE", STAYS),
    Trigger("release_redaction_always_told", REDACTIONS, "INSERT", STAYS, when=f"NOT ({TOLD})"),
    Trigger("release_redaction_never_replaced", REDACTIONS, "REPLACE", STAYS, when=_there(REDACTIONS, "id")),
)
