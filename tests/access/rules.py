"""The words in which the table of `policy.py` is written: people, answers, and kinds of lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tests.access.roles import TOKENS, Role
from tests.access.states import UPDATES, State


class Answer(NamedTuple):
    """What is answered: the status, where one is sent to, and whether something was written."""

    status: int
    leads_to: str = ""
    writes: bool = False


SHOWN = Answer(200)
SIGN_IN = Answer(302, "/sign-in/")
ADMIN_SIGN_IN = Answer(302, "/admin/login/")
WHO_ARE_YOU = Answer(401)
FORBIDDEN = Answer(403)
ABSENT = Answer(404)
NO_SUCH_METHOD = Answer(405)
# What a page says instead of doing it: the message stands on the page one is led to.
TOLD = Answer(302, "/progress-updates/")
GONE = Answer(302, "/workspace/")
TO_THE_INDEX = Answer(302, "/admin/")
TO_WORK = Answer(302, "/workspace/")
TO_THE_ACCOUNT = Answer(302, "/account/")
SHOW_IT_IS_YOU = Answer(302, "/account/confirm/")
SENT_ON = Answer(302)
NOT_NOW = Answer(422)
CONFLICT = Answer(409)
DONE = Answer(302, writes=True)
CHANGED = Answer(200, writes=True)
MADE = Answer(201, writes=True)

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
READING = ("GET", "HEAD")

# --- Who is who ------------------------------------------------------------------------------------------

EVERYBODY = frozenset(Role)
# A token opens no page, and whoever was deactivated is a stranger: these are asked to sign in.
STRANGERS = frozenset({Role.ANONYMOUS, Role.DEACTIVATED, *TOKENS})
SIGNED_IN = EVERYBODY - STRANGERS
TEAM = frozenset({Role.AUTHOR, Role.MONITOR, Role.REVIEWER})
RECORDERS, REVIEWERS = TEAM, frozenset({Role.REVIEWER})
HISTORIANS = frozenset({Role.ADMIN, Role.AUDITOR})
ADMINS = frozenset({Role.ADMIN})
HIDDEN_WITHOUT_A_ROLE = (State.DRAFT, State.RETURNED, State.SUBMITTED, State.RESTRICTED, State.CONFIDENTIAL)
# Into the admin screens, whatever they may do there.
LET_IN = frozenset({Role.ADMIN, Role.STAFF})

# Through the API a token does what its person may, and of that only what its scope holds.
TEAMS_TOKENS = frozenset(set(TOKENS) - {Role.DEACTIVATED_TOKEN})
MAY_RECORD = RECORDERS | {Role.RECORD_TOKEN, Role.REVIEW_TOKEN, Role.AUTHORS_TOKEN}
MAY_REVIEW = REVIEWERS | {Role.REVIEW_TOKEN}
TOO_SMALL_TO_RECORD = frozenset({Role.READ_TOKEN, Role.AUTHORS_READ_TOKEN})
TOO_SMALL_TO_REVIEW = TEAMS_TOKENS - MAY_REVIEW
READS_RESTRICTED = TEAM | TEAMS_TOKENS

AUTHORS = frozenset({Role.AUTHOR, Role.AUTHORS_TOKEN})
# Who may know that an update is there.
SEES: Mapping[State, frozenset[Role]] = {
    State.ABSENT: frozenset(),
    State.DRAFT: AUTHORS,
    State.RETURNED: AUTHORS,
    State.SUBMITTED: AUTHORS | MAY_REVIEW,
    State.PUBLISHED: EVERYBODY,
    State.SUPERSEDED: EVERYBODY,
    State.WITHDRAWN: EVERYBODY,
}
BEING_WRITTEN = frozenset({State.DRAFT, State.RETURNED})

# --- The kinds of lines ----------------------------------------------------------------------------------

Rule = Callable[[Role, State], Answer]
Who = Iterable[Role]


@dataclass(frozen=True)
class Line:
    """The rule of each method; a method without one is not there. `states` are those of what is asked for."""

    rules: Mapping[str, Rule]
    states: tuple[State, ...] = (State.PUBLISHED,)

    def expects(self, method: str, role: Role, state: State) -> Answer:
        """What this person is answered."""
        rule = self.rules.get(method)
        return rule(role, state) if rule else NO_SUCH_METHOD


THERE_OR_NOT = (State.ABSENT, State.PUBLISHED)
EACH_STATE = (State.ABSENT, *UPDATES)


def always(answer: Answer) -> Rule:
    """The same to everybody."""
    return lambda role, state: answer


def to(who: Who, answer: Answer = SHOWN) -> Rule:
    """To these; strangers are asked to sign in, and everybody else may not. What is not there is 404."""
    chosen = frozenset(who)

    def rule(role: Role, state: State) -> Answer:
        if role in chosen:
            return ABSENT if state is State.ABSENT else answer
        return SIGN_IN if role in STRANGERS else FORBIDDEN

    return rule


def page(who: Who) -> Line:
    """A page that these people read, and that takes nothing."""
    return Line(dict.fromkeys(READING, to(who)))


def page_of(who: Who) -> Line:
    """The page of one thing, which may be there or not."""
    return Line(dict.fromkeys(READING, to(who)), THERE_OR_NOT)


def form(who: Who, done: Answer = DONE) -> Line:
    """A page with a form that these people send."""
    return Line({**dict.fromkeys(READING, to(who)), "POST": to(who, done)})


def form_of(who: Who) -> Line:
    """The form about one thing, which may be there or not."""
    return Line(form(who).rules, THERE_OR_NOT)


def form_of_public(who: Who) -> Line:
    """The form about something that everybody may know of: to whoever signed in, what is not there is 404."""

    def rule(role: Role, state: State, answer: Answer) -> Answer:
        if state is State.ABSENT and role not in STRANGERS:
            return ABSENT
        return to(who, answer)(role, state)

    reading = dict.fromkeys(READING, lambda role, state: rule(role, state, SHOWN))
    return Line({**reading, "POST": lambda role, state: rule(role, state, DONE)}, THERE_OR_NOT)


def button(who: Who) -> Line:
    """Something that is only sent."""
    return Line({"POST": to(who, DONE)})


def entrance(to_strangers: Answer) -> Line:
    """A page for whoever has not signed in yet; others are led to their work."""

    def rule(role: Role, state: State) -> Answer:
        return to_strangers if role in STRANGERS else TO_WORK

    return Line(dict.fromkeys((*READING, "POST"), rule))


def confirmed() -> Line:
    """A change of one's own account: nobody here has shown lately that it is them, so all are asked to."""
    return Line(dict.fromkeys((*READING, "POST"), to(SIGNED_IN, SHOW_IT_IS_YOU)))


