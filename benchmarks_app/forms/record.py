"""The whole form of one update: its fields, its rows of evidence, its rows of observations."""

from typing import Any

from django.forms.utils import ErrorDict
from django.http import QueryDict

from benchmarks_app.forms import evidence, observations
from benchmarks_app.forms.refusals import show_refusal
from benchmarks_app.forms.updates import ProgressUpdateForm
from benchmarks_app.models import Benchmark, Indicator, ProgressUpdate
from benchmarks_app.services import UpdateContent, content_of
from core.errors import DomainError

PREFIXES = ("evidence", "observations")


class RecordForm:
    """What stands on the page where an update is written."""

    def __init__(
        self,
        typed: QueryDict | None,
        *,
        benchmark: Benchmark,
        update: ProgressUpdate | None = None,
        indicator: str = "",
    ) -> None:
        self.is_judged = typed is not None
        self.benchmark = benchmark
        self.indicators = list(Indicator.objects.filter(benchmark=benchmark).order_by("slug"))
        # What was typed is compared with nothing: a row that happens to be saved already is no empty row.
        kept = content_of(update) if update and not typed else None
        begins = {"version": update.version, "client_key": ""} if update else {}
        self.fields = ProgressUpdateForm(typed, instance=update, benchmark=benchmark, initial=begins)
        self.evidence = evidence.EvidenceFormSet(
            typed, prefix="evidence", initial=evidence.rows_of(kept.evidence) if kept else None
        )
        self.observations = observations.ObservationFormSet(
            typed,
            prefix="observations",
            initial=observations.rows_of(kept.observations) if kept else None,
            form_kwargs={"indicators": self.indicators},
        )
        if kept:
            self.evidence.extra = max(self.evidence.extra - len(kept.evidence), 0)
        if indicator and not typed:
            self.observations.forms[0].initial = {"indicator": indicator}

    @property
    def client_key(self) -> str:
        """The key of this opened form, once it is valid."""
        return str(self.fields.cleaned_data["client_key"])

    @property
    def version(self) -> int | None:
        """The version of the update that was opened, once the form is valid."""
        version: int | None = self.fields.cleaned_data["version"]
        return version

    @property
    def parts(self) -> list[Any]:
        """Every form on the page."""
        return [self.fields, *self.evidence.forms, *self.observations.forms]

    def judge_nothing_yet(self) -> None:
        """Show what was typed so far without marking what is still missing."""
        self.is_judged = False
        for part in self.parts:
            part._errors = ErrorDict()

    def is_valid(self) -> bool:
        """Whether everything typed can be understood; the service decides whether it may be kept."""
        return all([part.is_valid() for part in (self.fields, self.evidence, self.observations)])  # noqa: C419

    @property
    def has_errors(self) -> bool:
        """Whether a field somewhere on the page is marked."""
        rows = (self.evidence, self.observations)
        if not self.is_judged:
            return False
        return any(part.errors for part in self.parts) or any(part.non_form_errors() for part in rows)

    def content(self) -> UpdateContent:
        """What was typed, as the service takes it."""
        return UpdateContent(
            benchmark=self.benchmark,
            evidence=self.evidence.items(),
            observations=self.observations.items(),
            **self.fields.judgement(),
        )

    def show_refusal(self, refusal: DomainError) -> None:
        """Put a refusal beside its field; "evidence.2.dated" lies in the second row that was filled in."""
        part, _, rest = (refusal.field or "").partition(".")
        if part not in PREFIXES:
            return show_refusal(self.fields, refusal)
        order, _, name = rest.partition(".")
        row = getattr(self, part).filled()[int(order) - 1]
        return row.add_error(name if name in row.fields else None, refusal.message)


def with_one_more_row(typed: QueryDict, prefix: str) -> QueryDict:
    """What was typed, with one more empty row to type into."""
    copy = typed.copy()
    name = f"{prefix}-TOTAL_FORMS"
    count = str(copy.get(name, ""))
    if prefix in PREFIXES and count.isdecimal():
        copy[name] = str(int(count) + 1)
    return copy


def with_version(typed: QueryDict, version: int) -> QueryDict:
    """What was typed, as a change of this version and no longer of the one that was opened."""
    copy = typed.copy()
    copy["version"] = str(version)
    return copy
