"""Tells which of the documents that we know a file is, by its symbol."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from benchmarks_app.official_text.pages import symbols_in_heads
from benchmarks_app.official_text.refusals import UnreadableFile
from core.models import Document
from resolutions_app.models import Resolution


@dataclass(frozen=True)
class Source:
    """The document that a file is: one of the documents, or one of the resolutions."""

    symbol: str
    document: Document | None
    resolution: Resolution | None


def source_of(pages: Sequence[str], told: str = "") -> Source:
    """The document whose symbol stands in the heads of the pages; refused when it is not the one told."""
    heads = symbols_in_heads(pages)
    if told and told not in heads:
        message = _("The symbol %(symbol)s stands at the head of no page: this is another document.")
        raise UnreadableFile(message % {"symbol": told})
    symbols = [told] if told else _most_frequent(heads)
    known = [source for symbol in symbols if (source := _known(symbol))]
    if not known:
        message = _("No page bears the symbol of a document that is known here; found: %(found)s.")
        raise UnreadableFile(message % {"found": ", ".join(sorted(heads)[:5]) or _("none")})
    if len(known) > 1:
        message = _("It could be any of these documents, say which it is: %(found)s.")
        raise UnreadableFile(message % {"found": ", ".join(source.symbol for source in known)})
    return known[0]


def _most_frequent(heads: dict[str, int]) -> list[str]:
    most = max(heads.values(), default=0)
    return [symbol for symbol, count in heads.items() if count == most]


def _known(symbol: str) -> Source | None:
    either = Q(symbol=symbol) | Q(symbol_corrected=symbol)
    document = Document.objects.filter(either).first()
    resolution = Resolution.objects.filter(either).first()
    return Source(symbol, document, resolution) if document or resolution else None
