"""Two versions of what an update says, side by side and field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from benchmarks_app.models import Evidence, ProgressUpdate
from benchmarks_app.services import EvidenceItem, ObservationItem, UpdateContent
from core.templatetags.figures import partial_date, period, quantity

PLAIN, NARRATIVE, LIST = "plain", "narrative", "list"


@dataclass(frozen=True)
class Line:
    """One field in both versions; `kind` says how its values are shown."""

    label: str
    before: Any
    after: Any
    kind: str = PLAIN

    @property
    def differs(self) -> bool:
        """Whether the two versions say different things here."""
        return bool(self.before != self.after)


def compared(before: UpdateContent | None, after: UpdateContent) -> list[Line]:
    """Every field of both; `before` is None when there is nothing to compare with."""
    first, second = said(before) if before else {}, said(after)
    kinds = {"narrative": NARRATIVE, "evidence": LIST, "observations": LIST}
    return [
        Line(label(name), first.get(name, ""), value, kinds.get(name, PLAIN))
        for name, value in second.items()
        if value or first.get(name)
    ]


def label(name: str) -> str:
    """What a field is called."""
    if name == "observations":
        return _("New observations")
    model: Any = Evidence if name == "evidence" else ProgressUpdate
    title = model._meta.verbose_name if name == "evidence" else model._meta.get_field(name).verbose_name
    return capfirst(str(title))


def said(content: UpdateContent) -> dict[str, Any]:
    """What an update says, each field in words."""
    return {
        "measure": str(content.measure or _("The whole benchmark")),
        "status": in_words(ProgressUpdate.Status, content.status),
        "trend": in_words(ProgressUpdate.Trend, content.trend),
        "assessor": in_words(ProgressUpdate.Assessor, content.assessor),
        "assessed_on": partial_date(content.assessed_on),
        "narrative": content.narrative.replace("\r\n", "\n").strip(),
        "evidence": [evidence_in_words(item) for item in content.evidence],
        "observations": observations_in_words(content.observations),
    }


def in_words(choices: Any, value: str) -> str:
    """The label of a choice; nothing for no choice."""
    return str(choices(value).label) if value else ""


def evidence_in_words(item: EvidenceItem) -> str:
    """One row of evidence on one line."""
    judged = [
        (_("source"), in_words(Evidence.Reliability, item.reliability)),
        (_("information"), in_words(Evidence.Validity, item.validity)),
    ]
    seen_by = in_words(Evidence.Visibility, item.visibility)
    parts = [
        item.description,
        item.origin,
        partial_date(item.dated),
        str(item.document or ""),
        item.url,
        *(f"{name}: {judgement}" for name, judgement in judged if judgement),
        "" if item.visibility == Evidence.Visibility.PUBLIC else seen_by,
    ]
    return " · ".join(part for part in parts if part)


def observations_in_words(items: Sequence[ObservationItem]) -> list[str]:
    """Each new value on one line."""
    return [
        ", ".join(
            part
            for part in (
                item.indicator.name,
                period(item.period),
                f"{quantity(item)} {item.indicator.unit}",
                item.note,
            )
            if part
        )
        for item in items
    ]
