"""The one way to change anything here: form, API, admin and task each make one call to these functions."""

from benchmarks_app.services.content import ObservationItem, UpdateContent, content_of, says_the_same
from benchmarks_app.services.corrections import correct_update, observe_again, record_no_change
from benchmarks_app.services.corroboration import independent_origins, missing_for_achieved
from benchmarks_app.services.erasure import erase_evidence, erase_update
from benchmarks_app.services.evidence import EvidenceItem
from benchmarks_app.services.files import attach_file, remove_file
from benchmarks_app.services.follow_up import grade_follow_up
from benchmarks_app.services.official_wording import import_official_text
from benchmarks_app.services.progress import draft_update, revise_update, submit_update
from benchmarks_app.services.review import publish_update, return_update, withdraw_update
from benchmarks_app.services.rotation import import_resealed
from benchmarks_app.services.sealed import Source, keep_sealed

__all__ = [
    "EvidenceItem",
    "ObservationItem",
    "Source",
    "UpdateContent",
    "attach_file",
    "content_of",
    "correct_update",
    "draft_update",
    "erase_evidence",
    "erase_update",
    "grade_follow_up",
    "import_official_text",
    "import_resealed",
    "independent_origins",
    "keep_sealed",
    "missing_for_achieved",
    "observe_again",
    "publish_update",
    "record_no_change",
    "remove_file",
    "return_update",
    "revise_update",
    "says_the_same",
    "submit_update",
    "withdraw_update",
]
