"""The forms people fill in, one module a subject; the services decide whether what they say may be kept."""

from benchmarks_app.forms.evidence import EvidenceForm, EvidenceFormSet
from benchmarks_app.forms.grades import GradeForm
from benchmarks_app.forms.many import NoChangeForm, ObserveAgainForm
from benchmarks_app.forms.observations import ObservationForm, ObservationFormSet
from benchmarks_app.forms.record import RecordForm
from benchmarks_app.forms.refusals import show_refusal
from benchmarks_app.forms.review import PublishForm, ReturnForm, WithdrawForm
from benchmarks_app.forms.updates import ProgressUpdateForm

__all__ = [
    "EvidenceForm",
    "EvidenceFormSet",
    "GradeForm",
    "NoChangeForm",
    "ObservationForm",
    "ObservationFormSet",
    "ObserveAgainForm",
    "ProgressUpdateForm",
    "PublishForm",
    "RecordForm",
    "ReturnForm",
    "WithdrawForm",
    "show_refusal",
]
