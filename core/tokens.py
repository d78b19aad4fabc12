"""Takes a token back."""

import datetime

from django.db import transaction

from core import history
from core.models import ApiToken, User


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime.datetime) -> None:
    """Make a token useless from now on, and keep in the history of its person that this was done.

    The history names the token by its first characters: not even the hash of it is kept for ever.
    """
    expiry = token.expiry.isoformat() if token.expiry else None
    was = {"token": token.token_key, "scope": token.scope, "expiry": expiry}
    history.record(action="token revoked", subject=token.user, before=was, after=None, by=by, at=at)
    token.delete()
