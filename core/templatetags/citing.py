"""The way from a page to how it is cited."""

from typing import Any

from django import template

from core.cited_pages import PAGES

register = template.Library()


@register.inclusion_tag("components/cite_link.html", takes_context=True)
def cite_link(context: template.Context) -> dict[str, Any]:
    """A link for pages that can be cited; nothing on all others."""
    request: Any = context.get("request")
    match = getattr(request, "resolver_match", None)
    return {"address": request.get_full_path() if match and match.view_name in PAGES else ""}
