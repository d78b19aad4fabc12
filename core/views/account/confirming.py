"""Asks somebody who is signed in to show once more that it is them, before their account is changed."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.webauthn.internal import auth as passkeys
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.forms.sign_in import ConfirmCodeForm, ConfirmPasskeyForm, ConfirmPasswordForm
from core.models import User
from core.permissions import has_second_factor
from core.views.account.passkeys import as_data

GOOD_FOR_SECONDS = 10 * 60

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """For people who are signed in, whatever their role; nobody's browser keeps the page."""

    @wraps(view)
    @never_cache
    @sensitive_post_parameters()
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return asked


def confirmed(view: View) -> View:
    """For people who showed within ten minutes that it is them, by the best they have."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if was_confirmed(request):
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), login_url=reverse("confirm"))

    return signed_in(asked)


def was_confirmed(request: HttpRequest) -> bool:
    """Whether the second factor, or the password of somebody without one, was shown lately."""
    person: Any = request.user
    method = "mfa" if has_second_factor(person) else "password"
    records = get_authentication_records(request, person)
    return any(
        record["method"] == method and time.time() - record["at"] < GOOD_FOR_SECONDS for record in records
    )


@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """The second factor once more; the password, for somebody who has none yet."""
    person: Any = request.user
    has_factor = has_second_factor(person)
    form = _form(request, person, has_factor)
    if form.is_bound and form.is_valid():
        form.save()
        return HttpResponseRedirect(_next(request))
    context: dict[str, Any] = {"form": form, "next": _next(request)}
    if has_factor:
        context |= _ways(form, person)
    return render(request, "core/account/confirm.html", context, status=getattr(form, "refused", 0) or 200)


def _form(request: HttpRequest, person: User, has_factor: bool) -> Any:
    given = request.POST if request.method == "POST" else None
    if not has_factor:
        return ConfirmPasswordForm(given, user=person)
    if given is not None and "credential" in given:
        return ConfirmPasskeyForm(given, user=person)
    return ConfirmCodeForm(given, user=person)


def _ways(form: Any, person: User) -> dict[str, Any]:
    """Both forms for the page, and what a passkey is asked."""
    code_form = form if isinstance(form, ConfirmCodeForm) else ConfirmCodeForm(user=person)
    options = passkeys.begin_authentication(person) if passkeys.get_credentials(person) else None
    errors = form.errors.get("credential", []) if code_form is not form else []
    return {"form": code_form, "passkey": as_data(options), "passkey_errors": errors}


def _next(request: HttpRequest) -> str:
    """Where to go on: only to a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts) else reverse("account")
