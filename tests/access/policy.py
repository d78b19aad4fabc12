"""The table: at which address who may do what, and what everybody else is told.

It is written from the design and the decisions, never copied from an answer. It imports nothing of the
product, `core.permissions` least of all: two texts that must agree, each written for itself.

To add an address, add one line under its name in the URL configuration, made of the words in `rules.py`:

    "security": page(EVERYBODY)                  a page that is read (in PAGES)
    "workspace": page(SIGNED_IN)                 strangers are asked to sign in, others get 403
    "no-change": form(RECORDERS)                 a page with a form; `calls.py` says what is sent
    "api:themes-list": data()                    read by everybody, changed by nobody (in DATA)
    "core_theme": screens()                      the admin screens of a kind of content (in SCREENS)

Nothing else is needed where the address shows nothing of an update. Where it does, say what, in
`disclosure.py`; where it is about a new kind of row, make one in `states.py`.
"""

from collections.abc import Mapping

from tests.access.roles import Role
from tests.access.rules import (
    ABSENT,
    ADMINS,
    CHANGED,
    DONE,
    EACH_STATE,
    EVERYBODY,
    HISTORIANS,
    LET_IN,
    MADE,
    MAY_RECORD,
    MAY_REVIEW,
    NO_SUCH_METHOD,
    READING,
    RECORDERS,
    REVIEWERS,
    SENT_ON,
    SHOWN,
    SIGN_IN,
    SIGNED_IN,
    THERE_OR_NOT,
    TO_THE_ACCOUNT,
    TO_THE_INDEX,
    TOO_SMALL_TO_RECORD,
    TOO_SMALL_TO_REVIEW,
    Answer,
    Line,
    Rule,
    always,
    button,
    confirmed,
    decision,
    entrance,
    file_of_evidence,
    form,
    form_of,
    form_of_public,
    page,
    page_of,
    page_of_update,
    revision,
    to,
)
from tests.access.rules_of_data import (
    creating,
    data,
    nothing_there,
    object_data,
    page_without_token,
    post_only,
    step,
    step_on_evidence,
    update_data,
)
from tests.access.rules_of_screens import (
    door,
    inside,
    read_inside,
    screen,
    screens,
)
from tests.access.states import State

# The report's own content: everybody reads its lists and its pages.
CONTENT = (
    *("benchmarks", "recommendations", "indicators", "legal-instruments", "cases"),
    *("elections", "parties", "places", "resolutions", "milestones", "mandate-holders", "interlocutors"),
    *("documents", "themes"),
)

