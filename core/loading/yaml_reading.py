"""Reads a fixture: YAML of plain values and nothing that could run, refer, repeat or swell."""

import math
from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

from core.loading.given import BroughtFile, Given, GivenRow, Place, Unreadable

# A fixture nests five deep: list, row, fields, list of citations, citation.
DEEPEST = 10
MOST_NODES = 1_000_000
LONGEST_NUMBER = 40
PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "timestamp")}
NUMBERS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
SURROGATES = range(0xD800, 0xE000)
# What a database cannot keep, and what no text needs.
NEVER_IN_TEXT = {chr(code) for code in range(32)} - {"\t", "\n", "\r"}


def read_fixture(file: BroughtFile) -> list[GivenRow]:
    """The rows of a fixture in their order; raises Unreadable at the first thing that is wrong with it."""
    text = decoded(file)
    try:
        _refuse_odd_shapes(file, text)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _as_unreadable(file, error) from error
    if not isinstance(root, yaml.SequenceNode):
        raise Unreadable(_("A fixture is a list of rows."), Place(file.name, 1, 1))
    return [_row(file, node) for node in root.value]


def decoded(file: BroughtFile) -> str:
    """The text of a file, which must be UTF-8."""
    try:
        return file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = file.content[: error.start]
        line, start = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        place = Place(file.name, line, error.start - start + 1)
        raise Unreadable(_("This is not UTF-8."), place) from error


def _as_unreadable(file: BroughtFile, error: yaml.YAMLError) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    place = Place(file.name, mark.line + 1, mark.column + 1) if mark else None
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return Unreadable(_("This is not YAML: %(said)s.") % {"said": said}, place)


def _place(file: BroughtFile, mark: Any) -> Place:
    return Place(file.name, mark.line + 1, mark.column + 1)


def _refuse_odd_shapes(file: BroughtFile, text: str) -> None:
    """Go over the file once without building anything: what is refused here never takes up memory."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        documents += isinstance(event, yaml.DocumentStartEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if refusal := _odd(event, depth, nodes, documents):
            raise Unreadable(refusal, _place(file, event.start_mark))


def _odd(event: yaml.Event, depth: int, nodes: int, documents: int) -> str:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return _("Anchors and aliases are not taken: write the value out.")
    if getattr(event, "tag", None) not in (None, "!"):
        return _("Tags are not taken: write the value as it is.")
    if depth > DEEPEST:
        return _("This nests deeper than any fixture does.")
    if nodes > MOST_NODES:
        return _("This is more than one file may hold.")
    return _("A fixture is one YAML document.") if documents > 1 else ""


def _row(file: BroughtFile, node: yaml.Node) -> GivenRow:
    place = _place(file, node.start_mark)
    parts = dict(_pairs(file, node))
    wrong = sorted(parts.keys() ^ {"model", "fields"})
    if wrong:
        said = _("A row has a model and its fields, and no number of its own; look at: %(names)s.")
        raise Unreadable(said % {"names": ", ".join(wrong)}, place)
    model = _value(file, parts["model"])
    if not isinstance(model, str):
        raise Unreadable(_("A model is named as app.model."), _place(file, parts["model"].start_mark))
    fields = {
        name: Given(_value(file, value), _place(file, value.start_mark))
        for name, value in _pairs(file, parts["fields"])
    }
    return GivenRow(model, fields, place)


def _pairs(file: BroughtFile, node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    """The names of a mapping and what stands under each; each name once."""
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(_("Here names with values are expected."), _place(file, node.start_mark))
    seen = set()
    for key, value in node.value:
        plain = isinstance(key, yaml.ScalarNode) and key.tag == "tag:yaml.org,2002:str"
        if not plain or unfit(key.value):
            raise Unreadable(_("A name is a plain word."), _place(file, key.start_mark))
        if key.value in seen:
            said = _("“%(name)s” stands here twice.") % {"name": key.value}
            raise Unreadable(said, _place(file, key.start_mark))
        seen.add(key.value)
        yield key.value, value


def _value(file: BroughtFile, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(file, item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {name: _value(file, value) for name, value in _pairs(file, node)}
    place = _place(file, node.start_mark)
    if node.tag not in PLAIN or (node.tag in NUMBERS and len(node.value) > LONGEST_NUMBER):
        raise Unreadable(_("This is no value that a field can hold."), place)
    try:
        value = yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, yaml.YAMLError) as error:
        raise Unreadable(_("This is no value that a field can hold."), place) from error
    if isinstance(value, int) and not isinstance(value, bool) and str(value) != node.value:
        raise Unreadable(_("Write “%(said)s” in quotes, or as a plain number.") % {"said": node.value}, place)
    return _harmless(value, place)


def _harmless(value: Any, place: Place) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise Unreadable(_("This is no number."), place)
    if isinstance(value, str) and (refused := unfit(value)):
        raise Unreadable(refused, place)
    return value


def unfit(text: str) -> str:
    """Why a text cannot be kept; empty for one that can."""
    if not NEVER_IN_TEXT.isdisjoint(text) or any(ord(sign) in SURROGATES for sign in text):
        return _("This text holds a sign that cannot be kept, such as a null byte.")
    return ""
