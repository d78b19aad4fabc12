"""The sets in which themes are followed, and what each shares with the first.

Resolutions are of no set: they are those on the first set's country, and count in every set of that country.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from benchmarks_app.models import FIRST_SET, BenchmarkSet, Recommendation


@dataclass(frozen=True)
class Followed:
    """A set whose themes are followed, and what it shares with the first."""

    of_set: BenchmarkSet
    has_mandate_of_first: bool
    has_country_of_first: bool

    @property
    def date(self) -> str:
        """When the document that set its benchmarks was published; empty where none is named."""
        return self.of_set.document.published_on if self.of_set.document else ""

    @property
    def mechanism(self) -> str:
        """Who set its benchmarks, as far as there is a word for it."""
        known = Recommendation.Mechanism
        return (known.SPECIAL_RAPPORTEUR if self.has_mandate_of_first else known.OTHER).value

    @property
    def mandate(self) -> str:
        """Who set them, in the set's own words where there is no word for it."""
        return "" if self.has_mandate_of_first else self.of_set.mandate


def followed(user: Any) -> dict[str, Followed]:
    """Every set whose themes can be followed, by its key."""
    sets = BenchmarkSet.objects.visible_to(user).select_related("document")
    found = {each.slug: each for each in sets}
    first = found.get(FIRST_SET)
    return {
        slug: Followed(
            each,
            has_mandate_of_first=first is not None and each.mandate == first.mandate,
            has_country_of_first=first is not None and each.country == first.country,
        )
        for slug, each in found.items()
    }


def page_of_lineage(set_slug: str, theme: str) -> str:
    """The path of a lineage's page; the first set has the short addresses."""
    if set_slug == FIRST_SET:
        return reverse("lineage", args=[theme])
    return reverse("sets:lineage", args=[set_slug, theme])
