"""A document of the United Nations as a file to load: rows that get its wording, and what is left out."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from benchmarks_app.official_text.matching import plan_of
from benchmarks_app.official_text.plan import Found, Plan
from core.loading.given import BroughtFile, Given, GivenRow, LeftOut, Place


@dataclass(frozen=True)
class ToldDocument(BroughtFile):
    """A document of which the person who brings it may say which it is; the load keeps that with its name."""

    told: str = ""

    @property
    def described(self) -> dict[str, Any]:
        """What is kept of it."""
        return {**super().described, "document": self.told} if self.told else super().described


@dataclass(frozen=True)
class Part(Place):
    """Where in a document something stands: a document has paragraphs, not lines and columns."""

    where: str = ""

    def __str__(self) -> str:
        return _("%(file)s, %(where)s") % {"file": self.file, "where": self.where}


def rows(file: BroughtFile) -> list[GivenRow]:
    """The rows whose wording is certain, each with its key, the wording, its language and its source."""
    plan = _plan(file)
    return [_row(file, plan, found) for found in (*plan.changes, *plan.same)]


def left_out(file: BroughtFile) -> list[LeftOut]:
    """The rows and texts of which nothing is certain."""
    plan = _plan(file)
    return [LeftOut(left.label, left.reason) for left in plan.unmatched]


def _plan(file: BroughtFile) -> Plan:
    return plan_of(file.content, file.told if isinstance(file, ToldDocument) else "")


def _row(file: BroughtFile, plan: Plan, found: Found) -> GivenRow:
    place = Part(file.name, 0, 0, found.where)
    worded = {
        "official_text": found.text,
        "official_text_language": found.language,
        "official_text_document": _key(plan.document) if plan.document else None,
    }
    values = {**_named(found.row), **worded}
    fields = {name: Given(value, place) for name, value in values.items()}
    return GivenRow(found.row._meta.label_lower, fields, place)


def _named(row: Any) -> dict[str, Any]:
    """The fields that make up the key of a row, as files give them."""
    names = (path.partition("__")[0] for path in row.NATURAL_KEY)
    values = {name: getattr(row, name) for name in names}
    return {name: _key(value) if hasattr(value, "natural_key") else value for name, value in values.items()}


def _key(row: Any) -> list[Any]:
    return list(row.natural_key())
