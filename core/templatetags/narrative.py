"""A filter that prints what somebody wrote in Markdown."""

from django import template
from django.utils.safestring import SafeString

from core.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """The text as paragraphs, lists and links; see `core.markdown`."""
    return to_html(text)
