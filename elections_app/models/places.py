"""Places where votes are counted: the country, its provinces, districts and communes."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from core.models import Cited, CitedQuerySet
from core.page_addresses import reverse
from core.partial_dates import PartialDateField


class PlaceQuerySet(CitedQuerySet):
    """Reads of places."""

    def listed_now(self) -> Self:
        """Those that no source says have ended."""
        return self.filter(valid_until="")

    def at_the_top(self) -> Self:
        """The country and its provinces, and whatever is part of nothing."""
        return self.filter(Q(parent=None) | Q(level__in=[Place.Level.COUNTRY, Place.Level.PROVINCE]))

    def within(self, place: "Place") -> Self:
        """All that lies in a place, its parts and theirs."""
        return self.filter(Q(parent=place) | Q(parent__parent=place) | Q(parent__parent__parent=place))

    def with_parts(
        self, *, as_of: datetime.date | None = None, known_at: datetime.datetime | None = None
    ) -> Self:
        """Each with how many parts it has, or had then, and how many these have together."""
        there = Place.objects.there(as_of=as_of, known_at=known_at)

        def counted(path: str) -> Count:
            then = Q((f"{path}__in", there.order_by().values("pk"))) if as_of or known_at else None
            return Count(path, distinct=True, filter=then)

        both = {"parts": counted("children"), "parts_of_parts": counted("children__children")}
        return self.annotate(**both).order_by("code")


class Place(Cited):
    """A place with the official code; the country's code is "00", a province's "01" to "25"."""

    NATURAL_KEY = ("code",)
    BEGINS, ENDS = "valid_from", "valid_until"
    # Not from the list that names it, which was printed long after the results that name it too.
    KNOWN_FROM = BEGINS

    class Level(models.TextChoices):
        COUNTRY = "country", _("country")
        PROVINCE = "province", _("province or capital")
        DISTRICT = "district", _("district")
        COMMUNE = "commune", _("commune")

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_km = models.CharField(_("name in Khmer"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    valid_from = PartialDateField(
        _("there since"), blank=True, help_text=_("Only where a source says so; empty: not known.")
    )
    valid_until = PartialDateField(
        _("there until"),
        blank=True,
        help_text=_("Only where a source says so; empty: not known to have ended."),
    )
    note = models.TextField(_("note"), blank=True)

    objects = PlaceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["code"]
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("places:detail", args=[self.code])
