"""What is said of the dataset as a whole, the same in every form in which it is described."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.api.dataset.dictionary import DataList
from core.models import Document

NAME = "cambodia-benchmark-tracker"
TITLE = "Cambodia Benchmark Tracker"
TEXT = (
    "The 20 benchmarks for human rights in Cambodia set by the Special Rapporteur in 2022 (A/HRC/51/66), "
    "what became of them, the recommendations, indicators, elections and resolutions around them, and the "
    "documents all of it rests on. It holds what is public, and nothing else."
)
KEYWORDS = ["Cambodia", "human rights", "benchmarks", "elections", "United Nations", "Human Rights Council"]
CONTRIBUTORS = [
    {"title": TITLE, "role": "publisher"},
    {"title": "Special Rapporteur on the situation of human rights in Cambodia", "role": "author"},
]


@dataclass(frozen=True)
class Facts:
    """What a description of the dataset says besides its tables, with full addresses."""

    request: HttpRequest

    @property
    def day(self) -> datetime.date:
        """The day it speaks of."""
        return timezone.now().date()

    @property
    def licence(self) -> dict[str, str]:
        """The licence that whoever runs the site chose; empty while nobody has."""
        return {name: value for name, value in settings.DATASET_LICENCE.items() if value}

    @property
    def sources(self) -> list[dict[str, str]]:
        """The documents it rests on."""
        documents = Document.objects.visible_to(AnonymousUser()).order_by("slug")
        return [self._source(document) for document in documents]

    def _source(self, document: Document) -> dict[str, str]:
        title = f"{document.symbol}: {document.title}" if document.symbol else document.title
        return {"title": title, "path": document.url or self.full(document.get_absolute_url())}

    def address(self, name: str) -> str:
        """The full address of one of our own."""
        return self.full(reverse(name))

    def file(self, table: DataList, suffix: str, *, whole: bool = True) -> str:
        """The full address of a list as a file, with the rows of every set; else as the list by itself is."""
        address = self.address(f"api:{table.noun}-{suffix}")
        return f"{address}{table.asked_whole}" if whole else address

    def full(self, path: str) -> str:
        """A path with the name of this site."""
        return self.request.build_absolute_uri(path)


def as_publisher(facts: Facts) -> dict[str, Any]:
    """Who publishes it, for descriptions in linked data."""
    return {"@type": "Organization", "name": TITLE, "url": facts.address("about")}
