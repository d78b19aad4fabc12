"""Who is calling: a token that is scoped and expires, sent as `Authorization: Token …`."""

from typing import Any

from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from core import tokens
from core.models import ApiToken
from core.permissions import SCOPES, Scope


class TokenAuthentication(KnoxTokenAuthentication):
    """A knox token; one that is not even text is refused like any other wrong one."""

    def authenticate_credentials(self, token):
        """The person and the token, or a refusal."""
        if not token.isascii():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: ApiToken) -> tuple[Any, ApiToken]:
        """The person, who for this call may do no more than the token's scope holds."""
        person, token = super().validate_user(auth_token)
        tokens.mark_used(token=token, at=timezone.now())
        person.allowed_actions = SCOPES[Scope(token.scope)]
        return person, token
