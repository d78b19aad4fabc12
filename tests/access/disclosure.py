"""What each address shows of an update to whom: the second half of the table, about what stands in an answer.

An address that is not named in SHOWN shows nothing of what an update says and names nobody.
"""

from collections.abc import Callable, Iterable

from tests.access.roles import TOKENS, Role, person_of
from tests.access.rules import AUTHORS, HISTORIANS, READS_RESTRICTED, SEES
from tests.access.states import UPDATES, Kind, State

# Where a secret stands: of which update, or of whose account, and what it is.
Place = tuple[State | Role, str]
Places = frozenset[Place]
Shows = Callable[[Role, State], Places]

NOTHING: Places = frozenset()
FILES = ("csv", "xlsx", "ndjson", "json")
# A published number becomes one of its indicator's, with its note.
NUMBERS_SHOWN_AT = (
    "indicators:detail",
    *(f"api:{noun}-{view}" for noun in ("indicators", "benchmarks") for view in ("list", "detail")),
    *(f"api:indicators-{form}" for form in FILES),
    # In a table a benchmark names its indicators, whose numbers are in their own.
    *(f"api:benchmarks-{form}" for form in ("ndjson", "json")),
)
SAID = (Kind.NARRATIVE, Kind.OBSERVATION_NOTE, Kind.PUBLIC_EVIDENCE)
NAMES = ("username", "first name", "last name")


def places(owner: State | Role, *kinds: str) -> Places:
    """These secrets of one update or person."""
    return frozenset((owner, kind) for kind in kinds)


def name_of(*roles: Role, parts: Iterable[str] = NAMES) -> Places:
    """Who these people are."""
    return frozenset((role, part) for role in roles for part in parts)


AUTHORS_FULL_NAME = name_of(Role.AUTHOR, parts=NAMES[1:])


def said(role: Role, state: State) -> Places:
    """What an update says to this caller: restricted evidence, and a withdrawn one, to the team alone.

    Confidential evidence to whoever recorded it.
    """
    if role not in SEES[state]:
        return NOTHING
    reads_restricted = role in READS_RESTRICTED
    if state is State.WITHDRAWN and not reads_restricted:
        return NOTHING
    shown = places(state, *SAID)
    if reads_restricted:
        shown |= places(state, Kind.RESTRICTED_EVIDENCE)
    if person_of(role) is Role.AUTHOR:
        shown |= places(state, Kind.CONFIDENTIAL_EVIDENCE)
    if state is State.RETURNED and role in AUTHORS | {Role.AUTHORS_READ_TOKEN}:
        shown |= places(state, Kind.REVIEW_NOTE)
    return shown


def on_a_page(shows: Shows) -> Shows:
    """The same, where a token is nobody."""
    return lambda role, state: shows(Role.ANONYMOUS if role in TOKENS else role, state)


def page_of_an_update(role: Role, state: State) -> Places:
    """What it says; to the reviewer who has to judge it also who wrote it, and what it comes after."""
    if role is Role.REVIEWER and state is State.SUBMITTED:
        return said(role, state) | said(role, State.PUBLISHED) | AUTHORS_FULL_NAME
    return said(role, state)


def workspace(role: Role, state: State) -> Places:
    """A reviewer reads who waits for review, an author why something came back."""
    if role is Role.REVIEWER:
        return AUTHORS_FULL_NAME
    return places(State.RETURNED, Kind.REVIEW_NOTE) if role is Role.AUTHOR else NOTHING


def all_said(role: Role, state: State) -> Places:
    """What all the updates say that this caller may know of."""
    return frozenset().union(*(said(role, each) for each in UPDATES))


def found(role: Role, state: State) -> Places:
    """A search finds what is published, also for those who may see more."""
    return places(State.PUBLISHED, Kind.NARRATIVE) | places(State.SUPERSEDED, Kind.NARRATIVE)


def form_of_its_author(role: Role, state: State) -> Places:
    """The form holds what its author wrote."""
    return said(role, state) - places(state, Kind.REVIEW_NOTE) if role in AUTHORS else NOTHING


