"""Turns the Markdown that people write into the few harmless elements that a page may show."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No headings, pictures, tables or HTML: a narrative lies inside a page that has an outline of its own.
_WRITTEN_WITH = [
    "autolink",
    "backticks",
    "blockquote",
    "emphasis",
    "entity",
    "escape",
    "link",
    "list",
    "newline",
]
_SHOWN_AS = {"p", "br", "em", "strong", "code", "blockquote", "ul", "ol", "li", "a"}
_reader = MarkdownIt("zero", {"breaks": True}).enable(_WRITTEN_WITH)


def to_html(text: str) -> SafeString:
    """The text as HTML that holds nothing but what is allowed; its links tell nobody where one came from."""
    written = _reader.render(text)
    cleaned = nh3.clean(
        written,
        tags=_SHOWN_AS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 - cleaned by an allow-list just above