PAGES: dict[str, Line] = {
    **{f"{noun}:list": page(EVERYBODY) for noun in CONTENT},
    **{f"{noun}:detail": page_of(EVERYBODY) for noun in CONTENT},
    "dashboard": page(EVERYBODY),
    "sets:list": page(EVERYBODY),
    **{f"sets:{name}": page_of(EVERYBODY) for name in ("overview", "benchmarks", "benchmark", "lineage")},
    # Questions asked across the report's content.
    "lineage": page_of(EVERYBODY),
    "resolutions:citations": page(EVERYBODY),
    "resolutions:citations-graphml": page(EVERYBODY),
    "elections:compare": page(EVERYBODY),
    "elections:checks": page(EVERYBODY),
    "changes": page(EVERYBODY),
    "changes-feed": page(EVERYBODY),
    "search": page(EVERYBODY),
    "about": page(EVERYBODY),
    **{f"data:{name}": page(EVERYBODY) for name in ("page", "package", "archive", "csvw")},
    **{f"data:{name}": page(EVERYBODY) for name in ("schema-org", "dcat")},
    # What was frozen is as public as what it was taken from; admins freeze.
    **{f"data:{name}": page(EVERYBODY) for name in ("releases", "compare")},
    **{f"data:release{name}": page_of(EVERYBODY) for name in ("", "-checksums", "-citation", "-file")},
    "data:release-make": button(ADMINS),
    "cite": page(EVERYBODY),
    "cite-file": page_of(EVERYBODY),
    "data-api": page(EVERYBODY),
    "security": page(EVERYBODY),
    # What is signed of the history tells nothing of it.
    **dict.fromkeys(("signed-heads:list", "signed-heads:file"), page(EVERYBODY)),
    # For supervisors; the measures are switched off, and then there is no such page.
    **dict.fromkeys(("health", "ready"), page(EVERYBODY)),
    "metrics": Line(dict.fromkeys(READING, always(ABSENT))),
    **dict.fromkeys(("sign-in", "account_login"), entrance(SHOWN)),
    # Nobody comes to the second step without the first.
    **dict.fromkeys(("second-factor", "mfa_authenticate"), entrance(SIGN_IN)),
    "invitation": form(EVERYBODY, SHOWN),
    "sign-out": Line({"POST": always(SENT_ON)}),
    # One's own account: nothing of it is changed before its owner has shown once more that it is them.
    "account": page(SIGNED_IN),
    "digest": form(SIGNED_IN, SHOWN),  # no mail server is set up: it says so
    # Whoever has the mail may: the address is signed.
    **dict.fromkeys(
        ("confirm-digest", "stop-digest"),
        Line({**dict.fromkeys(READING, to(EVERYBODY)), "POST": to(EVERYBODY, CHANGED)}, THERE_OR_NOT),
    ),
    "sign-out-everywhere": button(SIGNED_IN),
    # Taken back at once, without asking again: whoever lost a token is in a hurry.
    "revoke-token": Line({"POST": to(SIGNED_IN, SENT_ON)}),
    "second-factor-needed": Line(dict.fromkeys(READING, to(SIGNED_IN, TO_THE_ACCOUNT))),
    **dict.fromkeys(("confirm", "account_reauthenticate"), form(SIGNED_IN, SHOWN)),
    **dict.fromkeys(("account-password", "add-app", "add-passkey", "renew-codes", "make-token"), confirmed()),
    "remove-factor": confirmed(),
    # Work: for those who have signed in, each for what their role lets them do.
    "workspace": page(SIGNED_IN),
    "read-notices": button(SIGNED_IN),
    "no-change": form(RECORDERS),
    "observe-again": form(RECORDERS),
    **dict.fromkeys(("record-progress", "sets:record-progress"), form_of(RECORDERS)),
    "record-grade": form_of_public(REVIEWERS),
    # Updates: what one may not know of is not there.
    "progress-updates:detail": page_of_update(),
    "progress-updates:revise": revision(),
    "progress-updates:evidence-file": revision(),
    "evidence-file": file_of_evidence(),
    "progress-updates:submit": decision({Role.AUTHOR}, on={State.DRAFT, State.RETURNED}),
    "progress-updates:return": decision(REVIEWERS, on={State.SUBMITTED}),
    "progress-updates:publish": decision(REVIEWERS, on={State.SUBMITTED}),
    "progress-updates:withdraw": decision(REVIEWERS, on={State.PUBLISHED}),
    "progress-updates:correct": decision(RECORDERS, on={State.PUBLISHED}),
    # The history: every change, also of what is hidden; for auditors and admins alone.
    "history:list": page(HISTORIANS),
    "history:export": page(HISTORIANS),
    "history:detail": page_of(HISTORIANS),
    # Content brought in from files, and taken back: for admins alone.
    "loads:list": page(ADMINS),
    "loads:new": form(ADMINS),
    "planned-loads:detail": page_of(ADMINS),
    **dict.fromkeys(
        ("planned-loads:apply", "planned-loads:again", "planned-loads:cancel"),
        Line({"POST": to(ADMINS, DONE)}, THERE_OR_NOT),
    ),
    "planned-loads:mend": page_of(ADMINS),
    "loads:sheet": page(ADMINS),
    "loads:detail": page_of(ADMINS),
    "undoings:detail": page_of(ADMINS),
    **dict.fromkeys(
        ("loads:undo", "undoings:undo", "undoings:again", "undoings:cancel"),
        Line({"POST": to(ADMINS, DONE)}, THERE_OR_NOT),
    ),
}

