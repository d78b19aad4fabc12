"""Who may do what: the whole policy on one page. A role is a Django group of the same name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

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
    RELEASE = "make releases"


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
            Action.RELEASE,
        }
    ),
    Role.AUDITOR: frozenset({Action.READ_HISTORY}),
}


# Whoever could do one of these needs a second factor; without it they have no role at all.
WRITING = frozenset(
    {Action.RECORD_PROGRESS, Action.PUBLISH_PROGRESS, Action.MANAGE_PEOPLE, Action.LOAD_CONTENT}
)
SECOND_FACTORS = ("totp", "webauthn")


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


@dataclass(frozen=True)
class Standing:
    """What the database says of a person: the groups they are in, and whether a second factor is theirs."""

    roles: frozenset[Role]
    has_second_factor: bool


def standing_of(user: Any) -> Standing:
    """The groups and the second factor of an active person, asked of the database once a request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Standing(frozenset(), False)
    if not hasattr(user, "_standing"):
        factors = apps.get_model("mfa", "Authenticator").objects.filter(user=OuterRef("pk"))
        known = (
            get_user_model()
            ._base_manager.filter(pk=user.pk)
            .annotate(has_second_factor=Exists(factors.filter(type__in=SECOND_FACTORS)))
        )
        rows = list(known.values_list("groups__name", "has_second_factor"))
        names = {name for name, _ in rows}
        roles = frozenset(role for role in Role if role in names)
        user._standing = Standing(roles, any(given for _, given in rows))
    return user._standing


def has_second_factor(user: Any) -> bool:
    """Whether an authenticator app or a passkey was set up; recovery codes alone are none."""
    return standing_of(user).has_second_factor


def needs_second_factor(user: Any) -> bool:
    """Whether this account could write anything, by its roles or through the admin screens."""
    if getattr(user, "is_staff", False) or getattr(user, "is_superuser", False):
        return True
    return any(POLICY[role] & WRITING for role in standing_of(user).roles)


def lacks_second_factor(user: Any) -> bool:
    """Whether this person has to set up a second factor before they have any role."""
    active = getattr(user, "is_authenticated", False) and user.is_active
    return bool(active) and needs_second_factor(user) and not has_second_factor(user)


def roles_of(user: Any) -> frozenset[Role]:
    """The roles a person has now: none for somebody who could write and has no second factor yet.

    Asked here, it holds for every way in: the browser, the API by session or by token, the admin screens.
    """
    return frozenset() if lacks_second_factor(user) else standing_of(user).roles


def may(user: Visitor, action: Action) -> bool:
    """Whether one of this person's roles allows the action, and the token they call with, if any, too."""
    allowed: frozenset[Action] | None = getattr(user, "allowed_actions", None)
    if allowed is not None and action not in allowed:
        return False
    return any(action in POLICY[role] for role in roles_of(user))
