"""The page of the citation graph: a time line with arcs, the same as tables, and the graph as a file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.views.clocks import clocks_of, made_of_sources
from resolutions_app.citation_graph import CitationGraph, citation_graph
from resolutions_app.graphml import graphml
from resolutions_app.models import Resolution

# Measures of the drawing, in its own units; as many as a narrow telephone has pixels.
WIDTH, STEP, MARGIN, AXIS = 340, 22, 16, 148
# How far an arc swings out: a little, and more the further it reaches.
LEAST_SWING, SWING_A_STEP = 14, 4


@dataclass(frozen=True)
class Stop:
    """A resolution on the line."""

    resolution: Resolution
    y: int
    # Whether an arc begins or ends here.
    linked: bool

    @property
    def baseline(self) -> int:
        """Where its letters stand."""
        return self.y + 5


@dataclass(frozen=True)
class Drawing:
    """The line of time from top to bottom, and an arc for each recall."""

    stops: list[Stop]
    arcs: list[str]
    width: int = WIDTH
    axis: int = AXIS
    labels: int = AXIS + 12
    years: int = WIDTH
    top: int = MARGIN

    @property
    def bottom(self) -> int:
        """Where the line ends."""
        return MARGIN + STEP * max(len(self.stops) - 1, 0)

    @property
    def height(self) -> int:
        """As high as the resolutions need."""
        return self.bottom + MARGIN


@require_safe
@made_of_sources
def citations(request: HttpRequest) -> HttpResponse:
    """Which resolution recalls which, and which documents are cited by how many."""
    graph = citation_graph(request.user, **clocks_of(request).asked())
    recalled_in: dict[Resolution, list[Resolution]] = {}
    for edge in graph.recalls:
        recalled_in.setdefault(edge.target, []).append(edge.source)
    rows = [
        {
            "resolution": row,
            "recalls": [edge for edge in graph.recalls if edge.source == row],
            "recalled_in": recalled_in.get(row, []),
        }
        for row in graph.resolutions
    ]
    context = {
        "graph": graph,
        "drawing": drawn(graph),
        "rows": [row for row in rows if row["recalls"] or row["recalled_in"]],
        "alone": [row["resolution"] for row in rows if not (row["recalls"] or row["recalled_in"])],
    }
    return render(request, "resolutions_app/citations.html", context)


@require_safe
@made_of_sources
def citations_graphml(request: HttpRequest) -> HttpResponse:
    """The graph as a file for programs that draw graphs."""
    graph = citation_graph(request.user, **clocks_of(request).asked())
    answer = HttpResponse(graphml(graph), content_type="application/xml")
    answer["Content-Disposition"] = 'attachment; filename="citations-of-resolutions.graphml"'
    return answer


def drawn(graph: CitationGraph) -> Drawing:
    """Where everything stands."""
    linked = {row for edge in graph.recalls for row in (edge.source, edge.target)}
    places = {row: MARGIN + STEP * at for at, row in enumerate(graph.resolutions)}
    return Drawing(
        stops=[Stop(row, y, row in linked) for row, y in places.items()],
        arcs=[arc(places[edge.target], places[edge.source]) for edge in graph.recalls],
    )


def arc(top: int, bottom: int) -> str:
    """The path from a resolution up to one that it recalls."""
    swing = LEAST_SWING + SWING_A_STEP * abs(bottom - top) // STEP
    turn = 1 if top < bottom else 0
    return f"M{AXIS} {bottom}A{swing} {abs(bottom - top) / 2:g} 0 0 {turn} {AXIS} {top}"
