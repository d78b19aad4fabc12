"""What is sent where: good content, so that whoever may do a thing has done it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarks_app.models import Recommendation
from core.models import Passage, Undoing
from tests.access.addresses import Address, row_in
from tests.access.states import State, World
from tests.benchmarks_app.recording import typed
from tests.core.loading.files import fixture, theme
from tests.factories.benchmarks import A_PICTURE


def sent(address: Address, world: World, state: State) -> Any:
    """The form or body for an address; empty where nothing is known of what it wants."""
    make = FORMS.get(address.name)
    return make(world, state) if make else {}


def _recorded(world: World, state: State) -> dict[str, Any]:
    return typed(action="save")


def _no_change_typed(world: World, state: State) -> dict[str, Any]:
    update = world.updates[State.PUBLISHED].pk
    return {"action": "record", "checked_on": "2024", "updates": [update]}


def _observed_typed(world: World, state: State) -> dict[str, Any]:
    indicator = world.updates[State.PUBLISHED].proposed_observations.get().indicator.slug
    return {
        "action": "record",
        "period": "2023",
        "assessor": "ohchr",
        "source_note": "The ministry",
        f"{indicator}-value": "12",
        f"{indicator}-qualifier": "exact",
    }


def _grade_typed(world: World, state: State) -> dict[str, Any]:
    document = _passage(world).document
    return {"grade": "B", "document": document.slug, "locator": _passage(world).locator, "graded_on": "2024"}


def _passage(world: World) -> Any:
    return Passage.objects.filter(cited_by_follow_up_grade=None).first()


def _body(world: World, state: State) -> dict[str, Any]:
    return {
        "benchmark": world.updates[State.PUBLISHED].benchmark.number,
        "status": "variable",
        "assessor": "ohchr",
        "assessed_on": "2023",
        "narrative": "Bail is granted more often.",
    }


def _observed(world: World, state: State) -> dict[str, Any]:
    indicator = world.updates[State.PUBLISHED].proposed_observations.get().indicator.slug
    values = [{"indicator": indicator, "value": 12}]
    return {"period": "2023", "assessor": "ohchr", "source_note": "The ministry", "values": values}


def _graded(world: World, state: State) -> dict[str, Any]:
    passage = _passage(world)
    source = {"document": passage.document.slug, "locator": passage.locator}
    recommendation: Any = world.row_of(Recommendation)
    return {"recommendation": recommendation.slug, "grade": "B", "source": source, "graded_on": "2024"}


def _chosen(world: World, state: State) -> dict[str, Any]:
    rows = [row_in(world, type(world.updates[state]), state).pk for state in world.updates]
    return {"action": "publish", "_selected_action": rows}


def _file(world: World, state: State) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("picture.png", A_PICTURE, "image/png")}


def _load_typed(world: World, state: State) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("themes.yaml", fixture(theme("brought")).content), "whole": "on"}


def _undo_typed(world: World, state: State) -> dict[str, Any]:
    undoing: Any = world.row_of(Undoing)
    return {"fingerprint": undoing.fingerprint, "reason": NOTE}


def always(**said: Any) -> Any:
    """The same whatever it is about."""
    return lambda world, state: said


NOTE = "Which court?"
FORMS: dict[str, Any] = {
    **dict.fromkeys(("record-progress", "sets:record-progress"), _recorded),
    "progress-updates:revise": _recorded,
    "progress-updates:evidence-file": _file,
    "api:progress-updates-evidence-file": lambda world, state: A_PICTURE,
    "loads:new": _load_typed,
    "planned-loads:apply": lambda world, state: {"reason": NOTE},
    "undoings:undo": _undo_typed,
    "no-change": _no_change_typed,
    "observe-again": _observed_typed,
    "record-grade": _grade_typed,
    "progress-updates:return": always(note=NOTE),
    "progress-updates:publish": always(names_nobody="on"),
    "progress-updates:withdraw": always(reason=NOTE),
    "api:progress-updates-list": _body,
    "api:progress-updates-detail": always(status="off_target"),
    "api:progress-updates-no-change": lambda world, state: {
        "updates": [world.updates[State.PUBLISHED].pk],
        "checked_on": "2024",
    },
    "api:progress-updates-observe-again": _observed,
    "api:progress-updates-return": always(note=NOTE),
    "api:progress-updates-publish": always(names_nobody=True),
    "api:progress-updates-withdraw": always(reason=NOTE),
    "api:follow-up-grades-list": _graded,
}
# Sent with every revision through the API, which asks for it before anything is changed.
HEADERS = {"PATCH": {"If-Match": "*"}}
