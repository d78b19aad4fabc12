"""Finds the wording of recommendations and measures: in the paragraphs of a document, and in annex I."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks_app.models import Benchmark, Recommendation
from benchmarks_app.official_text.annex_of_benchmarks import Cell, Known, Part, parts_of, same_reference
from benchmarks_app.official_text.joining import Joiner
from benchmarks_app.official_text.known_text import squeezed
from benchmarks_app.official_text.pages import Line
from benchmarks_app.official_text.paragraphs import Wording
from benchmarks_app.official_text.plan import Found, Unmatched, label_of
from core.models import Document


@dataclass
class Matched:
    """What one way of matching found and what it did not."""

    found: list[Found] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)

    def leave(self, row: object, reason: str) -> None:
        """List a row with the reason why it gets no wording."""
        self.unmatched.append(Unmatched(label_of(row), reason))


def by_paragraph(document: Document, wordings: Sequence[Wording]) -> Matched:
    """The recommendations that are paragraphs, or letters of paragraphs, of this document itself."""
    matched = Matched()
    rows = list(Recommendation.objects.filter(document=document).exclude(paragraph=""))
    for row in rows:
        if reason := _not_certain(row, rows):
            matched.leave(row, reason)
        else:
            _match_paragraph(row, [each for each in wordings if each.number == row.paragraph], matched)
    return matched


def _not_certain(row: Recommendation, rows: Iterable[Recommendation]) -> str:
    """Why the number of a row may not be the paragraph's in the document itself."""
    if row.as_printed and row.note:
        return "a note says something of its number, so a person must compare it"
    others = [other for other in rows if other.paragraph == row.paragraph and other.pk != row.pk]
    if not row.subparagraphs and any(other.subparagraphs for other in others):
        return f"others name letters of para. {row.paragraph}, so the whole of it may not be what is meant"
    return ""


def _match_paragraph(row: Recommendation, wordings: Sequence[Wording], matched: Matched) -> None:
    by_letter = {each.letter: each for each in wordings}
    letters = row.subparagraphs or [letter for letter in by_letter if letter]
    missing = [letter for letter in letters if letter not in by_letter]
    if not wordings or missing:
        absent = ", ".join(f"({letter})" for letter in missing)
        matched.leave(row, f"the document has no para. {row.paragraph} {absent}".rstrip())
        return
    used = [by_letter[""], *(by_letter[letter] for letter in letters)]
    doubts = [doubt for each in used for doubt in each.doubts]
    if doubts:
        matched.leave(row, "; ".join(doubts))
        return
    texts = [f"({each.letter}) {each.text}" if each.letter else each.text for each in used]
    remarks = tuple(remark for each in used for remark in each.remarks)
    matched.found.append(Found(row, "\n".join(texts), f"para. {row.paragraph}", remarks=remarks))


def by_annex_of_benchmarks(document: Document, lines: Sequence[Line], joiner: Joiner) -> Matched:
    """What annex I prints for the benchmarks of this document: their measures and their recommendations."""
    matched = Matched()
    benchmarks = (
        Benchmark.objects.filter(citations__document=document)
        .distinct()
        .select_related("timeframe")
        .prefetch_related("measures", "recommendations")
    )
    rows = {benchmark.number: benchmark for benchmark in benchmarks}
    parts = parts_of(lines, [_known(benchmark) for benchmark in rows.values()], joiner) if rows else {}
    for number, part in parts.items():
        _match_measures(rows[number], part, matched)
        _match_cells(_of_annex(rows[number]), number, part, matched)
    return matched


def _of_annex(benchmark: Benchmark) -> list[Recommendation]:
    """The recommendations that the annex itself prints for a benchmark."""
    return [row for row in benchmark.recommendations.all() if row.as_printed]


def _known(benchmark: Benchmark) -> Known:
    return Known(
        number=benchmark.number,
        title=benchmark.title,
        timeframe=benchmark.timeframe.label,
        measures={measure.order: measure.title for measure in benchmark.measures.all()},
        references=tuple(row.as_printed for row in _of_annex(benchmark) if not row.paragraph),
    )


def _match_measures(benchmark: Benchmark, part: Part, matched: Matched) -> None:
    where = f"annex I, benchmark {benchmark.number}"
    for measure in benchmark.measures.all():
        text = part.measures.get(measure.order, "")
        if text and squeezed(text) == squeezed(measure.title):
            matched.found.append(Found(measure, text, where))
        else:
            matched.leave(measure, "; ".join(part.doubts) or f"{where} does not print it")


def _match_cells(rows: Sequence[Recommendation], number: int, part: Part, matched: Matched) -> None:
    used: list[Cell] = []
    for row in rows:
        fitting = [cell for cell in part.cells if _fits(row, cell)]
        reason = _why_not(row, rows, fitting, part)
        if reason:
            matched.leave(row, reason)
        else:
            where = f"annex I, benchmark {number}"
            found = Found(row, "\n".join(fitting[0].paragraphs), where, remarks=fitting[0].remarks)
            matched.found.append(found)
        used += fitting
    for cell in part.cells:
        if cell not in used:
            beginning = " ".join(cell.paragraphs)[:60]
            label = f"annex I, benchmark {number}: {beginning!r}…"
            matched.unmatched.append(
                Unmatched(label, f"no row has its reference {cell.reference!r} and letters")
            )


def _fits(row: Recommendation, cell: Cell) -> bool:
    if row.paragraph:
        return same_reference(row.as_printed, cell.reference) and cell.letters == row.subparagraphs
    opening = cell.paragraphs[0] if cell.paragraphs else ""
    return not cell.reference and opening.startswith(row.as_printed)


def _why_not(row: Recommendation, rows: Sequence[Recommendation], fitting: Sequence[Cell], part: Part) -> str:
    twins = [other for other in rows if any(_fits(other, cell) for cell in fitting)]
    if part.doubts:
        return "its column cannot be told from the one beside: " + "; ".join(part.doubts)
    if len(fitting) != 1 or len(twins) != 1:
        return f"{len(fitting)} texts and {len(twins)} rows have its reference and letters in annex I here"
    if squeezed("".join(fitting[0].paragraphs)) == squeezed(row.as_printed):
        return "annex I prints only the reference, no wording"
    return "; ".join(fitting[0].doubts)