def form_of_a_file(role: Role, state: State) -> Places:
    """The form says to which row the file is put."""
    return places(state, Kind.PUBLIC_EVIDENCE) if role in AUTHORS else NOTHING


def said_of_a_benchmark(role: Role, state: State) -> Places:
    """A benchmark's page tells what was published on it, corrected or not, without the notes of numbers."""
    if state is State.ABSENT:
        return NOTHING
    told = said(role, State.PUBLISHED) | said(role, State.SUPERSEDED)
    return frozenset(place for place in told if place[1] != Kind.OBSERVATION_NOTE)


def numbers(role: Role, state: State) -> Places:
    """What stands of the numbers that updates brought."""
    return NOTHING if state is State.ABSENT else places(State.PUBLISHED, Kind.OBSERVATION_NOTE)


def public(role: Role, state: State) -> Places:
    """What anybody may see, whoever asks, of all updates."""
    return all_said(Role.ANONYMOUS, state)


STEPS = ("submit", "return", "publish", "withdraw", "correct")
EVERYBODYS_NAMES = name_of(*Role)
# The history holds all that was ever written, but shows restricted evidence only to those who read that.
KEPT = frozenset((state, kind) for state in UPDATES for kind in (*SAID, Kind.REVIEW_NOTE, Kind.REQUEST_KEY))


SHOWN: dict[str, Shows] = {
    "progress-updates:detail": on_a_page(page_of_an_update),
    "workspace": workspace,
    "progress-updates:revise": on_a_page(form_of_its_author),
    "progress-updates:evidence-file": form_of_a_file,
    "api:progress-updates-evidence-file": said,
    "benchmarks:detail": on_a_page(said_of_a_benchmark),
    "api:progress-updates-detail": said,
    "api:progress-updates-list": all_said,
    "data:archive": public,
    "search": on_a_page(found),
    "api:search-list": found,
    **{f"api:progress-updates-{form}": all_said for form in FILES},
    **{f"api:search-{form}": found for form in FILES},
    # A step answers the update as it now stands; "no change" repeats the evidence of the published one.
    **{f"api:progress-updates-{step}": said for step in STEPS},
    "api:progress-updates-no-change": lambda role, state: said(role, State.PUBLISHED),
    **dict.fromkeys(NUMBERS_SHOWN_AT, numbers),
}


# Whom its author named on a confidential row stands beside it, for its author.
NAMED_ON_CONFIDENTIAL = name_of(Role.DEACTIVATED)
OF_EVIDENCE = ("progress-updates:", "api:progress-updates", "benchmarks:detail")


def disclosed(name: str, role: Role, state: State) -> Places:
    """What an answer shows of everything that is secret to somebody."""
    shows = SHOWN.get(name)
    return shows(role, state) if shows else NOTHING


def permitted(name: str, role: Role) -> Places:
    """What may stand in an answer besides: to historians the history, to admins people and updates."""
    if person_of(role) is Role.AUTHOR and name.startswith(OF_EVIDENCE):
        return NAMED_ON_CONFIDENTIAL
    if name.startswith("history:") and role in HISTORIANS:
        return KEPT | EVERYBODYS_NAMES
    if name.startswith("admin:") and role is Role.ADMIN:
        return EVERYBODYS_NAMES | all_said(role, State.PUBLISHED) | IN_ADMIN_SCREENS.get(name, NOTHING)
    return NOTHING


_KEYS = frozenset((state, Kind.REQUEST_KEY) for state in (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN))
IN_ADMIN_SCREENS: dict[str, Places] = {
    "admin:benchmarks_app_progressupdate_change": _KEYS,
    # Why an update was returned is the reason of that entry of the history.
    "admin:core_historyentry_changelist": places(State.RETURNED, Kind.REVIEW_NOTE),
    "admin:core_historyentry_change": places(State.RETURNED, Kind.REVIEW_NOTE),
}


def own_name(role: Role) -> Places:
    """Everybody may read their own name anywhere."""
    return name_of(person_of(role))
