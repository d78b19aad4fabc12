"""Meets the hits of a search in their order, a span of rows at a time, until there are enough of them.

An index of words gives every row that holds a word before it gives the first: with a common word that is most
of them. So each entry also holds a word for every span that its row's number lies in, and a search asks for
the words *and* a span: a short list, that ends the long ones early.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Max, QuerySet, Value, When

from core.models import SearchEntry
from core.search_marks import FIRST_SPAN, LAST_SPAN, span_mark
from core.search_queries import AllOf, Expression, Phrase, phrases, required, wanted

IN_TITLE, IN_TEXT = 3, 1
# How much longer the next span may be; where too few hits were met to say how long it should be, less.
LONGEST_STEP, BLIND_STEP = 14, 10
# So few entries are asked all at once.
FEW = 8192
# The hits whose marks are these.
Within = Callable[[AllOf], QuerySet]


class Met(NamedTuple):
    """One entry that was met: its own key, and what it is ranked and looked up by."""

    pk: int
    rank: int
    title_holds_all: int
    place: int
    type: str
    object_id: int


class Search:
    """An expression under some marks, of which so many hits are wanted."""

    def __init__(self, expression: Expression, marks: Sequence[str], most: int) -> None:
        self.expression, self.most = expression, most
        self.marks = tuple(Phrase((mark,)) for mark in marks)
        self.in_title = AllOf((wanted(expression), *self.marks))
        self.everywhere = AllOf((expression, *self.marks))
        self.excludes = wanted(expression) != expression
        self.last_span = LAST_SPAN

    def first_met(self, entries: QuerySet[SearchEntry]) -> list[Met]:
        """The first hits: those with all that is wanted in the title, then the others, by the row's number.

        Numbers, not kinds: so the many rows of one kind do not push out the few of another.
        """
        ranked = entries.annotate(rank=self._rank(), title_holds_all=self._title_holds_all())
        last = _last_entry()
        if last <= FEW:
            return self._met(ranked.filter(terms__matches=self.everywhere))
        # A span as long as the index hardly leaves anything out, and would be one more list to go through.
        self.last_span = min((last * last).bit_length() - 1, LAST_SPAN)
        met, span = self._met_in_spans(self._everywhere(ranked), [], 0)
        titles = [row for row in met if row.title_holds_all]
        titles, _ = self._met_in_spans(self._in_titles(ranked), titles, span)
        return [*titles, *(row for row in met if not row.title_holds_all)][: self.most]

    def _met_in_spans(self, within: Within, met: list[Met], span: int) -> tuple[list[Met], int]:
        """What is met, while that is not enough, in longer spans: of each what lies beyond the one before."""
        while len(met) < self.most and span <= self.last_span:
            before, span = span, span + self._step(len(met)) if span else FIRST_SPAN
            marks = _marks(span) if span <= self.last_span else ()
            further = self._met(within(AllOf(marks, _marks(before))))
            met = sorted([*met, *further], key=_in_order)[: self.most]
        return met, span

    def _step(self, met: int) -> int:
        """How much longer a span should hold enough at this rate, and a tenth more."""
        times = self.most * 1.1 / (met + 1)
        step = int(times * times).bit_length()
        return max(step, 1) if step <= LONGEST_STEP else BLIND_STEP

    def _met(self, hits: QuerySet) -> list[Met]:
        rows = hits.order_by("-title_holds_all", "object_id", "place").values_list(*Met._fields)
        return [Met(*row) for row in rows[: self.most]]

    def _everywhere(self, ranked: QuerySet) -> Within:
        return lambda place: ranked.filter(terms__matches=_within(self.everywhere, place))

    def _in_titles(self, ranked: QuerySet) -> Within:
        if not self.excludes:
            return lambda place: ranked.filter(title_terms__matches=_within(self.in_title, place))
        return lambda place: ranked.filter(
            title_terms__matches_while=(_within(self.in_title, place), self.everywhere)
        )

    def _title_holds_all(self) -> Any:
        holds = When(title_terms__matches=wanted(self.expression), then=Value(1))
        return Case(holds, default=Value(0), output_field=IntegerField())

    def _rank(self) -> Any:
        """A sum over the phrases; what every hit holds need not be looked for again where it is no title."""
        rank: Any = Value(0)
        certain = set(required(self.expression))
        for phrase in phrases(self.expression):
            in_title = When(title_terms__matches=phrase, then=Value(IN_TITLE))
            in_text = When(terms__matches=phrase, then=Value(IN_TEXT))
            cases, otherwise = ([in_title], IN_TEXT) if phrase in certain else ([in_title, in_text], 0)
            rank += Case(*cases, default=Value(otherwise), output_field=IntegerField())
        return rank


def _last_entry() -> int:
    """The number of the entry written last: without counting, the most that there can be."""
    return SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _marks(span: int) -> tuple[Phrase, ...]:
    """The mark of a span; there is none before the first."""
    return (Phrase((span_mark(span),)),) if span else ()


def _within(expression: AllOf, place: AllOf) -> AllOf:
    return AllOf((expression, *place.parts), place.without)


def _in_order(hit: Met) -> tuple[int, int, int]:
    return -hit.title_holds_all, hit.object_id, hit.place
