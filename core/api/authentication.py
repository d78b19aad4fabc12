"""Who is calling: a token that is scoped and expires, sent as `Authorization: Token …`.

A wrong token is paid for before it is looked at, from what the network address has of them, and given back
when it was right. So whoever has none left learns nothing more in this span: no token is looked at any more.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from core import rates, tokens
from core.api.limits import rate_of_wrong_tokens
from core.guessing import network_address
from core.models import ApiToken
from core.permissions import SCOPES, Scope


class TokenAuthentication(KnoxTokenAuthentication):
    """A knox token; whatever is wrong with one, the refusal is the same."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        """The person and the token, None where none is sent, or a refusal."""
        named = request.headers.get("Authorization", "").split()[:1]
        if [scheme.lower() for scheme in named] != [self.authenticate_header(request).lower()]:
            return None
        rate, source, at = rate_of_wrong_tokens(), network_address(request._request), timezone.now()
        if rate is None:
            return self._looked_at(request)
        standing = request._request.standing = rates.spend(rate=rate, source=source, at=at)  # type: ignore[attr-defined]
        if not standing.allowed:
            raise Throttled(standing.seconds)
        found = self._looked_at(request)
        rates.give_back(rate=rate, source=source, at=at)
        return found

    def _looked_at(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except AuthenticationFailed as error:
            raise AuthenticationFailed(_("This token is wrong or has expired.")) from error

    def authenticate_credentials(self, token):
        """The person and the token, or a refusal; what is not even text is refused like any other."""
        if not token.isascii():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: ApiToken) -> tuple[Any, ApiToken]:
        """The person, who for this call may do no more than the token's scope holds."""
        person, token = super().validate_user(auth_token)
        tokens.mark_used(token=token, at=timezone.now())
        person.allowed_actions = SCOPES[Scope(token.scope)]
        return person, token
