"""What allauth asks of us: how secrets are kept, where a sign-in leads, and to say nothing by itself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_login_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core import encryption, known_browsers
from core.models import User
from core.permissions import lacks_second_factor


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in: accounts are made by people, and whoever needs a second factor goes where it is set up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by invitation."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: every answer is a page."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing; our own pages say what was done."""

    def get_login_stages(self) -> list[str]:
        """After the password nothing but the second factor."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def post_login(
        self, request: HttpRequest, user: User, *, redirect_url: str | None = None, **_: Any
    ) -> HttpResponse:
        """Lead on, and know this browser again."""
        where = get_login_redirect_url(request, redirect_url)
        if lacks_second_factor(user):
            where = f"{reverse('second-factor-needed')}?{urlencode({'next': where})}"
        response = HttpResponseRedirect(where)
        known_browsers.remember(request, response, user.get_username())
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted, and an app on a phone names the account by user name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The passkey did not answer as it should. Try once more, or use a code.")
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret as it was."""
        return encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """The user name: an e-mail address on somebody's phone says more than is needed."""
        return user.get_username()

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """The user name and no other, for the same reason."""
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.get_username(), "display_name": user.get_username()}
