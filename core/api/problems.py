"""Every error of the API as one kind of answer: a problem (RFC 9457, application/problem+json)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler, set_rollback

from core.errors import DomainError
from core.problems import PROBLEM_TYPE, problem


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem for an error; None for one that nobody foresaw, which stays a failure of the server."""
    if isinstance(error, DomainError):
        set_rollback()
        errors = [{"field": error.field, "message": str(error.message)}] if error.field else []
        return _problem(error.status, str(error.message), errors)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        errors = list(_flat(response.data))
        return _problem(response.status_code, " ".join(entry["message"] for entry in errors), errors)
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    return _problem(response.status_code, str(detail), [], headers=dict(response.items()))


def _problem(
    status: int, detail: str, errors: list[dict[str, str]], headers: dict[str, str] | None = None
) -> Response:
    body = problem(status, detail) | ({"errors": errors} if errors else {})
    headers = {name: value for name, value in (headers or {}).items() if name.lower() != "content-type"}
    return Response(body, status=status, headers=headers, content_type=PROBLEM_TYPE)


def _flat(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Each message with the dotted name of its field: "evidence.0.origin"."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(filter(None, [field, own])))
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            nested = f"{field}.{position}" if isinstance(inner, dict) else field
            yield from _flat(inner, nested)
    else:
        yield {"field": sayable(field), "message": sayable(str(detail))}


def sayable(sent: Any) -> Any:
    """What was sent without the halves of characters that a caller may send but no answer can hold."""
    if isinstance(sent, str):
        return sent.encode("utf-8", "replace").decode()
    if isinstance(sent, dict):
        return {sayable(name): sayable(value) for name, value in sent.items()}
    return [sayable(entry) for entry in sent] if isinstance(sent, list) else sent


@extend_schema(exclude=True)
class UnknownAddress(APIView):
    """Answers every address under the API that is none of ours: 404 as a problem, or the missing slash."""

    permission_classes = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead a reader who left out the last slash to the right address."""
        if request.method == "GET" and self._is_known(f"{request.path_info}/"):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{request.path}/{'?' if query else ''}{query}")
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse, whatever the method."""
        super().initial(request, *args, **kwargs)
        raise NotFound(_("There is nothing at this address; see the API's root for what there is."))

    def _is_known(self, path: str) -> bool:
        try:
            return getattr(resolve(path).func, "cls", None) is not UnknownAddress and not path.endswith("//")
        except Resolver404:
            return False
