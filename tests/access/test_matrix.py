"""Every address, every method, everybody, every state: as the table says."""

from collections.abc import Callable

import pytest

from tests.access.addresses import Address, addresses
from tests.access.matrix import Run, cells_of
from tests.access.policy import TABLE
from tests.access.questions import found_by_searching, lists, questions_answered, told_apart
from tests.access.states import World

pytestmark = pytest.mark.django_db

Say = Callable[[str], None]


def test_every_address_stands_in_the_table() -> None:
    names = {address.name for address in addresses()}

    missing = [f'add a line for "{name}" to tests/access/policy.py' for name in sorted(names - TABLE.keys())]
    assert missing == []
    gone = [f'"{name}" is no address any more: take its line away' for name in sorted(TABLE.keys() - names)]
    assert gone == []


PARTS: dict[str, Callable[[Address], bool]] = {
    "the pages": lambda address: not address.name.startswith(("api:", "admin:")),
    "the API": lambda address: address.name.startswith("api:"),
    "the admin screens": lambda address: address.name.startswith("admin:"),
}


@pytest.mark.parametrize("part", PARTS)
def test_each_answer_is_the_tables(part: str, world: World, say: Say) -> None:
    run = Run(world).walk(cells_of(PARTS[part]))

    assert run.differences == [], "\n".join(run.differences)
    assert run.cells > 1000
    say(
        f"{part}: {run.cells:,} cells (URL x method x role x state), {len(run.differences)} differences; "
        f"{run.compared:,} hidden answers like absent ones"
    )


def test_no_list_tells_that_something_is_hidden(world: World, say: Say) -> None:
    cells = list(lists())

    assert list(told_apart(world, cells)) == []
    say(f"{len(cells)} lists read in a world with, and in one without, what is hidden: 0 differences")


def test_no_search_filter_or_order_answers_a_question_about_what_is_hidden(world: World) -> None:
    assert list(found_by_searching(world)) == []
    assert list(questions_answered(world)) == []
