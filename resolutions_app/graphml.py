"""The citation graph as GraphML, which Gephi, yEd and networkx read."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as Xml

from resolutions_app.citation_graph import CitationGraph, Edge, Node

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
OF_NODES: dict[str, tuple[str, Callable[[Node], Any]]] = {
    "label": ("string", lambda node: node.label),
    "kind": ("string", lambda node: node.kind),
    "slug": ("string", lambda node: node.slug),
    "date": ("string", lambda node: node.date),
    "cited_by": ("int", lambda node: node.cited_by),
    "cites": ("int", lambda node: node.cites),
}
OF_EDGES: dict[str, tuple[str, Callable[[Edge], Any]]] = {
    "edge_kind": ("string", lambda edge: edge.kind),
    "weight": ("int", lambda edge: len(edge.paragraphs)),
    "paragraphs": ("string", lambda edge: " ".join(edge.paragraph_keys)),
}


def graphml(graph: CitationGraph) -> bytes:
    """The whole graph as one file."""
    root = Xml.Element("graphml", xmlns=NAMESPACE)
    for end, keys in (("node", OF_NODES), ("edge", OF_EDGES)):
        for name, (kind, _value) in keys.items():
            attributes = {"id": name, "for": end, "attr.name": name, "attr.type": kind}
            Xml.SubElement(root, "key", attributes)
    inside = Xml.SubElement(root, "graph", id="citations", edgedefault="directed")
    for node in graph.nodes:
        _with_data(Xml.SubElement(inside, "node", id=node.key), OF_NODES, node)
    for edge in graph.edges:
        ends = {"source": edge.source_key, "target": edge.target_key}
        _with_data(Xml.SubElement(inside, "edge", ends), OF_EDGES, edge)
    return Xml.tostring(root, encoding="utf-8", xml_declaration=True)


def _with_data(element: Xml.Element, keys: dict[str, tuple[str, Any]], row: Any) -> None:
    for name, (_kind, value) in keys.items():
        Xml.SubElement(element, "data", key=name).text = str(value(row))
