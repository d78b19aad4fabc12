"""One's weekly digest: asked for and changed by its owner, stopped by whoever has the mail."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import digests, mail
from core.forms.digest import DigestForm
from core.models import DigestSubscription
from core.views.account.confirming import signed_in


@signed_in
def digest(request: HttpRequest) -> HttpResponse:
    """Whether one wants a digest, to which address and about what."""
    person: Any = request.user
    form = DigestForm(request.POST if request.method == "POST" else None, initial=_standing(person))
    if form.is_bound and mail.is_set_up() and form.is_valid():
        _keep(person, **form.cleaned_data)
        told = _("You get a digest every week.") if form.cleaned_data["wanted"] else _("You get no digest.")
        messages.success(request, told)
        return redirect("digest")
    return render(request, "core/account/digest.html", {"form": form, "is_offered": mail.is_set_up()})


def _standing(person: Any) -> dict[str, Any]:
    """What this person asked for so far."""
    asked = DigestSubscription.objects.filter(person=person).first()
    if asked is None:
        return {"email": person.email}
    return {
        "wanted": True,
        "email": person.email,
        "language": asked.language,
        "followed": asked.followed,
    }


def _keep(person: Any, *, wanted: bool, **asked: Any) -> None:
    if wanted:
        digests.subscribe(person=person, by=person, at=timezone.now(), **asked)
    else:
        digests.stop(person=person)


# Mail programs send this without a cookie; who may is said by the signature in the address.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_digest(request: HttpRequest, stop_token: str) -> HttpResponse:
    """Stop the digests of whoever the link was sent to; by POST alone, for scanners follow links."""
    found = digests.subscriber(stop_token)
    if found is None:
        raise Http404
    person, language = found
    if request.method == "POST":
        digests.stop(person=person)
    told = {"mail_language": language, "is_stopped": request.method == "POST"}
    return render(request, "core/digest/stop.html", told)
