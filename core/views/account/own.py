"""One's own account: what it is secured by, its password, and an end to every session."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import accounts, sign_ins
from core.errors import DomainError
from core.forms.accounts import PasswordForm
from core.models import ApiToken
from core.permissions import lacks_second_factor, roles_of
from core.views.account.confirming import confirmed, signed_in


@require_safe
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """What the account may do, what secures it, and which programs hold a token of it."""
    person: Any = request.user
    factors = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    codes = next((row for row in factors if row.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "roles": sorted(roles_of(person)),
        "lacks_second_factor": lacks_second_factor(person),
        "factors": [row for row in factors if row is not codes],
        "has_app": any(row.type == Authenticator.Type.TOTP for row in factors),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "tokens": ApiToken.objects.filter(user=person),
    }
    return render(request, "core/account/account.html", context)


@confirmed
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password; this session goes on, all others end."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _changed(request, form):
        messages.success(request, _("Your password is changed. Every other session and every token ended."))
        return redirect("account")
    return render(request, "core/account/password.html", {"form": form})


def _changed(request: HttpRequest, form: PasswordForm) -> bool:
    person: Any = request.user
    given = {"old": form.cleaned_data["old"], "new": form.cleaned_data["new"]}
    try:
        accounts.change_password(person=person, by=person, at=timezone.now(), **given)
    except DomainError as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    update_session_auth_hash(request, person)
    return True


@require_POST
@signed_in
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session, this one too, and every token."""
    person: Any = request.user
    sign_ins.sign_out_everywhere(person=person, by=person, at=timezone.now())
    logout(request)
    messages.success(request, _("You are signed out everywhere, and your tokens are deleted."))
    return redirect("sign-in")
