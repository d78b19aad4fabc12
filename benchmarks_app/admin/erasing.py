"""The admin screens on which an update, or one piece of its evidence, is erased by the service."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benchmarks_app import services
from benchmarks_app.forms import show_refusal
from benchmarks_app.forms.erasure import EraseForm
from benchmarks_app.models import Evidence, ProgressUpdate
from core.errors import DomainError
from core.permissions import Action, may


class Erases:
    """An admin screen with a page on which a row is erased: by its number, so that nobody need read it."""

    def get_urls(self) -> list[URLPattern]:
        """The page stands before Django's own, which take whatever follows as a number."""
        options = self.model._meta  # type: ignore[attr-defined]
        name = f"{options.app_label}_{options.model_name}_erase"
        page = self.admin_site.admin_view(self.erase)  # type: ignore[attr-defined]
        return [path("<int:pk>/erase/", page, name=name), *super().get_urls()]  # type: ignore[misc]

    @admin.display(description=gettext_lazy("erase"))
    def erase_link(self, row: Model) -> SafeString:
        """The way to the page."""
        return format_html('<a href="{}">{}</a>', _address(row), _("erase …"))

    def erase(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then erase."""
        if not may(request.user, Action.ERASE):
            raise PermissionDenied(_("Only admins erase."))
        row = get_object_or_404(self.model, pk=pk)  # type: ignore[attr-defined]
        form = EraseForm(request.POST or None)
        if form.is_valid() and _took(request, row, form):
            return redirect(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
        context = {**self.admin_site.each_context(request), **_told(row), "form": form}  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/benchmarks_app/erase.html", context)


def _took(request: HttpRequest, row: Any, form: EraseForm) -> bool:
    by: Any = request.user
    said = {"by": by, "at": timezone.now(), "reason": form.cleaned_data["reason"]}
    try:
        _erasing(row)(**said)
    except DomainError as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("Erased. The next purge makes the database forget it."))
    return True


def _erasing(row: Any) -> Callable[..., None]:
    if isinstance(row, ProgressUpdate):
        return lambda **said: services.erase_update(update=row, **said)
    return lambda **said: services.erase_evidence(evidence=row, **said)


def _told(row: Any) -> dict[str, Any]:
    """What the page says of the row: enough to know which it is, and nothing of its content."""
    update: ProgressUpdate = row.update if isinstance(row, Evidence) else row
    rows = [] if isinstance(row, Evidence) else update.evidence.standing()
    return {
        "title": _("Erase evidence") if isinstance(row, Evidence) else _("Erase an update"),
        "row": row,
        "update": update,
        "evidence": [(each, _address(each)) for each in rows],
        "repeated_in": [*update.corrections.all(), *filter(None, [update.supersedes])],
    }


def _address(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_erase", args=[row.pk])
