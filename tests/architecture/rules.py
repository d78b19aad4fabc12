"""The rules of the house as functions over source files: each gives the places that break it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS_WITHOUT_A_NAME = {"utils", "helpers", "common", "constants", "misc"}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 30

Function = ast.FunctionDef | ast.AsyncFunctionDef


def rooms_without_a_name(file: Path) -> Iterator[str]:
    """A module is named for its subject."""
    if file.stem in ROOMS_WITHOUT_A_NAME:
        yield f"{file}: name the room for what is in it"


def long_modules(file: Path) -> Iterator[str]:
    """A module that outgrows 300 lines becomes a package of the same name."""
    lines = file.read_text(encoding="utf8").count("\n")
    if lines > LONGEST_MODULE:
        yield f"{file}: {lines} lines"


def long_functions(file: Path) -> Iterator[str]:
    """A function fits on a screen."""
    for node in _nodes(file, Function):
        lines = (node.end_lineno or 0) - node.lineno + 1
        if lines > LONGEST_FUNCTION:
            yield f"{file}:{node.lineno}: {node.name} has {lines} lines"


def modules_without_docstring(file: Path) -> Iterator[str]:
    """The first line of a module says what it is for; an empty one needs none."""
    tree = _tree(file)
    if tree.body and not ast.get_docstring(tree):
        yield f"{file}: say in one sentence what it is for"


def classes_without_docstring(file: Path) -> Iterator[str]:
    """A class at the top of a module says what it is for."""
    for node in _tree(file).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{file}:{node.lineno}: {node.name} has no docstring"


def rules_hidden_in_models(file: Path) -> Iterator[str]:
    """Nothing happens in save() or delete(), and no signal does anything behind one's back."""
    for node in _nodes(file, Function):
        if node.name in {"save", "delete"}:
            yield f"{file}:{node.lineno}: {node.name}() hides a rule; write a service"
    for imported in _nodes(file, ast.ImportFrom):
        if (imported.module or "").endswith("signals"):
            yield f"{file}:{imported.lineno}: signals hide a rule; call a service"


def services_called_by_position(file: Path) -> Iterator[str]:
    """A service is called by keyword and told who does it and when."""
    for node in _tree(file).body:
        if not isinstance(node, Function) or node.name.startswith("_"):
            continue
        names = {argument.arg for argument in node.args.kwonlyargs}
        if node.args.args or "at" not in names:
            yield f"{file}:{node.lineno}: {node.name} must take keywords, with at="


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf8"), filename=str(file))


def _nodes(file: Path, kind: type | object) -> Iterator:
    return (node for node in ast.walk(_tree(file)) if isinstance(node, kind))  # type: ignore[arg-type]