BEING_WRITTEN = {State.DRAFT, State.RETURNED}
NOUNS = (
    *(*CONTENT, "measures", "follow-up-grades", "status-totals", "party-results", "turnouts"),
    *("observer-delegations", "findings", "consistency-checks", "resolution-paragraphs", "lineages"),
    *("releases", "benchmark-sets"),
)

# Each list is also had whole, in each of these forms.
FILES = ("csv", "xlsx", "ndjson", "json")

DATA: dict[str, Line] = {
    **{f"api:{noun}-{form}": data() for noun in (*NOUNS, "progress-updates", "search") for form in FILES},
    **{f"api:{noun}-list": data() for noun in NOUNS},
    **{f"api:{noun}-detail": object_data() for noun in NOUNS},
    "api:root": data(),
    "api:schema": data(),
    "api:docs": page_without_token(),
    "api:unknown": nothing_there(),
    "api:search-list": data(),
    "api:citation-graph": data(),
    "api:election-comparison": data(),
    "api:release-difference": data(),
    "api:follow-up-grades-list": data(creating(MAY_REVIEW, TOO_SMALL_TO_REVIEW)),
    "api:progress-updates-list": data(creating(MAY_RECORD, TOO_SMALL_TO_RECORD)),
    "api:progress-updates-no-change": post_only(creating(MAY_RECORD, TOO_SMALL_TO_RECORD)),
    "api:progress-updates-observe-again": post_only(creating(MAY_RECORD, TOO_SMALL_TO_RECORD)),
    "api:progress-updates-detail": update_data(),
    "api:progress-updates-evidence-file": step_on_evidence(),
    "api:progress-updates-submit": step(
        {Role.AUTHOR, Role.AUTHORS_TOKEN}, TOO_SMALL_TO_RECORD, on=BEING_WRITTEN, done=CHANGED
    ),
    "api:progress-updates-return": step(MAY_REVIEW, TOO_SMALL_TO_REVIEW, on={State.SUBMITTED}, done=CHANGED),
    "api:progress-updates-publish": step(MAY_REVIEW, TOO_SMALL_TO_REVIEW, on={State.SUBMITTED}, done=CHANGED),
    "api:progress-updates-withdraw": step(
        MAY_REVIEW, TOO_SMALL_TO_REVIEW, on={State.PUBLISHED}, done=CHANGED
    ),
    "api:progress-updates-correct": step(MAY_RECORD, TOO_SMALL_TO_RECORD, on={State.PUBLISHED}, done=MADE),
}

