"""What of the shared content can be found: documents and themes."""

from django.utils.translation import gettext_lazy as _

from core.models import Document, Theme
from core.search import SearchSource, first_given, joined, page_named

SOURCES = (
    SearchSource(
        type="document",
        name=_("document"),
        queryset=Document.objects.visible_to,
        key="slug",
        title=joined("symbol", "title"),
        text=joined("publisher", "symbol_corrected", "note"),
        endpoint="documents",
        page=page_named("documents:detail"),
    ),
    SearchSource(
        type="theme",
        name=_("theme"),
        queryset=Theme.objects.visible_to,
        key="slug",
        title=first_given("name"),
        text=joined("summary"),
        endpoint="themes",
        page=page_named("themes:detail"),
        themes="slug",
    ),
)
