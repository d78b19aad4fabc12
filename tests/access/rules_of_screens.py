"""The kinds of lines for the admin screens: a door, and behind it the screens of each kind of row."""

from collections.abc import Iterable

from tests.access.roles import Role
from tests.access.rules import (
    ADMIN_SIGN_IN,
    ADMINS,
    EACH_STATE,
    FORBIDDEN,
    HIDDEN_WITHOUT_A_ROLE,
    LET_IN,
    NO_SUCH_METHOD,
    READING,
    SENT_ON,
    SHOWN,
    THERE_OR_NOT,
    TO_THE_INDEX,
    Answer,
    Line,
    Rule,
    Who,
)
from tests.access.states import State


def inside(
    allowed: Answer,
    who: Who = ADMINS,
    otherwise: Answer = FORBIDDEN,
    hidden: Iterable[State] = (),
    not_there: Answer = TO_THE_INDEX,
) -> Rule:
    """Behind the door of the admin screens: for these; others who were let in may not, the rest sign in."""
    chosen, missing = frozenset(who), {State.ABSENT, *hidden}

    def rule(role: Role, state: State) -> Answer:
        if role not in LET_IN:
            return ADMIN_SIGN_IN
        if role not in chosen:
            return otherwise
        return not_there if state in missing and allowed is not FORBIDDEN else allowed

    return rule


def screen(
    allowed: Answer = SHOWN,
    sent: Answer | None = None,
    states: tuple[State, ...] = (State.PUBLISHED,),
    hidden: Iterable[State] = (),
) -> Line:
    """One screen, read by admins; `sent` answers an empty form, which changes nothing."""
    rules = dict.fromkeys(READING, inside(allowed, hidden=hidden))
    return Line({**rules, "POST": inside(sent or allowed, hidden=hidden)}, states)


def screens(
    *,
    writes: bool = True,
    deletes: bool | None = None,
    hidden: Iterable[State] | None = None,
    states: tuple[State, ...] = (),
) -> dict[str, Line]:
    """The screens of a kind of row; where only services write, an admin reads.

    `hidden` are the states in which an admin may not know of the row, where it is of an update.
    """
    may_delete = writes if deletes is None else deletes
    states = states or (THERE_OR_NOT if hidden is None else EACH_STATE)
    not_there = tuple(hidden or ())
    return {
        "changelist": screen(),
        "add": screen(SHOWN if writes else FORBIDDEN),
        "change": screen(sent=SHOWN if writes else FORBIDDEN, states=states, hidden=not_there),
        "delete": screen(SHOWN if may_delete else FORBIDDEN, states=states, hidden=not_there),
        "history": past_of(states, not_there),
        "shortcut": Line(
            dict.fromkeys((*READING, "POST"), inside(SENT_ON, LET_IN, not_there=SENT_ON)), states
        ),
    }


def past_of(states: tuple[State, ...], hidden: tuple[State, ...]) -> Line:
    """The library's list of changes of a row: what is not there leads back, whoever asks."""

    def rule(role: Role, state: State) -> Answer:
        missing = state is State.ABSENT or state in hidden
        if role in LET_IN - ADMINS and (missing or state in HIDDEN_WITHOUT_A_ROLE):
            return TO_THE_INDEX
        return inside(SHOWN, hidden=hidden)(role, state)

    return Line(dict.fromkeys((*READING, "POST"), rule), states)


def read_inside(who: Who) -> Line:
    """Something behind the door that is only read."""
    return Line({**dict.fromkeys(READING, inside(SHOWN, who)), "POST": inside(NO_SUCH_METHOD, LET_IN)})


def door(shown: Answer, otherwise: Answer = FORBIDDEN, who: Who = LET_IN) -> Line:
    """A screen that belongs to the admin site itself."""
    return Line(dict.fromkeys((*READING, "POST"), inside(shown, who, otherwise)))
