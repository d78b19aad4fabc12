"""Chooses the form of an answer by what the caller accepts and how much of each: RFC 9110, section 12.5.1."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


@dataclass(frozen=True)
class MediaRange:
    """One part of `Accept`: a media type or a range of them, how much it is wanted, and its options."""

    main: str
    sub: str
    weight: float = 1.0
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The range of a text; None for what is none. A weight that is none says nothing."""
        try:
            name, options = parse_header_parameters(text)
        except ValueError:
            return None
        main, _, sub = name.partition("/")
        weight = _weight(options.pop("q", "1"))
        return cls(main, sub, weight, options) if main and sub else None

    @property
    def precision(self) -> int:
        """How exactly it names a media type."""
        return (self.main != "*") + (self.sub != "*") + bool(self.options)

    def takes(self, media_type: str) -> bool:
        """Whether a media type lies in it."""
        main, _, sub = media_type.partition("/")
        return self.main in ("*", main) and self.sub in ("*", sub)


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 1.0
    return weight if 0 <= weight <= 1 else 1.0


@dataclass(frozen=True)
class Offer:
    """A renderer, and the range that speaks of it."""

    renderer: BaseRenderer
    range: MediaRange

    @property
    def media_type(self) -> str:
        """What is accepted, with its options and without its weight."""
        options = [f"{name}={value}" for name, value in self.range.options.items()]
        return "; ".join([str(self.renderer.media_type), *options])


class ByWeight(DefaultContentNegotiation):
    """The form that is wanted most; of several the one that is named more exactly, then the API's first."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and the media type that it is accepted as; NotAcceptable when none is."""
        renderers = list(renderers)
        ranges = list(filter(None, map(MediaRange.read, self.get_accept_list(request))))
        offers = [offer for renderer in renderers for offer in _offers(renderer, ranges)]
        wanted = [offer for offer in offers if offer.range.weight > 0]
        if not wanted:
            raise NotAcceptable(available_renderers=renderers)
        best = max(wanted, key=lambda offer: (offer.range.weight, offer.range.precision))
        return best.renderer, best.media_type


def _offers(renderer: BaseRenderer, ranges: list[MediaRange]) -> Iterator[Offer]:
    """A renderer as the most exact range has it, and in each variation that is asked for with options."""
    found = [media_range for media_range in ranges if media_range.takes(str(renderer.media_type))]
    plain = [media_range for media_range in found if not media_range.options]
    if plain:
        yield Offer(renderer, max(plain, key=lambda media_range: media_range.precision))
    yield from (Offer(renderer, media_range) for media_range in found if media_range.options)
