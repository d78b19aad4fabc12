"""The API's description as data (`schema/`), and in a form a page can show (`docs/`)."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.schema import METHODS


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document; the same for everybody until the code changes."""
    return SchemaGenerator().get_schema(request=None, public=True)


@extend_schema(exclude=True)
class Description(APIView):
    """The OpenAPI document, as JSON or YAML."""

    renderer_classes = (OpenApiJsonRenderer2, OpenApiYamlRenderer2)

    def get(self, request: Request) -> Response:
        """The whole document."""
        return Response(description())


def nouns() -> list[dict[str, Any]]:
    """The operations by noun, in the order of their paths, for a page."""
    document = description()
    groups: dict[str, dict[str, Any]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method not in methods:
                continue
            operation = methods[method]
            noun = operation["tags"][0]
            group = groups.setdefault(noun, {"noun": noun, "operations": [], "fields": []})
            group["operations"].append(_operation(path, method, operation, document))
            if method == "get" and not group["fields"]:
                group["fields"] = _fields(_answer(operation, document), document)
    return list(groups.values())


def _operation(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "path": path,
        "method": method.upper(),
        "anchor": operation["operationId"].replace("_", "-"),
        "text": operation.get("description", "").strip(),
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", ())],
        "input": _fields(content.get("schema", {}), document),
        "sent": [_example(shown) for shown in content.get("examples", {}).values()],
        "answers": list(_answers(operation)),
    }


def _answers(operation: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What was really answered to calls of this operation, one of each status; refusals are shared."""
    for status, response in operation["responses"].items():
        shown = [
            example
            for content in response.get("content", {}).values()
            for example in content.get("examples", {}).values()
            if "value" in example
        ]
        if shown:
            yield _example(shown[0]) | {"status": status}


def _example(shown: dict[str, Any]) -> dict[str, str]:
    value = shown["value"]
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return {"says": shown["summary"], "call": shown.get("description", ""), "text": text}


def refusals() -> list[dict[str, str]]:
    """What the API really answered when it refused, one of each kind."""
    return [_example(shown) for shown in description()["components"]["examples"].values()]


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    choices = schema.get("enum") or schema.get("items", {}).get("enum", [])
    return {
        "name": parameter["name"],
        "kind": kind_of(schema),
        "choices": choices,
        "text": parameter.get("description", ""),
        "example": parameter.get("example"),
        "required": parameter.get("required", False),
    }


def _answer(operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema of one object of the answer, whether it comes alone or in a list."""
    responses = operation["responses"]
    schema = next(iter(responses.values()))["content"]["application/json"]["schema"]
    schema = resolved(schema, document)
    results = schema.get("properties", {}).get("results")
    return results["items"] if results else schema


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, kind and meaning of each field, one level deep; what is nested is listed by name."""
    whole = resolved(schema, document)
    return [
        {
            "name": name,
            "kind": kind_of(resolved(field, document)),
            "inside": _inside(field, document),
            "choices": resolved(field, document).get("enum", []),
            "text": field.get("description", ""),
        }
        for name, field in whole.get("properties", {}).items()
    ]


def _inside(field: dict[str, Any], document: dict[str, Any]) -> list[str]:
    nested = resolved(field, document)
    return list(resolved(nested.get("items", nested), document).get("properties", {}))


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference, and the one that is not null behind an alternative."""
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            given = [
                option
                for option in schema[key]
                if option.get("type") != "null" and option.get("enum") != [""]
            ]
            return resolved(given[0], document)
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return resolved(document["components"]["schemas"][name], document)
    return schema


def kind_of(schema: dict[str, Any]) -> str:
    """The kind of a value in words: "string", "integer / null", "string (date-time)"."""
    kind = schema.get("type", "")
    kinds = kind if isinstance(kind, list) else [kind]
    shown = " / ".join(filter(None, kinds))
    return f"{shown} ({schema['format']})" if "format" in schema else shown
