"""Examples in the API's description: answers it gave to the report's content, kept in docs/examples/.

Nobody writes an answer by hand: tests/api/test_examples.py asks each question again and compares.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

Described = dict[str, Any]
FOLDER: Path = settings.BASE_DIR / "docs" / "examples"
PARAMETERS = FOLDER / "parameters.json"
PROBLEM = "application/problem+json"


def by_file() -> dict[Path, list[Described]]:
    """The questions that were asked, with their answers; those of a file follow each other."""
    files = sorted(path for path in FOLDER.glob("*.json") if path != PARAMETERS)
    return {path: json.loads(path.read_text(encoding="utf8")) for path in files}


def examples() -> list[Described]:
    """All that were answered; a question that is new has yet to be asked."""
    return [example for kept in by_file().values() for example in kept if "answer" in example]


def parameter_values() -> dict[str, Any]:
    """A value for each parameter by its name, or by list and name where one list needs another."""
    return json.loads(PARAMETERS.read_text(encoding="utf8"))


def with_examples(result: Described, **_: Any) -> Described:
    """The description, with what was answered, what was sent, and a value for each parameter."""
    operations = dict(_operations(result))
    values = parameter_values()
    refusals: dict[str, Described] = result["components"].setdefault("examples", {})
    for example in examples():
        for name in _operations_of(example):
            _show(example, operations[name])
        if example["media_type"] == PROBLEM:
            refusals.setdefault(f"refused-{example['status']}", _shown(example))
    for operation in operations.values():
        _show_refusals(operation, refusals)
    for path, methods in result["paths"].items():
        for operation in methods.values():
            _fill(operation, values | _in_path(path, operation["operationId"]))
    return result


def _operations(document: Described) -> Iterator[tuple[str, Described]]:
    for methods in document["paths"].values():
        for operation in methods.values():
            yield operation["operationId"], operation


def _operations_of(example: Described) -> list[str]:
    """Where an example belongs: a table is also what the list itself answers to whoever accepts one."""
    name: str = example["operation"]
    if name.endswith("_export") and example["media_type"] != "application/json":
        return [name, f"{name.removesuffix('_export')}_list"]
    return [name] if name else []


def _shown(example: Described) -> Described:
    return {"summary": example["says"], "description": example["call"], "value": example["answer"]}


def _show(example: Described, operation: Described) -> None:
    content = operation["responses"][str(example["status"])].get("content", {}).get(example["media_type"])
    if content is not None:
        content.setdefault("examples", {})[_name(example)] = _shown(example)
    if "sent" in example and example["status"] < 300:  # noqa: PLR2004
        sent = operation["requestBody"]["content"]["application/json"]
        sent.setdefault("examples", {})[_name(example)] = {
            "summary": example["says"],
            "value": example["sent"],
        }


def _name(example: Described) -> str:
    """What an example is called: the question it answers, in the letters that a name may have."""
    asked = urlsplit(example["call"].partition(" ")[2])
    words = [value for pair in parse_qsl(asked.query) for value in pair]
    kept = "-".join([example["operation"], *words]).replace("_", "-")
    return "".join(letter for letter in kept if letter.isascii() and (letter.isalnum() or letter in ".-"))


def _show_refusals(operation: Described, refusals: dict[str, Described]) -> None:
    for code, response in operation["responses"].items():
        content = response.get("content", {}).get(PROBLEM)
        if content is not None and f"refused-{code}" in refusals and "examples" not in content:
            content["examples"] = {f"refused-{code}": {"$ref": f"#/components/examples/refused-{code}"}}


def _in_path(path: str, operation: str) -> dict[str, Any]:
    """The keys in the address of what was asked of this operation."""
    pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path))
    for example in examples():
        called = urlsplit(example["call"].partition(" ")[2]).path
        if example["operation"] == operation and (found := pattern.fullmatch(called)):
            return {name: int(key) if key.isdecimal() else key for name, key in found.groupdict().items()}
    return {}


def _fill(operation: Described, values: dict[str, Any]) -> None:
    """Put to each parameter a value to try it with; where there is a choice, that is enough."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        value = _value(parameter, operation["tags"][0], values)
        if value is not None and "enum" not in schema and "enum" not in schema.get("items", ()):
            parameter["example"] = str(value) if schema.get("type") == "string" else value


def _value(parameter: Described, noun: str, values: dict[str, Any]) -> Any:
    """What was kept for it; a bound takes the value of what it bounds, a pattern has its own first word."""
    name = parameter["name"]
    if found := re.search(r"\w+", parameter["schema"].get("pattern", "") if name == "include" else ""):
        return found[0]
    names = (f"{noun}.{name}", name, name.partition("__")[0])
    return next((values[one] for one in names if one in values), None)
