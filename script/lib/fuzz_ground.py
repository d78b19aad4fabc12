"""What a fuzzed site needs before every call it describes can succeed; runs where the site's Django is."""

import datetime
import json
from collections.abc import Sequence
from typing import Any

import django
import pyrage
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

ADDRESS = "http://localhost"
# What is read by a number that the database gave.
BY_NUMBER = {
    "status_totals": "benchmarks_app.StatusTotal",
    "party_results": "elections_app.PartyResult",
    "turnouts": "elections_app.Turnout",
    "observer_delegations": "elections_app.ObserverDelegation",
    "findings": "elections_app.Finding",
    "consistency_checks": "elections_app.ConsistencyCheck",
}
# Made up, like everything that is written on this site.
NARRATIVE = "Written for a site that is gone in an hour."


def main(arguments: Sequence[str]) -> int:
    """Print what `laid` gives, as JSON."""
    django.setup()
    print(json.dumps(laid()))
    return 0


def laid() -> dict[str, Any]:
    """A reviewer's token; by operation, the parameters and the body with which a call can succeed."""
    from core.accounts import make_ready_account  # noqa: PLC0415
    from core.permissions import Role, Scope  # noqa: PLC0415
    from core.sealing_keys import add_sealing_key  # noqa: PLC0415

    monitor, reviewer, admin = (
        make_ready_account(username=f"fuzzed-{role}", role=role).person
        for role in (Role.MONITOR, Role.REVIEWER, Role.ADMIN)
    )
    public_key = str(pyrage.x25519.Identity.generate().to_public())  # nobody will open what is sealed to it
    add_sealing_key(name="Nobody", public_key=public_key, by=admin, at=timezone.now())
    _, token = apps.get_model("core", "ApiToken").objects.create(user=reviewer, scope=Scope.REVIEW)
    keys = {**of_updates(monitor, reviewer), **of_grades(reviewer), **of_releases(admin), **by_number()}
    looked_at = {"updates": [published(monitor, reviewer, timezone.now()).pk], "checked_on": "2026"}
    bodies = {"progress_updates_no_change_create": looked_at}
    return {"token": token, "parameters": keys, "bodies": bodies}


def of_updates(monitor: Any, reviewer: Any) -> dict[str, dict[str, Any]]:
    """For each step of an update's life, one that can take it: the reviewer's own, or the monitor's."""
    from benchmarks_app import services  # noqa: PLC0415

    now = timezone.now()
    begun = {name: drafted(reviewer, now) for name in ("partial_update", "submit_create")}
    with_rows = {name: drafted(reviewer, now) for name in ("create", "destroy")}
    row = with_rows["destroy"].evidence.get()
    services.attach_file(
        update=with_rows["destroy"], evidence=row, content=b"Read.\n", name="a.txt", by=reviewer, at=now
    )
    handed = {name: submitted(monitor, now) for name in ("publish_create", "return_create")}
    public = {name: published(monitor, reviewer, now) for name in ("retrieve", "withdraw_create")}
    # Whoever corrects may be anybody who records; what is corrected has to be public.
    public["correct_create"] = published(monitor, reviewer, now)
    taken = {f"progress_updates_{name}": update for name, update in {**begun, **handed, **public}.items()}
    return {
        **{name: {"path.id": update.pk} for name, update in taken.items()},
        **{
            f"progress_updates_evidence_file_{name}": {
                "path.id": update.pk,
                "path.key": str(update.evidence.get().key),
            }
            for name, update in with_rows.items()
        },
    }


def drafted(by: Any, at: datetime.datetime) -> Any:
    """A draft of this person with a row of evidence."""
    from benchmarks_app import services  # noqa: PLC0415

    return services.draft_update(
        content=services.UpdateContent(
            benchmark=apps.get_model("benchmarks_app", "Benchmark").objects.earliest("set__order", "number"),
            status="variable",
            assessor="ohchr",
            assessed_on="2025",
            narrative=NARRATIVE,
            evidence=(services.EvidenceItem(description="A report", origin="An office"),),
        ),
        by=by,
        at=at,
    )


def submitted(by: Any, at: datetime.datetime) -> Any:
    """The same, handed to the reviewers."""
    from benchmarks_app import services  # noqa: PLC0415

    return services.submit_update(update=drafted(by, at), by=by, at=at)


def published(monitor: Any, reviewer: Any, at: datetime.datetime) -> Any:
    """The same, made public by a second person."""
    from benchmarks_app import services  # noqa: PLC0415

    update = submitted(monitor, at)
    return services.publish_update(update=update, names_nobody=True, by=reviewer, at=at)


def of_grades(by: Any) -> dict[str, dict[str, Any]]:
    """A grade that can be read."""
    from benchmarks_app import services  # noqa: PLC0415

    recommendation = apps.get_model("benchmarks_app", "Recommendation").objects.earliest("slug")
    grade = services.grade_follow_up(
        recommendation=recommendation,
        grade="B",
        source=apps.get_model("core", "Passage").objects.earliest("pk"),
        graded_on="2025",
        note=NARRATIVE,
        by=by,
        at=timezone.now(),
    )
    return {"follow_up_grades_retrieve": {"path.id": grade.pk}}


def of_releases(by: Any) -> dict[str, dict[str, Any]]:
    """Two releases, which can be read and compared."""
    for _ in range(2):
        call_command("make_release", by=by.username, address=ADDRESS, verbosity=0)
    names = apps.get_model("core", "Release").objects.order_by("made_at").values_list("name", flat=True)
    return {
        "releases_retrieve": {"path.name": names[0]},
        "release_difference_retrieve": {"query.from": names[0], "query.to": names[1]},
    }


def by_number() -> dict[str, dict[str, Any]]:
    """A row of each kind that is read by its number."""
    rows = {noun: apps.get_model(model).objects.earliest("pk") for noun, model in BY_NUMBER.items()}
    return {f"{noun}_retrieve": {"path.id": row.pk} for noun, row in rows.items()}


if __name__ == "__main__":
    from script.lib.refusals import run

    run(main)
