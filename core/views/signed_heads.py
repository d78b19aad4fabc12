"""The signed heads of the history for everybody: to keep elsewhere, so that nobody can rewrite it unseen."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import signed_heads
from core.models import SignedHead

HEADS_PER_PAGE = 30


@require_safe
def head_list(request: HttpRequest) -> HttpResponse:
    """The heads, the newest first, and how to verify one."""
    rows = SignedHead.objects.visible_to(request.user)
    page = Paginator(rows, HEADS_PER_PAGE).get_page(request.GET.get("page"))
    newest = page.object_list[0] if page.object_list else None
    context = {"page": page, "newest": newest, "statement": signed_heads.statement(newest) if newest else ""}
    return render(request, "core/signed_heads.html", context)


@require_safe
def head_file(request: HttpRequest) -> StreamingHttpResponse:
    """All of them, the oldest first, one JSON object a line."""
    rows = SignedHead.objects.visible_to(request.user).order_by("day").iterator()
    named = {"Content-Disposition": 'attachment; filename="signed-heads.ndjson"'}
    lines = (signed_heads.kept_line(head) for head in rows)
    return StreamingHttpResponse(lines, content_type="application/x-ndjson", headers=named)
