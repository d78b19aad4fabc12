"""Who may do what: the whole policy on one page. A role is a Django group of the same name."""

from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

Visitor = AbstractBaseUser | AnonymousUser


class Role(StrEnum):
    """The groups a person can belong to; everybody else reads."""

    RESEARCHER = "researcher"
    MONITOR = "monitor"
    REVIEWER = "reviewer"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What a role can allow."""

    RECORD_PROGRESS = "record progress"
    PUBLISH_PROGRESS = "publish progress"
    READ_RESTRICTED = "read restricted evidence"
    READ_HISTORY = "read history"
    MANAGE_PEOPLE = "manage people"
    LOAD_CONTENT = "load content"
    MANAGE_SEALING = "manage sealing keys"
    ERASE = "erase for ever"


POLICY: dict[Role, frozenset[Action]] = {
    Role.RESEARCHER: frozenset(),
    Role.MONITOR: frozenset({Action.RECORD_PROGRESS, Action.READ_RESTRICTED}),
    # A reviewer is a monitor too: publishing others' work and recording one's own are both their job.
    Role.REVIEWER: frozenset({Action.RECORD_PROGRESS, Action.PUBLISH_PROGRESS, Action.READ_RESTRICTED}),
    Role.ADMIN: frozenset(
        {
            Action.MANAGE_PEOPLE,
            Action.LOAD_CONTENT,
            Action.READ_HISTORY,
            Action.MANAGE_SEALING,
            Action.ERASE,
        }
    ),
    Role.AUDITOR: frozenset({Action.READ_HISTORY}),
}


class Scope(StrEnum):
    """What a token is for; it can do what its person may, and of that only what its scope holds."""

    READ = "read"
    RECORD = "record"
    REVIEW = "review"


READING = frozenset({Action.READ_RESTRICTED, Action.READ_HISTORY})
# Each holds the one before it; people and content are managed by people who sign in, never by a token.
SCOPES: dict[Scope, frozenset[Action]] = {
    Scope.READ: READING,
    Scope.RECORD: READING | {Action.RECORD_PROGRESS},
    Scope.REVIEW: READING | {Action.RECORD_PROGRESS, Action.PUBLISH_PROGRESS},
}


def roles_of(user: Any) -> frozenset[Role]:
    """The roles of an active person, asked of the database once a request; nobody's for anyone else."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    if not hasattr(user, "_roles"):
        names = set(user.groups.values_list("name", flat=True))
        user._roles = frozenset(role for role in Role if role in names)
    return user._roles


def may(user: Visitor, action: Action) -> bool:
    """Whether one of this person's roles allows the action, and the token they call with, if any, too."""
    allowed: frozenset[Action] | None = getattr(user, "allowed_actions", None)
    if allowed is not None and action not in allowed:
        return False
    return any(action in POLICY[role] for role in roles_of(user))
