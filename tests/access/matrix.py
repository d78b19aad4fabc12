"""Asks every address in every way and tells each answer that is not what the table says."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.messages import get_messages
from django.db import connection, transaction

from core.file_forms import MEDIA_TYPES
from tests.access import calls
from tests.access.addresses import OF_UPDATES, Address, addresses
from tests.access.disclosure import disclosed, own_name, permitted
from tests.access.policy import TABLE
from tests.access.roles import FAILURES, TOKENS, Role
from tests.access.rules import LET_IN, METHODS, Answer, Line
from tests.access.states import PREFIX, State, World

SECRET = re.compile(rf"{PREFIX}[0-9a-f]{{12}}")
# What differs between any two answers, whatever is there.
CHANGING = re.compile(r'(name="(?:csrfmiddlewaretoken|client_key)" value=")[^"]*|(csrftoken=)[^;]*')
WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM) \"(?!django_session)", re.IGNORECASE)
PACKED = (MEDIA_TYPES["xlsx"], "application/zip")
# On pages and admin screens a token is nobody; one of them stands for all.
A_TOKEN_ON_A_PAGE = Role.REVIEW_TOKEN
A_FEW = (Role.ANONYMOUS, Role.REVIEWER, Role.ADMIN)


class Cell(NamedTuple):
    """One question: this address about this state, in this way, by this caller."""

    address: Address
    state: State
    method: str
    role: Role

    def __str__(self) -> str:
        return f"{self.method} {self.address.name} ({self.state}) by {self.role}"


@dataclass
class Told:
    """What was answered, with everything taken out that says only which row was asked for."""

    answer: Answer
    secrets: frozenset[str]
    bytes: tuple[Any, ...]


@dataclass
class Run:
    """A walk through the cells: how many there were, and where answer and table differ."""

    world: World
    cells: int = 0
    compared: int = 0
    differences: list[str] = field(default_factory=list)
    absent: dict[tuple[str, str, Role], Told] = field(default_factory=dict)

    def walk(self, cells: Iterable[Cell]) -> "Run":
        """Ask each."""
        for cell in cells:
            self.cells += 1
            self.differences += [f"{cell}: {difference}" for difference in self._differences(cell)]
        return self

    def _differences(self, cell: Cell) -> Iterator[str]:
        line = TABLE[cell.address.name]
        told = told_in(self.world, cell)
        expected = line.expects(cell.method, cell.role, cell.state)
        if not fits(told.answer, expected):
            yield f"answered {in_words(told.answer)}, but the table says {in_words(expected)}"
        yield from self._disclosures(cell, told, expected)
        yield from self._against_absent(cell, line, told)

    def _disclosures(self, cell: Cell, told: Told, expected: Answer) -> Iterator[str]:
        found = frozenset(self.world.secrets[text] for text in told.secrets) - own_name(cell.role)
        shown = disclosed(cell.address.name, cell.role, cell.state) - own_name(cell.role)
        for place in sorted(found - shown - permitted(cell.address.name, cell.role), key=str):
            yield f"shows {in_place(place)}"
        if cell.method == "GET" and expected.status == told.answer.status == 200:
            for place in sorted(shown - found, key=str):
                yield f"does not show {in_place(place)}"

    def _against_absent(self, cell: Cell, line: Line, told: Told) -> Iterator[str]:
        key = (cell.address.name, cell.method, cell.role)
        if cell.state is State.ABSENT:
            self.absent[key] = told
        elif cell.address.model in OF_UPDATES and key in self.absent and self._is_hidden(cell, line):
            self.compared += 1
            if told.bytes != self.absent[key].bytes:
                yield "is told apart from one that is not there"

    def _is_hidden(self, cell: Cell, line: Line) -> bool:
        # That a withdrawn update is there is known: its hidden rows are like its other rows, not like none.
        if cell.address.name == "api:progress-updates-evidence-file" and cell.state is State.WITHDRAWN:
            return False
        here, nowhere = (line.expects(cell.method, cell.role, state) for state in (cell.state, State.ABSENT))
        return here == nowhere


def fits(given: Answer, expected: Answer) -> bool:
    """Whether the status, the way on and the writing are those of the table."""
    same = given.status == expected.status and given.writes == expected.writes
    return same and given.leads_to.startswith(expected.leads_to)


def in_words(answer: Answer) -> str:
    """An answer for people."""
    way = f" to {answer.leads_to}" if answer.leads_to else ""
    return f"{answer.status}{way}{', and writes' if answer.writes else ''}"


def in_place(place: tuple[Any, str]) -> str:
    """Where a secret stands, for people."""
    return f"the {place[1]} of {place[0]}"


def told_in(world: World, cell: Cell) -> Told:
    """The answer to one cell; whatever it wrote is undone."""
    reading = cell.method in ("GET", "HEAD", "OPTIONS")
    path = cell.address.path(world, cell.state, reading=cell.method in ("GET", "HEAD"))
    sent = {} if reading else calls.sent(cell.address, world, cell.state)
    written: list[str] = []
    with transaction.atomic(), connection.execute_wrapper(noting(written)):
        caller, headers = world.callers[cell.role], calls.HEADERS.get(cell.method, {})
        request, given = caller.ask(cell.method, path, sent, headers)
        told = read(request, given, path, world, writes=bool(written))
        transaction.set_rollback(True)
    return told


def noting(written: list[str]) -> Callable[..., Any]:
    """Notes every statement that changes a row of anything but sessions."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    return note


