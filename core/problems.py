"""What a refusal of the API says (RFC 9457), for whoever refuses, inside the API and before it."""

from http import HTTPStatus
from typing import Any

API = "/api/"
PROBLEM_TYPE = "application/problem+json"


def problem(status: int, detail: str) -> dict[str, Any]:
    """What every problem says."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
