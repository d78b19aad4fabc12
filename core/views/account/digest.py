"""One's weekly digest: asked for and changed by its owner, confirmed and stopped by whoever has the mail."""

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
from core.errors import DomainError
from core.forms.digest import DigestForm
from core.models import DigestSubscription
from core.views.account.confirming import signed_in


@signed_in
def digest(request: HttpRequest) -> HttpResponse:
    """Whether one wants a digest, to which address and about what."""
    person: Any = request.user
    form = DigestForm(request.POST if request.method == "POST" else None, initial=_standing(person))
    if form.is_bound and mail.is_set_up() and form.is_valid() and _kept(request, form):
        return redirect("digest")
    told = {"form": form, "is_offered": mail.is_set_up(), "awaited": _awaited(person)}
    return render(request, "core/account/digest.html", told)


def _awaited(person: Any) -> str:
    """The address that nobody has confirmed yet."""
    asked = DigestSubscription.objects.filter(person=person).first()
    return "" if asked is None or asked.is_confirmed else person.email


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


def _kept(request: HttpRequest, form: DigestForm) -> bool:
    """Do what was asked for and say so; False when it was refused."""
    person: Any = request.user
    asked = {**form.cleaned_data}
    try:
        if asked.pop("wanted"):
            told = _told_of(digests.subscribe(person=person, by=person, at=timezone.now(), **asked))
        else:
            digests.stop(person=person)
            told = _("You get no digest.")
    except DomainError as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    messages.success(request, told)
    return True


def _told_of(subscription: DigestSubscription) -> str:
    """What comes of having asked for it."""
    if subscription.is_confirmed:
        return _("You get a digest every week.")
    return _("A mail with a link is on its way to that address. Digests come once the link was followed.")


# Neither asks for a cookie: who may is said by the signature in the address. Scanners follow links, which is
# why looking at them changes nothing.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_digest(request: HttpRequest, confirm_token: str) -> HttpResponse:
    """Confirm the address that the link was sent to, without signing in."""
    found = digests.confirmation(confirm_token, at=timezone.now())
    if found is None:
        raise Http404
    subscription = found.subscription
    is_confirmed = bool(
        subscription and request.method == "POST" and digests.confirm(subscription=subscription)
    )
    is_good = subscription is not None and (is_confirmed or request.method != "POST")
    told = {"mail_language": found.language, "is_good": is_good, "is_confirmed": is_confirmed}
    return render(request, "core/digest/confirm.html", told, status=200 if is_good else 404)


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
