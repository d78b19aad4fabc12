"""The API's description (OpenAPI): what drf-spectacular cannot see by itself."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

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
METHODS = ("get", "post", "put", "patch", "delete")


def included_parameter(view: Any) -> OpenApiParameter:
    """`include`, with the names this endpoint knows."""
    return OpenApiParameter(
        "include",
        str,
        many=True,
        explode=False,
        style="form",
        enum=list(includes_of(view)),
        description="Whole objects in place of keys in these fields, separated by commas.",
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
        shared = {key: keys[key] for key in ("readOnly", "description") if key in keys}
        plain = {key: value for key, value in keys.items() if key not in shared}
        return {"anyOf": [plain, objects], **shared}

    def get_tags(self) -> list[str]:
        """One group for each noun."""
        return [self.path.split("/")[3]]


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
