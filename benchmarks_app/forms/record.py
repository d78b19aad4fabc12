"""The whole form of one update: its fields, its rows of evidence, its rows of observations."""

import re
from typing import Any

from django.forms.utils import ErrorDict
from django.http import QueryDict

from benchmarks_app.forms import evidence, observations
from benchmarks_app.forms.refusals import show_refusal
from benchmarks_app.forms.updates import ProgressUpdateForm
from benchmarks_app.models import Benchmark, Indicator, ProgressUpdate
from benchmarks_app.services import UpdateContent, content_of
from core.errors import DomainError
from core.sealing import can_seal, how_to_set_up

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
        kept = content_of(update, seen_by=update.author) if update and not typed else None
        begins = {"version": update.version, "client_key": ""} if update else {}
        self.fields = ProgressUpdateForm(typed, instance=update, benchmark=benchmark, initial=begins)
        self.can_seal = can_seal()
        rows, asked = evidence.rows_of(kept.evidence) if kept else None, {"can_seal": self.can_seal}
        self.evidence = evidence.EvidenceFormSet(typed, prefix="evidence", initial=rows, form_kwargs=asked)
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
        shown = name in row.fields and not row.fields[name].widget.is_hidden
        return row.add_error(name if shown else None, refusal.message)

    @property
    def how_to_set_up(self) -> str:
        """What an administrator must do before a source can be sealed."""
        return how_to_set_up()

    @property
    def came_back_empty(self) -> bool:
        """Whether something of a source was typed that is not shown again."""
        return any(row.came_back_empty() for row in self.evidence.forms)


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


def without_lost_rows(typed: QueryDict, present: ProgressUpdate) -> QueryDict:
    """What was typed, where rows that are gone from the update by now become new ones."""
    there = {str(key) for key in present.evidence.values_list("key", flat=True)}
    copy = typed.copy()
    for name in typed:
        if re.fullmatch(r"evidence-\d+-key", name) and copy[name] not in there:
            copy[name] = ""
    return copy
