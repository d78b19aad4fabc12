"""Signing in: the password, then the second factor."""

from typing import Any

from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth as passkeys
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from core.forms.sign_in import STAMP, CodeForm, PasskeyForm, SignInForm
from core.views.account.passkeys import as_data


class SignIn(LoginView):
    """Name and password."""

    form_class = SignInForm
    template_name = "core/account/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and where to go on afterwards."""
        return {**super().get_context_data(**kwargs), "next": self.get_next_url() or ""}

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """The form with what was wrong; 429 when there were too many tries."""
        return self.render_to_response(self.get_context_data(form=form), status=form.refused or 200)


class SecondFactor(AuthenticateView):
    """A code or a passkey, from somebody whose password was right."""

    form_class = CodeForm
    webauthn_form_class = PasskeyForm
    template_name = "core/account/second_factor.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Begin anew if password, role or account changed since the first step."""
        login = unstash_login(request, peek=True)
        if login and not _still_holds(login):
            clear_login(request)
            return redirect("sign-in")
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page with what was wrong; 429 when there were too many tries."""
        status = getattr(form, "refused", 0) or 200
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and what a passkey is asked where the person has one."""
        context = super().get_context_data(**kwargs)
        has_passkey = bool(passkeys.get_credentials(self.stage.login.user))
        options = context["js_data"]["request_options"] if has_passkey else None
        errors = self.webauthn_form.errors.get("credential", [])
        return {**context, "passkey": as_data(options), "passkey_errors": errors}


def _still_holds(login: Any) -> bool:
    person, stamp = login.user, login.state.get(STAMP, "")
    return bool(person and person.is_active) and constant_time_compare(stamp, person.get_session_auth_hash())


sign_in = SignIn.as_view()
second_factor = SecondFactor.as_view()
