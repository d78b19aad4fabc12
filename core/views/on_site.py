"""From an admin screen to the page of a row: only where one may know of the row."""

from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect


@staff_member_required(login_url="admin:login")
def on_site(request: HttpRequest, content_type_id: int, object_id: int) -> HttpResponse:
    """To the page; the library's own way there would tell that a hidden row exists."""
    model = get_object_or_404(ContentType, pk=content_type_id).model_class()
    if model is None or not hasattr(model, "get_absolute_url"):
        raise Http404
    rows: Any = model._default_manager.all()
    shown = rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows
    return redirect(get_object_or_404(shown, pk=object_id))
