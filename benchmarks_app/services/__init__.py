"""The one way to change anything here: form, API, admin and task each make one call to these functions."""

from benchmarks_app.services.content import EvidenceItem, ObservationItem, UpdateContent, content_of
from benchmarks_app.services.corrections import correct_update, observe_again, record_no_change
from benchmarks_app.services.corroboration import independent_origins, missing_for_achieved
from benchmarks_app.services.follow_up import grade_follow_up
from benchmarks_app.services.progress import draft_update, revise_update, submit_update
from benchmarks_app.services.review import publish_update, return_update, withdraw_update

__all__ = [
    "EvidenceItem",
    "ObservationItem",
    "UpdateContent",
    "content_of",
    "correct_update",
    "draft_update",
    "grade_follow_up",
    "independent_origins",
    "missing_for_achieved",
    "observe_again",
    "publish_update",
    "record_no_change",
    "return_update",
    "revise_update",
    "submit_update",
    "withdraw_update",
]
