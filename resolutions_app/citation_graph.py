"""Which resolution recalls which, and which documents they cite: the nodes and edges of one graph."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from core.models import Document
from resolutions_app.models import Resolution, ResolutionParagraph

RECALLS, CITES = "recalls", "cites"
RESOLUTION, DOCUMENT = "resolution", "document"
NODE_KINDS = [(kind, kind) for kind in (RESOLUTION, DOCUMENT)]
EDGE_KINDS = [(kind, kind) for kind in (RECALLS, CITES)]


@dataclass(frozen=True)
class Node:
    """A resolution of annex II, or a document that one of them cites."""

    kind: str
    row: Any
    # How many resolutions recall or cite it, and what it recalls and cites itself.
    cited_by: int
    cites: int

    @property
    def key(self) -> str:
        """Its key in the graph: slugs alone could meet."""
        return f"{self.kind}/{self.row.slug}"

    @property
    def slug(self) -> str:
        """Its key in the API."""
        return self.row.slug

    @property
    def label(self) -> str:
        """What to call it."""
        return self.row.symbol_to_cite if self.kind == RESOLUTION else str(self.row)

    @property
    def date(self) -> str:
        """As precise as the source; empty where it has none."""
        return self.row.adopted_on.isoformat() if self.kind == RESOLUTION else self.row.published_on


@dataclass(frozen=True)
class Edge:
    """That a resolution recalls another, or cites a document, and in which of its paragraphs."""

    kind: str
    source: Resolution
    target: Any
    paragraphs: tuple[ResolutionParagraph, ...]

    @property
    def source_key(self) -> str:
        """The citing node."""
        return f"{RESOLUTION}/{self.source.slug}"

    @property
    def target_key(self) -> str:
        """The cited node."""
        return f"{RESOLUTION if self.kind == RECALLS else DOCUMENT}/{self.target.slug}"

    @property
    def paragraph_keys(self) -> list[str]:
        """The keys of the paragraphs in the API."""
        return [f"{self.source.slug}-{paragraph.order}" for paragraph in self.paragraphs]


@dataclass(frozen=True)
class Chain:
    """The longest way from a resolution through what it recalls, and what that recalls, and so on."""

    resolution: Resolution
    path: tuple[Resolution, ...]
    # How many resolutions can be reached at all, by whichever way.
    reaches: int

    @property
    def path_keys(self) -> list[str]:
        """The keys of the resolutions on the way."""
        return [resolution.slug for resolution in self.path]

    @property
    def steps(self) -> int:
        """How many recalls follow one another."""
        return len(self.path) - 1


@dataclass(frozen=True)
class CitationGraph:
    """The whole graph, as far as somebody may see it."""

    resolutions: list[Resolution]
    edges: list[Edge]

    @property
    def recalls(self) -> list[Edge]:
        """The edges between resolutions."""
        return [edge for edge in self.edges if edge.kind == RECALLS]

    @property
    def citations(self) -> list[Edge]:
        """The edges to documents."""
        return [edge for edge in self.edges if edge.kind == CITES]

    @cached_property
    def nodes(self) -> list[Node]:
        """The resolutions in their order, then the documents, the most cited first."""
        cited = Counter(edge.target_key for edge in self.edges)
        cites = Counter(edge.source_key for edge in self.edges)
        resolutions = [
            Node(RESOLUTION, row, cited[f"{RESOLUTION}/{row.slug}"], cites[f"{RESOLUTION}/{row.slug}"])
            for row in self.resolutions
        ]
        documents: dict[str, Document] = {edge.target.slug: edge.target for edge in self.citations}
        cited_most = sorted(documents.values(), key=lambda row: (-cited[f"{DOCUMENT}/{row.slug}"], row.slug))
        return [
            *resolutions,
            *(Node(DOCUMENT, row, cited[f"{DOCUMENT}/{row.slug}"], 0) for row in cited_most),
        ]

    @property
    def documents(self) -> list[dict[str, Any]]:
        """Each document cited, with the resolutions that cite it, the most cited first."""
        citing: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.citations:
            citing[edge.target_key].append(edge)
        return [{"node": node, "edges": citing[node.key]} for node in self.nodes if node.kind == DOCUMENT]

    @cached_property
    def chains(self) -> list[Chain]:
        """For every resolution that recalls another: the longest chain that begins with it."""
        recalled: dict[Resolution, list[Resolution]] = defaultdict(list)
        for edge in self.recalls:
            recalled[edge.source].append(edge.target)
        ways: dict[Resolution, tuple[Resolution, ...]] = {}
        for row in self.resolutions:
            # Only what stands earlier is followed, so that a slip in the data makes no endless chain.
            onward = [ways[target] for target in recalled[row] if target in ways]
            ways[row] = (row, *max(onward, key=len, default=()))
        chains = [Chain(row, way, len(_reached(row, recalled))) for row, way in ways.items()]
        return [chain for chain in chains if chain.steps]

    @property
    def longest(self) -> Chain | None:
        """The longest chain of all, the latest of those that are equally long."""
        return max(self.chains, key=lambda chain: (chain.steps, chain.resolution.number), default=None)


Recalled = dict[Resolution, list[Resolution]]


def citation_graph(
    user: Any, *, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None
) -> CitationGraph:
    """The graph of what this person may see that was adopted by then; one query a kind of row."""
    visible = Resolution.objects.visible_to(user).there(as_of=as_of, known_at=known_at)
    paragraphs = ResolutionParagraph.objects.visible_to(user).prefetch_related(
        Prefetch("recalls", visible), Prefetch("documents", Document.objects.visible_to(user))
    )
    resolutions = list(visible.prefetch_related(Prefetch("paragraphs", paragraphs)))
    return CitationGraph(resolutions, [edge for row in resolutions for edge in _edges(row)])


def _edges(resolution: Resolution) -> Iterable[Edge]:
    where: dict[tuple[str, Any], list[ResolutionParagraph]] = {}
    for paragraph in resolution.paragraphs.all():
        targets: list[tuple[str, Any]] = [(RECALLS, row) for row in paragraph.recalls.all()]
        targets += [(CITES, row) for row in paragraph.documents.all()]
        for target in targets:
            where.setdefault(target, []).append(paragraph)
    return [Edge(kind, resolution, row, tuple(found)) for (kind, row), found in where.items()]


def _reached(row: Resolution, recalled: Recalled) -> set[Resolution]:
    found: set[Resolution] = set()
    waiting = [row]
    while waiting:
        new = set(recalled[waiting.pop()]) - found
        found |= new
        waiting += new
    return found - {row}
