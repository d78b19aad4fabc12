"""The description's examples: real answers to the report's content, true today, and as their schemas say.

`RENEW_EXAMPLES=1 pytest tests/api/test_examples.py` asks every question again and keeps the answers.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from core.api.description import description
from core.api.examples import examples
from tests.api.asked_again import MOMENT, Example, all_asked, two_releases
from tests.factories.core import SealingKeyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]
# An answer to these lacks what its schema promises, and programs that read the description try what it shows.
LEFT_OUT = ("fields", "omit")
Asked = dict[Path, list[tuple[Example, Example]]]


@pytest.fixture
def asked(settings: Any, tmp_path: Path) -> Iterator[Asked]:
    """Every example as it is kept, and as it would be today."""
    evidence = settings.STORAGES["evidence"]
    options = {**evidence["OPTIONS"], "location": tmp_path}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**evidence, "OPTIONS": options}}
    people = {role: UserFactory(username=role, roles=[role]) for role in ("monitor", "reviewer")}
    with time_machine.travel(MOMENT, tick=False):
        two_releases()
        SealingKeyFactory()
        call_command("run_consistency_checks", verbosity=0)
        yield all_asked(people | {"stranger": UserFactory(username="stranger")})


def test_every_example_is_what_the_api_answers_today(asked: Asked) -> None:
    if os.environ.get("RENEW_EXAMPLES"):
        keep(asked)

    pairs = [pair for pairs in asked.values() for pair in pairs]

    assert [old for old, new in pairs if old != new] == [new for old, new in pairs if old != new]


def keep(asked: Asked) -> None:
    """Write today's answers over those that were kept."""
    for path, pairs in asked.items():
        text = json.dumps([new for _old, new in pairs], indent=1, ensure_ascii=False)
        path.write_text(f"{text}\n", encoding="utf8")


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation of the description, with its path and method."""
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_success_that_is_json_or_text_has_an_example() -> None:
    without = [
        (name, status, media_type)
        for name, operation in operations()
        for status, response in operation["responses"].items()
        for media_type, content in response.get("content", {}).items()
        if status != "default" and not is_binary(content) and not content.get("examples")
    ]

    assert without == []


def is_binary(content: dict[str, Any]) -> bool:
    """Whether it is a file that no text can show."""
    return content["schema"].get("format") == "binary"


def test_every_body_that_is_json_has_an_example() -> None:
    bodies = [
        (name, operation["requestBody"]["content"].get("application/json"))
        for name, operation in operations()
        if "requestBody" in operation
    ]

    assert [name for name, content in bodies if content and not content.get("examples")] == []


@pytest.mark.parametrize("part", ["responses", "requestBody"])
def test_every_example_is_as_its_schema_says(part: str) -> None:
    wrong, count = [], 0
    for name, operation in operations():
        parts = operation[part].values() if part == "responses" else [operation.get(part, {})]
        for content in [content for one in parts for content in one.get("content", {}).values()]:
            whole = {**content["schema"], "components": description()["components"]}
            for example in content.get("examples", {}).values():
                shown = resolved(example)
                count += 1
                wrong += [(name, error.message) for error in Draft202012Validator(whole).iter_errors(shown)]

    assert wrong == []
    assert count > 0


def resolved(example: dict[str, Any]) -> Any:
    """The value of an example, here or among those that all share."""
    if "$ref" in example:
        example = description()["components"]["examples"][example["$ref"].rpartition("/")[2]]
    return example["value"]


def test_an_example_is_shown_where_it_was_asked() -> None:
    shown = dict(operations())
    for example in examples():
        if example["operation"]:
            (operation,) = [one for one in shown.values() if one["operationId"] == example["operation"]]
            assert str(example["status"]) in operation["responses"], example["call"]


def test_every_list_answers_to_the_values_its_parameters_show(api: APIClient) -> None:
    two_releases()
    refused, count = {}, 0
    for path, methods in description()["paths"].items():
        values = shown_values(methods.get("get", {}))
        count += len(values)
        if "{" not in path and values:
            answer = api.get(path, values)
            refused |= {path: answer.json()} if answer.status_code >= 400 else {}

    assert refused == {}
    assert count > 500


def shown_values(operation: dict[str, Any]) -> dict[str, Any]:
    """What each parameter in the address can be tried with; a cursor is no page."""
    values = {
        parameter["name"]: parameter["example"]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and "example" in parameter
    }
    values.pop("cursor", None)
    return values


def test_every_parameter_shows_a_value_of_its_kind() -> None:
    without, wrong = [], []
    for name, operation in operations():
        for parameter in operation.get("parameters", ()):
            schema = parameter["schema"]
            if "enum" in schema or "enum" in schema.get("items", ()) or parameter["name"] in LEFT_OUT:
                continue
            if "example" not in parameter:
                without.append((name, parameter["name"]))
            elif not Draft202012Validator(schema).is_valid(parameter["example"]):
                wrong.append((name, parameter["name"], parameter["example"]))

    assert without == []
    assert wrong == []