def read(request: Any, given: Any, path: str, world: World, *, writes: bool) -> Told:
    """An answer as the matrix compares it."""
    body = b"".join(given.streaming_content) if given.streaming else given.content
    headers = {name: value for name, value in given.items() if name != "Content-Length"}
    messages = [str(message) for message in get_messages(request)]
    if given.headers.get("Content-Type") in PACKED and body:
        body = unpacked(body)
    # A picture is no text, and still compared.
    text = body.decode(errors="backslashreplace")
    everything = "\n".join([text, *headers.values(), *messages])
    own_path = path.partition("?")[0]
    answer = Answer(given.status_code, headers.get("Location", "".join(FAILURES)), writes)
    neutral = [neutrally(part, own_path) for part in (text, str(headers), str(messages))]
    names = sorted(given.cookies)
    found = frozenset(SECRET.findall(everything)) & world.secrets.keys()
    return Told(answer, found, (answer.status, *neutral, names))


def unpacked(body: bytes) -> bytes:
    """What the packed parts of a spreadsheet or an archive say."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def neutrally(text: str, path: str) -> str:
    """A text without what names the row that was asked for, and without what changes with every answer."""
    text = CHANGING.sub(lambda found: found[1] or found[2], text.replace(path, "‹the path›"))
    for key in re.findall(r"/(\d+)/", path):
        # In an address or in quotes: the 51 of A/HRC/51/66 is no key.
        text = re.sub(rf"(?<=[a-z])/{key}/", "/‹the key›/", text).replace(f"“{key}”", "“‹the key›”")
    return text


def cells_of(
    chosen: Callable[[Address], bool],
    methods: Iterable[str] = METHODS,
    roles: Iterable[Role] = tuple(Role),
    states: Iterable[State] = tuple(State),
) -> Iterator[Cell]:
    """The cells of these addresses, what is absent first."""
    wanted, methods, asked = set(roles), tuple(methods), set(states)
    for address in addresses():
        line = TABLE.get(address.name)
        if line and chosen(address):
            for state in (state for state in line.states if state in asked):
                for method in methods:
                    for role in roles_at(address, line, state, method):
                        if role in wanted:
                            yield Cell(address, state, method, role)


def roles_at(address: Address, line: Line, state: State, method: str) -> Iterable[Role]:
    """Who asks there: everybody, where it could make a difference.

    What the address has no use for is refused before anybody looks who asks, HEAD is GET without its body,
    and the door of the admin screens is the same whatever lies behind it: there a few stand for all.
    """
    is_last = state is line.states[-1]
    on_screens = address.name.startswith("admin:")
    of_updates = address.model in OF_UPDATES and not on_screens
    if method not in line.rules or (method == "HEAD" and not of_updates):
        return A_FEW if is_last or of_updates else ()
    if address.name.startswith("api:"):
        return Role
    people = [role for role in Role if role not in TOKENS or role is A_TOKEN_ON_A_PAGE]
    if on_screens and not is_last:
        return [role for role in people if role in LET_IN]
    return people
