"""Setting up second factors: an authenticator app, passkeys, recovery codes."""

from typing import Any
from xml.etree import ElementTree

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as passkeys
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import encryption, second_factors
from core.errors import DomainError
from core.forms.accounts import AppForm, NewPasskeyForm
from core.permissions import lacks_second_factor
from core.views.account.confirming import confirmed, signed_in
from core.views.account.passkeys import as_data

# The key of an app that is being set up waits in the session, encrypted like those that are kept.
WAITING, GOING_TO = "app_being_set_up", "after_second_factor"


@require_safe
@signed_in
def needed(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the ways to set one up."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        request.session[GOING_TO] = wanted
    if not lacks_second_factor(request.user):
        return redirect(_going_to(request))
    return render(request, "core/account/second_factor_needed.html")


@confirmed
def add_app(request: HttpRequest) -> HttpResponse:
    """An authenticator app: show the key, and ask for the first code as a proof."""
    form = AppForm(request.POST if request.method == "POST" else None)
    secret = _secret(request)
    person: Any = request.user
    if form.is_bound and form.is_valid():
        try:
            codes = second_factors.add_app(
                person=person, secret=secret, code=form.cleaned_data["code"], by=person, at=timezone.now()
            )
        except DomainError as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            request.session.pop(WAITING, None)
            return _done(request, codes, "totp", _("The authenticator app is set up."))
    address = get_adapter().build_totp_url(person, secret)
    context = {"form": form, "address": address, "key": _in_fours(secret), "picture": _picture(address)}
    return render(request, "core/account/add_app.html", context)


@confirmed
def add_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey: the browser makes it, the server keeps its public half."""
    person: Any = request.user
    form = NewPasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        codes = second_factors.add_passkey(
            person=person, name=given["name"], credential=given["credential"], by=person, at=timezone.now()
        )
        return _done(request, codes, "webauthn", _("The passkey is set up."))
    options = passkeys.begin_registration(person, passwordless=False)
    return render(request, "core/account/add_passkey.html", {"form": form, "passkey": as_data(options)})


@confirmed
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a factor away, after asking."""
    person: Any = request.user
    own = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    factor = get_object_or_404(own, pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            second_factors.remove(factor=factor, by=person, at=timezone.now())
        except DomainError as refusal:
            refused = str(refusal.message)
        else:
            _keep_this_session(request)
            messages.success(request, _("Removed. Every other session and every token ended."))
            return redirect("account")
    return render(request, "core/account/remove_factor.html", {"factor": factor, "refused": refused})


@confirmed
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of those of before."""
    person: Any = request.user
    if request.method != "POST":
        return render(request, "core/account/renew_codes.html")
    try:
        codes = second_factors.renew_recovery_codes(person=person, by=person, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("account")
    _keep_this_session(request)
    return _show(request, codes, _("These are your new recovery codes; those of before are useless."))


def _done(request: HttpRequest, codes: list[str], kind: str, told: str) -> HttpResponse:
    """Go on with this session, in which the factor was just shown, and show new recovery codes once."""
    person: Any = request.user
    _keep_this_session(request)
    record_authentication(request, person, "mfa", type=kind)
    if codes:
        return _show(request, codes, told)
    messages.success(request, told)
    return redirect("account")


def _show(request: HttpRequest, codes: list[str], told: str) -> HttpResponse:
    context = {"codes": codes, "told": told, "going_to": _going_to(request)}
    return render(request, "core/account/recovery_codes.html", context)


def _keep_this_session(request: HttpRequest) -> None:
    person: Any = request.user
    update_session_auth_hash(request, person)


def _going_to(request: HttpRequest) -> str:
    return request.session.pop(GOING_TO, "") or reverse("account")


def _secret(request: HttpRequest) -> str:
    """The key of the app that is being set up; the same until it is."""
    if WAITING not in request.session:
        request.session[WAITING] = encryption.encrypt(generate_totp_secret())
    return encryption.decrypt(request.session[WAITING])


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _picture(address: str) -> dict[str, Any]:
    """The outline and size of the drawing, for the page's own markup: its policy lets in no data: image."""
    drawing = ElementTree.fromstring(get_adapter().build_totp_svg(address))  # noqa: S314
    (path,) = drawing.iter("{http://www.w3.org/2000/svg}path")
    return {"outline": path.get("d"), "box": drawing.get("viewBox")}
