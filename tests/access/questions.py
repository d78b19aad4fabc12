"""Questions to lists: what a count, a search, a filter or an order tells of what the caller may not know."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from benchmarks_app.models import Evidence, ProgressUpdate
from tests.access.addresses import Address
from tests.access.disclosure import said
from tests.access.matrix import Cell, cells_of, told_in
from tests.access.policy import TABLE
from tests.access.roles import Role
from tests.access.rules import READS_RESTRICTED, SEES
from tests.access.states import UPDATES, Kind, State, World
from tests.without_triggers import without_triggers

REFUSED = 400
UPDATES_AS_DATA = "/api/v1/progress-updates/"
# Columns that no answer shows: to ask by one of them is to read it letter by letter.
HIDDEN_COLUMNS = (
    *("author", "author__username", "published_by", "withdrawn_by", "review_note", "client_key"),
    *("names_nobody_confirmed", "evidence", "evidence__description", "evidence__visibility"),
)
# Whose lists are read in both worlds; the history and its screens show what is hidden, to those who may.
READERS = (Role.ANONYMOUS, Role.MONITOR, Role.REVIEWER, Role.ADMIN)


def told_apart(world: World, cells: Iterable[Cell]) -> Iterator[str]:
    """The lists that tell a world with something hidden from one without it."""
    by_role: dict[Role, list[Cell]] = {}
    for cell in cells:
        by_role.setdefault(cell.role, []).append(cell)
    for role, asked in by_role.items():
        with_it = [told_in(world, cell).bytes for cell in asked]
        with transaction.atomic():
            with without_triggers():
                take_away_what_is_hidden_from(role)
            without_it = [told_in(world, cell).bytes for cell in asked]
            transaction.set_rollback(True)
        for cell, one, other in zip(asked, with_it, without_it, strict=True):
            if one != other:
                yield f"{cell}: tells that something is hidden"


def take_away_what_is_hidden_from(role: Role) -> None:
    """Leave only what this caller may know of."""
    hidden = [str(state) for state in UPDATES if role not in SEES[state]]
    ProgressUpdate.objects.filter(state__in=hidden).delete()
    Evidence.objects.filter(visibility="confidential").delete()
    if role not in READS_RESTRICTED:
        Evidence.objects.filter(visibility="restricted").delete()


def lists(roles: Iterable[Role] = READERS) -> Iterator[Cell]:
    """Every list there is, read by these; the admin screens by admins, to whom alone they open."""
    for cell in cells_of(_is_a_list, methods=["GET"], roles=roles):
        if cell.role is Role.ADMIN or not cell.address.name.startswith("admin:"):
            yield cell


def _is_a_list(address: Address) -> bool:
    is_read = "GET" in TABLE[address.name].rules
    return is_read and not address.arguments and "history" not in address.name


SEARCHERS = (*READERS, Role.AUTHOR, Role.READ_TOKEN)


def found_by_searching(world: World, roles: Iterable[Role] = SEARCHERS) -> Iterator[str]:
    """The secrets that a search of the updates finds though hidden, or does not find though shown."""
    for role in roles:
        readable = frozenset().union(*(said(role, state) for state in UPDATES))
        for text, place in world.secrets.items():
            if place[0] in State:
                given = asked(world, role, f"search={text}")
                found = json.loads(given.content)["count"] > 0
                if found != (place in readable and place[1] == Kind.NARRATIVE):
                    verb = "finds" if found else "does not find"
                    yield f"a search by {role} {verb} the {place[1]} of {place[0]}"


def questions_answered(world: World, roles: Iterable[Role] = (Role.ANONYMOUS, Role.MONITOR)) -> Iterator[str]:
    """The hidden columns by which somebody can filter or order."""
    for role in roles:
        for column in HIDDEN_COLUMNS:
            for question in (f"{column}=a", f"{column}__gte=a", f"ordering={column}", f"ordering=-{column}"):
                given = asked(world, role, question)
                if given.status_code != REFUSED:
                    yield f"{role} asks ?{question} and is answered {given.status_code}"


def asked(world: World, role: Role, question: str) -> Any:
    """The answer of the list of updates to a question."""
    _request, given = world.callers[role].ask("GET", f"{UPDATES_AS_DATA}?{question}", {}, {})
    return given
