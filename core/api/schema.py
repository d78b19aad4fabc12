"""The API's description (OpenAPI): what drf-spectacular cannot see by itself."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

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


class OurTokenScheme(KnoxTokenScheme):
    """Tokens, as our own authentication reads them."""

    target_class = "core.api.authentication.TokenAuthentication"
    name = "token"


class DescribedEndpoint(AutoSchema):
    """An endpoint's description, with the parameters every answer understands."""

    def get_override_parameters(self) -> list[Any]:
        """`fields` and `omit`, where rows are read."""
        declared: list[str] = getattr(self.view, "declared_parameters", list)()
        texts = {
            "fields": "Only these fields of each object, separated by commas.",
            "omit": "All but these fields of each object, separated by commas.",
        }
        return [
            OpenApiParameter(name, str, description=text) for name, text in texts.items() if name in declared
        ]

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


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every call may be refused, and every refusal is a problem."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    refusal = {
        "description": "A refusal, as a problem.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for method in METHODS:
            if method in path:
                path[method]["responses"]["default"] = refusal
    return result
