"""Makes the plan of an import: the file read, and each of its texts matched to its row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from benchmarks_app.official_text.files import pages_of
from benchmarks_app.official_text.joining import Joiner
from benchmarks_app.official_text.languages import LATIN, language_of
from benchmarks_app.official_text.matching_recommendations import (
    Matched,
    by_annex_of_benchmarks,
    by_paragraph,
)
from benchmarks_app.official_text.matching_resolutions import by_annex_of_resolutions, by_own_text
from benchmarks_app.official_text.pages import lines_of
from benchmarks_app.official_text.paragraphs import wordings_of
from benchmarks_app.official_text.plan import Found, Plan, Unmatched, label_of
from benchmarks_app.official_text.refusals import UnreadableFile
from benchmarks_app.official_text.sources import Source, source_of

OWN_WORDING = "it has its wording from the document itself already, which says more than a quotation"
NO_LANGUAGE = "its language cannot be told"


def plan_of(content: bytes, told: str = "") -> Plan:
    """What this file would change; `told` is the symbol of the document when a person named it."""
    pages = pages_of(content)
    source = source_of(pages, told)
    plan = Plan(source.symbol, source.document)
    matched = list(_matched(pages, source))
    found = [each for one in matched for each in one.found]
    plan.unmatched += [each for one in matched for each in one.unmatched]
    _take(plan, found)
    if not found:
        raise UnreadableFile(_("Nothing in the file could be matched to a row; it may be another text."))
    return plan


def _matched(pages: Sequence[str], source: Source) -> Iterator[Matched]:
    lines = lines_of(pages, source.symbol)
    joiner = Joiner(lines)
    wordings = wordings_of(lines, joiner)
    if source.document:
        yield by_paragraph(source.document, wordings)
        yield by_annex_of_benchmarks(source.document, lines, joiner)
        yield by_annex_of_resolutions(source.document, lines, joiner)
    if source.resolution:
        yield by_own_text(source.resolution, wordings)


def _take(plan: Plan, found: Sequence[Found]) -> None:
    latin = language_of(" ".join(each.text for each in found if not language_of_script(each.text)))
    for each in found:
        told = replace(each, old=each.row.official_text, language=language_of_script(each.text) or latin)
        if not told.language:
            plan.unmatched.append(Unmatched(label_of(each.row), NO_LANGUAGE))
        elif _has_better(plan, each):
            plan.unmatched.append(Unmatched(label_of(each.row), OWN_WORDING))
        else:
            plan.take([told])


def language_of_script(text: str) -> str:
    """The language of a text that is not in Latin letters; all Latin texts of a document are of one."""
    language = language_of(text)
    return "" if language in ("en", "fr", "es") or (not language and LATIN.search(text)) else language


def _has_better(plan: Plan, found: Found) -> bool:
    """Whether the row has the wording of the document it is part of, and this is only a quotation of it."""
    row = found.row
    own = getattr(row, "document_id", None)
    taken_from = row.official_text_document_id
    if hasattr(row, "resolution_id"):
        return bool(row.official_text and taken_from is None and row.official_text_language and plan.document)
    return bool(own and taken_from == own and plan.document and plan.document.pk != own)
