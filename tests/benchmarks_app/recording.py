"""What a monitor types into the form of an update, for the tests of its pages."""

from typing import Any

from django.test import Client
from django.urls import reverse

from benchmarks_app.models import Benchmark, ProgressUpdate


def typed(**changes: str) -> dict[str, str]:
    """A form with one row of evidence and no observation; names with "__" stand for those with "-"."""
    return {
        "measure": "",
        "status": "variable",
        "trend": "improving",
        "assessor": "ohchr",
        "assessed_on": "2023-06",
        "narrative": "Bail is granted more often.",
        **evidence_row(
            0, "Court statistics", "Ministry of Justice", url="https://example.org/s", dated="2023"
        ),
        "evidence-1-visibility": "public",
        "evidence-TOTAL_FORMS": "2",
        "evidence-INITIAL_FORMS": "0",
        "observations-TOTAL_FORMS": "1",
        "observations-INITIAL_FORMS": "0",
        **{name.replace("__", "-"): value for name, value in changes.items()},
    }


def evidence_row(number: int, description: str, origin: str, **more: str) -> dict[str, str]:
    """One row of evidence as it is typed."""
    row = {"description": description, "origin": origin, "visibility": "public", **more}
    return {f"evidence-{number}-{name}": value for name, value in row.items()}


def observation_row(number: int, indicator: str, period: str, value: str, **more: str) -> dict[str, str]:
    """One new observation as it is typed."""
    row = {"indicator": indicator, "period": period, "value": value, "qualifier": "exact", **more}
    return {f"observations-{number}-{name}": value for name, value in row.items()}


def record(client: Client, benchmark: Benchmark, **changes: str) -> Any:
    """Send the form of a new update and follow to where it leads."""
    return client.post(reverse("record-progress", args=[benchmark.number]), typed(**changes), follow=True)


def revise(client: Client, update: ProgressUpdate, **changes: str) -> Any:
    """Send the form of an update that was saved before, and follow to where it leads."""
    return client.post(reverse("progress-updates:revise", args=[update.pk]), typed(**changes), follow=True)


def decide(client: Client, decision: str, update: ProgressUpdate, **said: str) -> Any:
    """Send one decision on an update and follow to where it leads."""
    return client.post(reverse(f"progress-updates:{decision}", args=[update.pk]), said, follow=True)
