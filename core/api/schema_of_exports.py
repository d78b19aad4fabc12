"""What the API's description says of lists that are taken away whole."""

from copy import deepcopy
from typing import Any

from core.api.export_forms import FORMS
from core.api.exports import BY_ACCEPT, OF_A_PAGE
from core.api.schema import listed_in

Described = dict[str, Any]
SUFFIX = {
    "name": "suffix",
    "in": "path",
    "required": True,
    "description": "The form of the file. "
    + " ".join(f"{name}: {form.text}" for name, form in FORMS.items()),
    "schema": {"type": "string", "enum": list(FORMS)},
}
SAID = {
    "Content-Disposition": {
        "schema": {"type": "string"},
        "description": "What the file is called: the list and the day it speaks of.",
    }
}
WHOLE = "The whole list in one file: filtered, searched and ordered as the list, but without pages."


def without_suffixes(endpoints: list[tuple[str, str, str, Any]], **_: Any) -> list[tuple[str, str, str, Any]]:
    """The endpoints but for the files, which `with_exports` describes together."""
    return [endpoint for endpoint in endpoints if endpoint[0].rpartition(".")[2] not in FORMS]


def with_exports(result: Described, **_: Any) -> Described:
    """Each list with the forms it may be asked for in, and beside it the address of its files."""
    paths: Described = {}
    lists = listed_in(result)
    for path, methods in result["paths"].items():
        paths[path] = methods
        if listed := lists.get(path):
            paths[f"{path.removesuffix('/')}.{{suffix}}"] = {"get": _file(listed, result)}
            _offer_forms(listed)
    return {**result, "paths": paths}


def _offer_forms(listed: Described) -> None:
    content = listed["responses"]["200"]["content"]
    content |= {FORMS[suffix].media_type: {"schema": _schema(suffix)} for suffix in BY_ACCEPT}


def _file(listed: Described, document: Described) -> Described:
    """The operation that answers with a file, made from the list's."""
    rows = _rows(listed, document)
    content = {form.media_type: {"schema": _schema(suffix, rows)} for suffix, form in FORMS.items()}
    answer = {**deepcopy(listed["responses"]["200"]), "content": content}
    answer["headers"] = {**answer.get("headers", {}), **SAID}
    kept = [parameter for parameter in listed["parameters"] if parameter["name"] not in OF_A_PAGE]
    return {
        **deepcopy(listed),
        "operationId": f"{listed['operationId'].removesuffix('_list')}_export",
        "description": WHOLE,
        "parameters": [deepcopy(SUFFIX), *deepcopy(kept)],
        "responses": {"200": answer},
    }


def _rows(listed: Described, document: Described) -> Described:
    page = listed["responses"]["200"]["content"]["application/json"]["schema"]
    name = page["$ref"].rpartition("/")[2]
    return document["components"]["schemas"][name]["properties"]["results"]["items"]


def _schema(suffix: str, rows: Described | None = None) -> Described:
    if suffix == "json":
        return {"type": "array", "items": deepcopy(rows)}
    return {"type": "string", "format": "binary"} if FORMS[suffix].is_binary else {"type": "string"}
