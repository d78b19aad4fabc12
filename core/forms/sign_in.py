"""What somebody shows to be let in: a name and a password, then a code or a passkey."""

from typing import Any

from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import guessing, second_factors
from core.guessing import Allowance, TooManyGuesses
from core.models import User

# With which password and at which count of sign-outs the first step was taken.
STAMP = "stamp"


class SignInForm(forms.Form):
    """The first step; a wrong password, an unknown name and an account nobody may use answer alike."""

    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    refused: int = 0

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Pay for the guess, then look whether it is right."""
        given = self.cleaned_data
        if self.errors:
            return given
        at = timezone.now()
        allowances = guessing.for_password(self.request, given["username"])
        paid(allowances, self, at)
        person = authenticate(self.request, username=given["username"], password=given["password"])
        if person is None:
            raise forms.ValidationError(_("This name and this password do not go together."))
        guessing.give_back(allowances, at=at)
        self.person = person
        return given

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go on to the second factor, or in."""
        state = {STAMP: self.person.get_session_auth_hash()}
        login = Login(user=self.person, redirect_url=redirect_url, state=state)
        response = flows.login.perform_password_login(request, {}, login)
        request.session.set_expiry(0)
        return response


def paid(allowances: list[Allowance], form: Any, at: Any) -> None:
    """Pay for a guess, or refuse it as the form's error; `form.refused` then says so to the view."""
    try:
        guessing.pay(allowances, at=at)
    except TooManyGuesses as refusal:
        form.refused = TooManyGuesses.status
        raise forms.ValidationError(refusal.message) from refusal


class CodeForm(AuthenticateForm):
    """A code of the authenticator app, or a recovery code; each is good once."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits of the authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )
    refused: int = 0
    user: User

    def clean_code(self) -> str:
        """Pay for the guess, then look whose code it is."""
        code, at = self.cleaned_data["code"], timezone.now()
        allowances = self.allowances()
        paid(allowances, self, at)
        factor = second_factors.factor_shown_by(person=self.user, code=code, at=at)
        if factor is None:
            raise forms.ValidationError(
                _("This code is not good now. Each is good once; wait for the app's next one.")
            )
        guessing.give_back(allowances, at=at)
        factor.user = self.user
        self.authenticator = factor
        return code

    def allowances(self) -> list[Allowance]:
        """What a guess is paid from."""
        return guessing.for_code(context.request, self.user)


class PasskeyForm(AuthenticateWebAuthnForm):
    """What a passkey answers; nobody guesses that, so there is nothing to slow."""


class ConfirmCodeForm(CodeForm):
    """The same code from somebody who is signed in."""

    def allowances(self) -> list[Allowance]:
        """What a guess is paid from."""
        return guessing.for_confirming(self.user)

    def save(self) -> None:
        """Keep that it was shown again."""
        post_authentication(context.request, self.authenticator, reauthenticated=True)


class ConfirmPasskeyForm(PasskeyForm):
    """The same passkey from somebody who is signed in."""

    reauthenticated = True


class ConfirmPasswordForm(forms.Form):
    """The password, from somebody who is signed in and has no second factor yet."""

    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    refused: int = 0

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Pay for the guess, then look whether it is right."""
        password, at = self.cleaned_data["password"], timezone.now()
        allowances = guessing.for_confirming(self.user)
        paid(allowances, self, at)
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        guessing.give_back(allowances, at=at)
        return password

    def save(self) -> None:
        """Keep that it was given again."""
        flows.login.record_authentication(context.request, self.user, "password", reauthenticated=True)
