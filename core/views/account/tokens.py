"""One's own tokens: made here, shown once, and taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import tokens
from core.errors import DomainError
from core.forms.accounts import RevokeTokenForm, TokenForm
from core.views.account.confirming import confirmed, signed_in


@confirmed
def make(request: HttpRequest) -> HttpResponse:
    """A new token; its text is on the answer's page and nowhere else."""
    person: Any = request.user
    form = TokenForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_bound and form.is_valid():
        try:
            token, text = tokens.make_token(person=person, by=person, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            return render(request, "core/account/token.html", {"token": token, "text": text})
    return render(request, "core/account/make_token.html", {"form": form})


@require_POST
@signed_in
def revoke(request: HttpRequest) -> HttpResponse:
    """Take one of one's own tokens back: at once, for whoever lost it is in a hurry."""
    person: Any = request.user
    form = RevokeTokenForm(request.POST, person=person)
    if form.is_valid():
        tokens.revoke_token(token=form.cleaned_data["token"], by=person, at=timezone.now())
        messages.success(request, _("The token is revoked."))
    else:
        messages.error(request, _("You have no such token."))
    return redirect("account")
