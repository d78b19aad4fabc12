"""Sets of benchmarks: what one mandate, in one document, asked one country to achieve."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from core.models import Cited, CitedQuerySet
from core.page_addresses import reverse

# The 20 benchmarks of A/HRC/51/66. An address, a number or a key that names no set means this one.
FIRST_SET = "cambodia-2022"


class BenchmarkSetQuerySet(CitedQuerySet):
    """Reads of sets."""

    def with_benchmark_count(self) -> Self:
        """Each with `benchmark_count`: how many benchmarks it has."""
        return self.annotate(benchmark_count=Count("benchmarks"))

    def beside_the_first(self) -> Self:
        """All others, with how many benchmarks each has."""
        return self.exclude(slug=FIRST_SET).with_benchmark_count()


class BenchmarkSet(Cited):
    """The benchmarks that one document sets for one country, and the numbers they must add up to."""

    BEGINS = KNOWN_FROM = "document__published_on"

    slug = models.SlugField(_("key"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1, help_text=_("Its place among the sets."))
    title = models.CharField(_("title"), max_length=200)
    country = models.CharField(_("country"), max_length=100)
    mandate = models.CharField(_("set by"), max_length=200, help_text=_("The mandate that set them."))
    summary = models.TextField(_("summary"), help_text=_("In our own words."))
    document = models.ForeignKey(
        "core.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="benchmark_sets",
        verbose_name=_("document"),
        help_text=_("The document that sets them."),
    )
    benchmarks_stated = models.PositiveSmallIntegerField(
        _("benchmarks it states"), null=True, blank=True, help_text=_("How many the document says there are.")
    )
    recommendations_stated = models.PositiveSmallIntegerField(
        _("treaty-body recommendations it states"), null=True, blank=True
    )
    timeframes_stated = models.PositiveSmallIntegerField(_("timeframes it states"), null=True, blank=True)

    objects = BenchmarkSetQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("benchmark set")
        verbose_name_plural = _("benchmark sets")

    def __str__(self) -> str:
        return self.title

    @property
    def is_first(self) -> bool:
        """Whether the short addresses are its."""
        return self.slug == FIRST_SET

    def get_absolute_url(self) -> str:
        return reverse("dashboard") if self.is_first else reverse("sets:overview", args=[self.slug])


class OfASetQuerySet(CitedQuerySet):
    """Reads of what a set brought, and what benchmarks of several sets may share."""

    def of_set(self, slug: str) -> Self:
        """What this set brought, and what a benchmark of it rests on or belongs to, each once."""
        shared = self.model._default_manager.filter(benchmarks__set__slug=slug).order_by().values("pk")
        return self.filter(Q(set__slug=slug) | Q(pk__in=shared))


def set_of_its_own(rows: str) -> Any:
    """The link of a row to the set that brought it; of what says nothing of one, the first set."""
    return models.ForeignKey(
        BenchmarkSet,
        to_field="slug",
        default=FIRST_SET,
        on_delete=models.PROTECT,
        related_name=rows,
        verbose_name=_("set"),
    )


def in_its_set(slug: str | None, key: str) -> str:
    """A key as it is told everywhere: by itself in the first set, after the set's in another."""
    return key if slug == FIRST_SET else f"{slug}:{key}"
