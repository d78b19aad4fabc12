"""The matrix tested: with each defect planted it turns red, and without it, it is green."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.access import defects
from tests.access.matrix import Run, cells_of
from tests.access.questions import found_by_searching, lists, questions_answered, told_apart
from tests.access.roles import Role
from tests.access.states import State, World

pytestmark = pytest.mark.django_db

Look = Callable[[World], Iterable[str]]
FEW = (Role.ANONYMOUS, Role.MONITOR)
UNSEEN = (State.ABSENT, State.DRAFT)


def at(
    name: str,
    methods: Iterable[str] = ("GET",),
    roles: Iterable[Role] = FEW,
    states: Iterable[State] = tuple(State),
) -> Look:
    """The part of the matrix about one address."""
    cells = list(cells_of(lambda address: address.name == name, methods, roles, states))
    return lambda world: Run(world).walk(cells).differences


def counted_by_an_admin(world: World) -> Iterator[str]:
    """The list of benchmarks in the admin screens, in two worlds."""
    screen = "admin:benchmarks_app_benchmark_changelist"
    return told_apart(world, [cell for cell in lists([Role.ADMIN]) if cell.address.name == screen])


PAGE, ROW, ROWS = "progress-updates:detail", "api:progress-updates-detail", "api:progress-updates-list"
SCREEN = "admin:benchmarks_app_progressupdate"
ONE = (Role.ANONYMOUS,)

# Each defect, and the part of the matrix that must see it.
PLANTED: list[tuple[defects.Plant, Look]] = [
    (defects.a_page_that_forgets_who_asks, at(PAGE, states=UNSEEN)),
    (defects.an_endpoint_that_forgets_who_asks, at(ROW, states=UNSEEN)),
    (defects.an_endpoint_that_forgets_who_asks, at(ROWS)),
    (defects.drafts_shown_to_the_whole_team, at(PAGE, states=UNSEEN)),
    (defects.nested_rows_not_narrowed, at(ROW, states=[State.PUBLISHED])),
    (defects.restricted_evidence_shown_to_all, at(PAGE, states=[State.PUBLISHED])),
    (defects.a_search_over_everything, at("search", roles=ONE)),
    (defects.a_search_in_what_was_withdrawn, lambda world: found_by_searching(world, ONE)),
    (defects.a_count_of_everything, counted_by_an_admin),
    (defects.every_column_in_an_answer, at(ROW, states=[State.PUBLISHED])),
    (defects.a_filter_on_a_hidden_column, lambda world: questions_answered(world, ONE)),
    (defects.an_order_by_a_hidden_column, lambda world: questions_answered(world, ONE)),
    (defects.an_admin_screen_that_deletes, at(f"{SCREEN}_delete", roles=[Role.ADMIN])),
    (defects.an_admin_screen_of_everything, at(f"{SCREEN}_change", roles=[Role.ADMIN], states=UNSEEN)),
    (
        defects.a_scope_that_nobody_asks_for,
        at("api:progress-updates-publish", ["POST"], [Role.READ_TOKEN], [State.DRAFT]),
    ),
    (
        defects.a_service_that_asks_nobody,
        at("api:progress-updates-withdraw", ["POST"], [Role.MONITOR], [State.PUBLISHED]),
    ),
    (defects.a_draft_that_anybody_submits, at(ROWS, ["POST"], [Role.RESEARCHER])),
    (defects.forbidden_instead_of_absent, at(PAGE, states=UNSEEN)),
    (defects.head_that_looks_at_everything, at(PAGE, ["HEAD"], states=UNSEEN)),
    (defects.options_that_look_up_the_row, at(ROW, ["OPTIONS"], ONE, UNSEEN)),
    (defects.a_history_open_to_all, at("history:export", roles=[Role.MONITOR])),
    (defects.an_export_that_hides_nothing, at("history:export", roles=[Role.AUDITOR])),
    (defects.an_error_that_quotes, at(ROW, states=UNSEEN)),
    (defects.what_was_withdrawn_still_shown, at(PAGE, roles=ONE, states=[State.WITHDRAWN])),
    (defects.an_author_who_is_named, at(ROW, roles=ONE, states=[State.PUBLISHED])),
    (defects.a_person_who_left_still_signed_in, at("workspace", roles=[Role.DEACTIVATED])),
]

CAUGHT: set[defects.Plant] = set()


@pytest.mark.parametrize(("plant", "look"), PLANTED, ids=[plant.__name__ for plant, _look in PLANTED])
def test_the_matrix_turns_red_and_green_again(plant: defects.Plant, look: Look, world: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        with_defect = list(look(world))
    without = list(look(world))

    assert with_defect != []
    assert without == []
    CAUGHT.add(plant)


def test_every_defect_that_is_written_is_planted(say: Callable[[str], None]) -> None:
    written = {made for made in vars(defects).values() if getattr(made, "__module__", "") == defects.__name__}
    planted = {plant for plant, _look in PLANTED}

    assert {made for made in written if not made.__name__.startswith("_")} == planted
    assert len(planted) >= 15
    say(f"{len(planted)} planted defects, {len(CAUGHT)} caught")
