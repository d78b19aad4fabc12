"""Finds the wording of paragraphs of resolutions: in annex II, and in the text of a resolution itself."""

from collections.abc import Iterable, Sequence

from benchmarks_app.official_text.annex_of_resolutions import (
    KnownParagraph,
    KnownResolution,
    Quoted,
    rows_of,
    same_part,
)
from benchmarks_app.official_text.joining import Joiner
from benchmarks_app.official_text.matching_recommendations import Matched
from benchmarks_app.official_text.pages import Line
from benchmarks_app.official_text.paragraphs import Wording
from benchmarks_app.official_text.plan import Found
from core.models import Document
from resolutions_app.models import Resolution, ResolutionParagraph


def by_annex_of_resolutions(document: Document, lines: Sequence[Line], joiner: Joiner) -> Matched:
    """What annex II of this document quotes from the resolutions it lists."""
    matched = Matched()
    listed = Resolution.objects.filter(citations__document=document).distinct()
    rows = {row.number: row for row in listed.prefetch_related("paragraphs__resolution")}
    read = rows_of(lines, [_known(row) for row in rows.values()], joiner) if rows else {}
    for number, row in read.items():
        where = f"annex II, no. {number}"
        _match(rows[number].paragraphs.all(), row.quoted, row.doubts, where, matched)
    return matched


def by_own_text(resolution: Resolution, wordings: Sequence[Wording]) -> Matched:
    """The paragraphs of the resolution whose own text the document is."""
    matched = Matched()
    quoted = [Quoted("", wording) for wording in wordings]
    rows = resolution.paragraphs.select_related("resolution")
    _match(rows, quoted, [], "in its own text", matched)
    return matched


def _known(resolution: Resolution) -> KnownResolution:
    paragraphs = tuple(
        KnownParagraph(row.part, row.number, row.letter, row.verb) for row in resolution.paragraphs.all()
    )
    return KnownResolution(resolution.number, resolution.symbol, resolution.agenda_item, paragraphs)


def _match(
    rows: Iterable[ResolutionParagraph],
    quoted: Sequence[Quoted],
    doubts: Sequence[str],
    where: str,
    matched: Matched,
) -> None:
    for row in rows:
        fitting = [each for each in quoted if _fits(row, each)]
        reason = "; ".join(doubts) or _why_not(row, fitting)
        if reason:
            matched.leave(row, reason)
        else:
            wording = fitting[0].wording
            matched.found.append(Found(row, wording.text, where, remarks=wording.remarks))


def _fits(row: ResolutionParagraph, quoted: Quoted) -> bool:
    wording = quoted.wording
    place = (row.number, row.letter) == (wording.number, wording.letter) and same_part(row.part, quoted.part)
    return place and (bool(row.letter) or wording.text.startswith(row.verb))


def _why_not(row: ResolutionParagraph, fitting: Sequence[Quoted]) -> str:
    if not row.number and not row.verb:
        return "it has neither a number nor a verb by which its text could be told"
    if len(fitting) != 1:
        return f"{len(fitting)} paragraphs stand there with its number, its letter and its opening verb"
    return "; ".join(fitting[0].wording.doubts)
