"""What people fill in about their own account, and admins to invite somebody."""

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.models import ApiToken, User
from core.permissions import Role, Scope
from core.tokens import DAYS, useful_scopes

ROLE_NAMES = {
    Role.MONITOR: _("monitor: records progress"),
    Role.REVIEWER: _("reviewer: records and publishes progress"),
    Role.ADMIN: _("admin: looks after people and content"),
    Role.RESEARCHER: _("researcher: reads, with a token of their own"),
    Role.AUDITOR: _("auditor: reads the history"),
}

SCOPE_NAMES = {
    Scope.READ: _("read"),
    Scope.RECORD: _("read, and record progress"),
    Scope.REVIEW: _("read, record and review progress"),
}


def _rules() -> str:
    return " ".join(password_validators_help_texts())


class TwicePasswordForm(forms.Form):
    """A new password, typed twice."""

    new = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        help_text=lazy(_rules, str)(),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        given = self.cleaned_data
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("This is not what you typed above."))
        return given


class PasswordForm(TwicePasswordForm):
    """The present password, and the new one."""

    old = forms.CharField(
        label=_("Present password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ("old", "new", "again")


class AcceptForm(TwicePasswordForm):
    """The code of an invitation, and the password that will open the account."""

    code = forms.CharField(
        label=_("Invitation code"),
        max_length=100,
        help_text=_("The last part of the link you were given, after the #."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "data-from-address": ""}),
    )
    field_order = ("code", "new", "again")


class AppForm(forms.Form):
    """The code that a new authenticator app shows, as a proof that it works."""

    code = forms.CharField(
        label=_("Code the app shows now"),
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


class NewPasskeyForm(forms.Form):
    """A passkey's name and what it answered when it was made."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("To tell it from others, for example “office key”.")
    )
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)

    def clean_credential(self) -> dict[str, Any]:
        """The answer, if it fits what was asked."""
        refused = forms.ValidationError(_("The passkey did not answer as it should. Try once more."))
        try:
            credential = json.loads(self.cleaned_data["credential"])
            passkeys.parse_registration_response(credential)
            passkeys.complete_registration(credential)
        except (ValueError, KeyError, TypeError, AttributeError, forms.ValidationError) as problem:
            raise refused from problem
        return credential


class TokenForm(forms.Form):
    """What a new token is called, what it may do, and how long."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("What it is for, such as “notebook” or “nightly copy”.")
    )
    scope = forms.ChoiceField(
        label=_("What it may do"), help_text=_("Never more than you may. Choose the least that is enough.")
    )
    days = forms.TypedChoiceField(label=_("Good for"), coerce=int, initial=90)

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["scope"].choices = [(scope.value, SCOPE_NAMES[scope]) for scope in useful_scopes(person)]
        fields["days"].choices = [
            (days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS
        ]

    def clean_scope(self) -> Scope:
        """The scope itself."""
        return Scope(self.cleaned_data["scope"])


class RevokeTokenForm(forms.Form):
    """Which of one's own tokens, by its first characters."""

    token = forms.ModelChoiceField(ApiToken.objects.none(), to_field_name="token_key")

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["token"].queryset = ApiToken.objects.filter(user=person)


class InviteForm(forms.Form):
    """Who is invited, and as what."""

    username = forms.CharField(label=_("Username"), max_length=150, validators=[User.username_validator])
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in ROLE_NAMES])
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Only if you need it. No mail is sent: give the link over a channel you trust."),
    )
