"""Tokens with which a person's programs call the API: made, shown once, used, taken back."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import history
from core.errors import NotPermitted, RuleBroken
from core.models import ApiToken, User
from core.permissions import SCOPES, Action, Scope, lacks_second_factor, may

DAYS = (7, 30, 90, 365)


def useful_scopes(person: User) -> list[Scope]:
    """The scopes that let a token of this person do more than a smaller one would."""
    may_do = {action for action in Action if may(person, action)}
    scopes = [Scope.READ]
    for scope in (Scope.RECORD, Scope.REVIEW):
        if may_do & SCOPES[scope] > may_do & SCOPES[scopes[-1]]:
            scopes.append(scope)
    return scopes


@transaction.atomic
def make_token(
    *, person: User, name: str, scope: Scope, days: int, by: User, at: datetime.datetime
) -> tuple[ApiToken, str]:
    """One's own new token, and its text, which is nowhere kept; the history holds its first characters."""
    if by != person:
        raise NotPermitted(_("A token is made by the person whose programs use it."))
    if lacks_second_factor(person):
        raise NotPermitted(_("Set up a second factor first."))
    if scope not in useful_scopes(person):
        raise RuleBroken(_("You may not do so much yourself."), field="scope")
    if days not in DAYS:
        raise RuleBroken(_("Choose how long it is good for."), field="days")
    User.objects.select_for_update().get(pk=person.pk)  # two at once are counted one after the other
    most = settings.REST_KNOX["TOKEN_LIMIT_PER_USER"]
    if ApiToken.objects.filter(user=person, expiry__gt=at).count() >= most:
        raise RuleBroken(_("You have %(most)s tokens; revoke one that you no longer use.") % {"most": most})
    token, text = ApiToken.objects.create(
        user=person, name=name, scope=scope.value, expiry=datetime.timedelta(days=days)
    )
    history.record(action="token made", subject=person, before=None, after=_told(token), by=by, at=at)
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime.datetime) -> None:
    """Make a token useless from now on, and keep in the history of its person that this was done.

    The history names the token by its first characters: not even the hash of it is kept for ever.
    """
    if by != token.user and not may(by, Action.MANAGE_PEOPLE):
        raise NotPermitted(_("A token is taken back by its person, or by an admin."))
    history.record(action="token revoked", subject=token.user, before=_told(token), after=None, by=by, at=at)
    token.delete()


def mark_used(*, token: ApiToken, at: datetime.datetime) -> None:
    """Keep the day a token was last used, and no more than the day: one write a day."""
    if token.last_used_on != at.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=at.date())


def _told(token: ApiToken) -> dict[str, str | None]:
    expiry = token.expiry.isoformat() if token.expiry else None
    return {"token": token.token_key, "scope": token.scope, "expiry": expiry}
