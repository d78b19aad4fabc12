"""Taking up an account one was invited to."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core import guessing, invitations
from core.errors import DomainError
from core.forms.accounts import AcceptForm


@never_cache
@sensitive_post_parameters()
def accept(request: HttpRequest) -> HttpResponse:
    """Choose a password with the code of an invitation, and go on to the second factor."""
    form = AcceptForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        at = timezone.now()
        try:
            allowances = guessing.for_invitation(request)
            guessing.pay(allowances, at=at)
            person = invitations.accept(
                code=form.cleaned_data["code"], password=form.cleaned_data["new"], at=at
            )
        except DomainError as refusal:
            form.add_error(refusal.field, refusal.message)
            status = refusal.status if refusal.status == guessing.TooManyGuesses.status else 200
        else:
            guessing.give_back(allowances, at=at)
            logout(request)
            record_authentication(request, person, "password")
            response = perform_login(request, Login(user=person))
            request.session.set_expiry(0)
            return response
    return render(request, "core/account/accept.html", {"form": form}, status=status)
