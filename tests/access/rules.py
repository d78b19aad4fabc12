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