# An admin may know of an update once it is or was public; what a withdrawn one rests on is the team's.
NOT_AN_ADMINS = (State.DRAFT, State.RETURNED, State.SUBMITTED)
SERVICES_WRITE = screens(writes=False)
SCREENS: dict[str, Mapping[str, Line]] = {
    **dict.fromkeys(
        (
            *("core_theme", "core_document", "core_passage"),
            *("resolutions_app_resolution", "resolutions_app_resolutionparagraph"),
            *("resolutions_app_mandateholder", "resolutions_app_milestone", "resolutions_app_interlocutor"),
            *("elections_app_place", "elections_app_election", "elections_app_electionfigure"),
            *("elections_app_party", "elections_app_partyresult", "elections_app_turnout"),
            *("elections_app_observerdelegation", "elections_app_finding"),
            *("benchmarks_app_benchmarkset", "benchmarks_app_timeframe", "benchmarks_app_benchmark"),
            "benchmarks_app_measure",
            *("benchmarks_app_recommendation", "benchmarks_app_benchmarkrecommendation"),
            *("benchmarks_app_indicator", "benchmarks_app_observation", "benchmarks_app_legalinstrument"),
            *("benchmarks_app_case", "benchmarks_app_casefigure", "benchmarks_app_statustotal"),
        ),
        screens(),
    ),
    **dict.fromkeys(
        (
            *("core_historyentry", "core_historyhead", "core_outboxmessage", "core_notice"),
            *("core_scheduledrun", "core_signedhead", "core_digest", "core_linkcheck"),
            *("core_invitation", "core_guesscount", "core_callcount"),
            *("elections_app_consistencycheck", "benchmarks_app_followupgrade"),
        ),
        SERVICES_WRITE,
    ),
    "core_apitoken": screens(writes=False, deletes=True),
    # Who leaves is made inactive; a key is added and retired, never changed.
    "core_user": screens(deletes=False),
    "core_sealingkey": {**SERVICES_WRITE, "add": screen()},
    "benchmarks_app_progressupdate": screens(writes=False, hidden=NOT_AN_ADMINS),
    **dict.fromkeys(
        ("benchmarks_app_evidence", "benchmarks_app_sealedpart"),
        screens(
            writes=False,
            hidden=(*NOT_AN_ADMINS, State.WITHDRAWN, State.RESTRICTED, State.CONFIDENTIAL),
            states=(*EACH_STATE, State.RESTRICTED, State.CONFIDENTIAL),
        ),
    ),
    # A confidential row has no readable file.
    "benchmarks_app_evidencefile": screens(
        writes=False,
        hidden=(*NOT_AN_ADMINS, State.WITHDRAWN, State.RESTRICTED),
        states=(*EACH_STATE, State.RESTRICTED),
    ),
    "benchmarks_app_evidencereader": screens(
        writes=False, hidden=[State.CONFIDENTIAL], states=(State.ABSENT, State.CONFIDENTIAL)
    ),
    "benchmarks_app_proposedobservation": screens(writes=False, hidden=(*NOT_AN_ADMINS, State.WITHDRAWN)),
}

NOWHERE = Answer(404)


def leaving(answer: Answer) -> Rule:
    """The way out of the admin screens; whoever was never in is sent to their door."""
    return lambda role, state: answer if role in LET_IN else TO_THE_INDEX


def by_number(states: tuple[State, ...]) -> Line:
    """The page on which a row is erased; sent without a reason, it asks again."""
    return Line(dict.fromkeys((*READING, "POST"), inside(SHOWN, not_there=NOWHERE)), states)


DOORS: dict[str, Line] = {
    "index": door(SHOWN),
    "app_list": door(SHOWN, otherwise=NOWHERE, who=ADMINS),
    "autocomplete": read_inside(ADMINS),
    "jsi18n": read_inside(LET_IN),
    "password_change": door(Answer(302, "/account/password/")),
    "password_change_done": read_inside(LET_IN),
    # An admin erases by the number of a row, also what they may not read (decision 13).
    "benchmarks_app_progressupdate_erase": by_number(EACH_STATE),
    "benchmarks_app_evidence_erase": by_number((*EACH_STATE, State.RESTRICTED, State.CONFIDENTIAL)),
    "unknown": door(NOWHERE),
    # To the page of a row on the site: of an update only where one may know of it.
    "view_on_site": Line(
        dict.fromkeys(
            ("GET", "HEAD", "POST"), inside(SENT_ON, LET_IN, hidden=NOT_AN_ADMINS, not_there=NOWHERE)
        ),
        EACH_STATE,
    ),
    # No door of its own: strangers sign in as everywhere, and others are told that they may not.
    "login": Line(dict.fromkeys((*READING, "POST"), to(LET_IN, TO_THE_INDEX))),
    "logout": Line(
        {
            **dict.fromkeys(READING, leaving(NO_SUCH_METHOD)),
            "POST": leaving(SENT_ON),
        }
    ),
}

# Two patterns for one path: ours stands before the library's, and answers.
DOORS["on-site"] = DOORS["view_on_site"]

TABLE: dict[str, Line] = {
    **PAGES,
    **DATA,
    **{f"admin:{model}_{name}": line for model, lines in SCREENS.items() for name, line in lines.items()},
    **{name if name == "on-site" else f"admin:{name}": line for name, line in DOORS.items()},
}
