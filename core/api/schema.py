"""The API's description (OpenAPI): what drf-spectacular cannot see by itself."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from core.api.clocks import IN_HEADERS
from core.api.inclusion import Included, includes_of

PROBLEM = {
    "type": "object",
    "description": "Why a call was refused (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
        "current": {"description": "With 412: how it stands now; null where you may no longer see it."},
        "yours": {"description": "With 412: what you sent; nothing of it was written."},
    },
    "required": ["type", "title", "status", "detail"],
}
OF_LISTS = "page_size"
METHODS = ("get", "post", "put", "patch", "delete")


def included_parameter(view: Any) -> OpenApiParameter:
    """`include`, with the names this endpoint knows."""
    names = list(includes_of(view))
    either = f"({'|'.join(names)})"
    return OpenApiParameter(
        "include",
        str,
        pattern=f"^{either}(,{either})*$",
        description=f"Whole objects in place of keys, separated by commas: {', '.join(names)}.",
    )


class OurTokenScheme(KnoxTokenScheme):
    """Tokens, as our own authentication reads them."""

    target_class = "core.api.authentication.TokenAuthentication"
    name = "token"


class DescribedEndpoint(AutoSchema):
    """An endpoint's description, with the parameters every answer understands."""

    def get_override_parameters(self) -> list[Any]:
        """`fields`, `omit` and `include`, where rows are read."""
        declared: list[str] = getattr(self.view, "declared_parameters", list)()
        texts = {
            "fields": "Only these fields of each object, separated by commas.",
            "omit": "All but these fields of each object, separated by commas.",
        }
        parameters = [
            OpenApiParameter(name, str, description=text) for name, text in texts.items() if name in declared
        ]
        if "as_of" in declared:
            parameters += getattr(self.view, "described", ())
        if self.method == "GET":
            parameters += IN_HEADERS
        return [*parameters, included_parameter(self.view)] if "include" in declared else parameters

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """The object's schema; what can be included may be keys or whole objects."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        for name, how in getattr(serializer, "includes", {}).items():
            properties = schema.get("properties", {})
            if how and direction == "response" and name in properties:
                properties[name] = self._either(properties[name], how, direction)
        return schema

    def _either(self, keys: dict[str, Any], how: Included, direction: Any) -> dict[str, Any]:
        whole = self.resolve_serializer(how.serializer, direction).ref
        objects = {"type": "array", "items": whole} if how.many else whole
        shared: dict[str, Any] = {key: keys[key] for key in ("readOnly", "description") if key in keys}
        plain = {key: value for key, value in keys.items() if key not in shared}
        return {"anyOf": [plain, objects], **shared}

    def get_tags(self) -> list[str]:
        """One group for each noun."""
        return [self.path.split("/")[3]]

    def map_renderers(self, attribute: str) -> list[Any]:
        """JSON alone: of the other forms a list has, `schema_of_exports` says more."""
        return ["application/json"] if attribute == "media_type" else super().map_renderers(attribute)


def listed_in(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every list of the API by its path, with what the description says of reading it."""
    return {
        path: methods["get"]
        for path, methods in document["paths"].items()
        if OF_LISTS in {parameter["name"] for parameter in methods.get("get", {}).get("parameters", ())}
    }


REFUSALS = {
    "400": "A parameter, field or value that is not known here, or cannot be read; it is named.",
    "401": "The token is wrong or has expired; a write needs one, or somebody signed in.",
    "403": "Whoever calls may not do this, or the token's scope is too small.",
    "404": "There is nothing here, or nothing that the caller may know of.",
    "406": "It is not written in any of the forms named in Accept.",
    "409": "This cannot be done to it as it now stands.",
    "412": "It has been changed since the version named in If-Match.",
    "415": "The body is not of a kind that is read here.",
    "422": "The Idempotency-Key was sent before with another content.",
    "428": "Say in If-Match which version you change.",
    "429": "Too many calls, or too many wrong tokens; Retry-After says how many seconds to wait.",
}


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every call may be refused, and every refusal is a problem; how, depends on the call."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, methods in result["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = methods[method]
                refusals = {code: _refusal(REFUSALS[code]) for code in _refused_with(path, method, operation)}
                operation["responses"] |= refusals | {"default": _refusal("A refusal, as a problem.")}
    return result


def _refusal(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}


def _refused_with(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    """The codes with which this call may be refused, in their order."""
    headers = {entry["name"]: entry for entry in operation.get("parameters", ()) if entry["in"] == "header"}
    codes = {"400", "401", "406", "429"}
    # A page that is not there, or an object.
    codes |= {"404"} if "{" in path or method == "get" else set()
    codes |= {"403", "409", "415"} if method != "get" else set()
    codes |= {"412"} if "If-Match" in headers or method == "get" else set()
    codes |= {"428"} if headers.get("If-Match", {}).get("required") else set()
    codes |= {"422"} if "Idempotency-Key" in headers else set()
    return sorted(codes)
