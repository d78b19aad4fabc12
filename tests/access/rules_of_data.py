"""The kinds of lines for the API: lists, objects, and the steps of an update."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.access.roles import Role
from tests.access.rules import (
    ABSENT,
    AUTHORS,
    BEING_WRITTEN,
    CHANGED,
    CONFLICT,
    EACH_STATE,
    FORBIDDEN,
    MADE,
    METHODS,
    NO_SUCH_METHOD,
    READING,
    READS_RESTRICTED,
    SEES,
    SHOWN,
    THERE_OR_NOT,
    TOO_SMALL_TO_RECORD,
    WHO_ARE_YOU,
    Answer,
    Line,
    Rule,
    Who,
    always,
)
from tests.access.states import State


def known(rule: Rule) -> Rule:
    """The same, but a token that is no good is refused whatever it asks for."""
    return lambda role, state: WHO_ARE_YOU if role is Role.DEACTIVATED_TOKEN else rule(role, state)


def written_by(who: Who, too_small: Who, rule: Rule) -> Rule:
    """By these; never without a name, and a token with too small a scope is told so before anything."""

    def written(role: Role, state: State) -> Answer:
        if role in (Role.ANONYMOUS, Role.DEACTIVATED):
            return WHO_ARE_YOU
        if role in too_small:
            return FORBIDDEN
        return rule(role, state)

    return known(written)


def creating(who: Who, too_small: Who) -> Rule:
    """Something new, by these."""
    return written_by(who, too_small, lambda role, state: MADE if role in who else FORBIDDEN)


@dataclass(frozen=True)
class Data(Line):
    """A line of the API: OPTIONS describes the address, not what is there, to everybody."""

    def expects(self, method: str, role: Role, state: State) -> Answer:
        """What this caller is answered."""
        if method == "OPTIONS" or method not in self.rules:
            answer = SHOWN if method == "OPTIONS" else NO_SUCH_METHOD
            return known(always(answer))(role, state)
        return self.rules[method](role, state)


def data(create: Rule | None = None) -> Data:
    """A list that everybody reads, and to which these add."""
    rules = dict.fromkeys(READING, known(always(SHOWN)))
    return Data(rules | ({"POST": create} if create else {}))


def object_data() -> Data:
    """One object that everybody reads."""
    there = known(lambda role, state: ABSENT if state is State.ABSENT else SHOWN)
    return Data(dict.fromkeys(READING, there), THERE_OR_NOT)


def update_data() -> Data:
    """One update, for whoever may know of it; revised by its author while it is being written."""
    read = known(lambda role, state: SHOWN if role in SEES[state] else ABSENT)
    revise = step(AUTHORS, TOO_SMALL_TO_RECORD, BEING_WRITTEN, CHANGED).rules["POST"]
    return Data({**dict.fromkeys(READING, read), "PATCH": revise}, EACH_STATE)


def step(who: Who, too_small: Who, on: Iterable[State], done: Answer) -> Data:
    """A step of an update: by these, in these states; 404 for what one may not know of, else 403 or 409."""
    chosen, states = frozenset(who), frozenset(on)

    def rule(role: Role, state: State) -> Answer:
        if role not in SEES[state]:
            return ABSENT
        if role not in chosen:
            return FORBIDDEN
        return done if state in states else CONFLICT

    return Data({"POST": written_by(who, too_small, rule)}, EACH_STATE)


def step_on_evidence() -> Data:
    """The file of a row is put there and taken away by its author; a row that is hidden is not there."""
    step_on_update = step(AUTHORS, TOO_SMALL_TO_RECORD, BEING_WRITTEN, CHANGED).rules["POST"]

    def rule(role: Role, state: State) -> Answer:
        answer = step_on_update(role, state)
        hidden = state is State.WITHDRAWN and role not in READS_RESTRICTED
        return ABSENT if hidden and answer == FORBIDDEN else answer

    return Data({"POST": rule, "DELETE": rule}, EACH_STATE)


def post_only(create: Rule) -> Data:
    """An address to which something is sent and where nothing is read."""
    return Data({"POST": create})


def nothing_there() -> Line:
    """An address of the API that is none, whatever is asked."""
    return Line(dict.fromkeys(METHODS, known(always(ABSENT))))


def page_without_token() -> Line:
    """A page under the API's address; it asks for no token and looks at none."""
    return Line(dict.fromkeys(READING, always(SHOWN)))