def file_of_evidence() -> Line:
    """The clean copy of a file, for whoever may see its row."""

    def rule(role: Role, state: State) -> Answer:
        seen_by = TEAM if state in (State.RESTRICTED, State.WITHDRAWN) else on_pages(SEES[state], state)
        return SHOWN if role in seen_by else ABSENT

    return Line(dict.fromkeys(READING, rule), (*EACH_STATE, State.RESTRICTED))


def page_of_update() -> Line:
    """The page of an update, for whoever may know of it."""
    return Line(dict.fromkeys(READING, seen(SHOWN)), EACH_STATE)


def seen(answer: Answer) -> Rule:
    """To whoever may know of the update; to everybody else it is not there."""
    return lambda role, state: answer if role in on_pages(SEES[state], state) else ABSENT


def on_pages(who: frozenset[Role], state: State) -> frozenset[Role]:
    """On a page a token is nobody: it sees what strangers see."""
    return who if Role.ANONYMOUS in who else who - frozenset(TOKENS)


def revision(who: Who = RECORDERS) -> Line:
    """The form on which an author goes on writing; what is out, or handed in, is not written any more."""

    def rule(role: Role, state: State, *, then: Answer, otherwise: Answer) -> Answer:
        if role not in who:
            return SIGN_IN if role in STRANGERS else FORBIDDEN
        if role not in SEES[state]:
            return ABSENT
        if role is not Role.AUTHOR:
            return FORBIDDEN
        return then if state in BEING_WRITTEN else otherwise

    def read(role: Role, state: State) -> Answer:
        return rule(role, state, then=SHOWN, otherwise=SHOWN)

    def send(role: Role, state: State) -> Answer:
        return rule(role, state, then=DONE, otherwise=NOT_NOW)

    return Line({**dict.fromkeys(READING, read), "POST": send}, EACH_STATE)


def decision(who: Who, on: Iterable[State]) -> Line:
    """A decision on an update: taken by these people in these states; all others who see it are told why not.

    For a reviewer an update that is gone may have been decided by somebody faster, and is told so.
    """
    chosen, states = frozenset(who), frozenset(on)

    def rule(role: Role, state: State) -> Answer:
        if role in STRANGERS:
            return SIGN_IN
        if role not in SEES[state]:
            return GONE if role is Role.REVIEWER else ABSENT
        return DONE if role in chosen and state in states else TOLD

    return Line({"POST": rule}, EACH_STATE)


# --- The API ---------------------------------------------------------------------------------------------


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


# --- The admin screens -----------------------------------------------------------------------------------


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
