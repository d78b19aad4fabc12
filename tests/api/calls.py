"""What the tests of progress send, and where to."""

from typing import Any

from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate

LIST = "/api/v1/progress-updates/"


def body(**changes: Any) -> dict[str, Any]:
    """What a monitor sends."""
    return {
        "benchmark": 6,
        "status": "off_target",
        "trend": "worsening",
        "assessor": "civil_society",
        "assessed_on": "2023-06",
        "narrative": "Trials were held without counsel.",
        **changes,
    }


def address(update: ProgressUpdate, step: str = "") -> str:
    """Where an update, or a step of it, is."""
    return f"{LIST}{update.pk}/{step}"


def tag(update: ProgressUpdate) -> str:
    """The ETag of an update as the row at hand has it."""
    return f'"{update.pk}-{update.version}"'


def revise(api: APIClient, update: ProgressUpdate, change: Any, version: str = "*") -> Any:
    """The answer to a change of this version; of whichever stands unless one is named."""
    return api.patch(address(update), change, HTTP_IF_MATCH=version)


def origins(*names: str) -> list[dict[str, str]]:
    """Evidence of these origins."""
    return [{"description": "A report", "origin": name} for name in names]
