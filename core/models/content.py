"""What every row of content has: a readable natural key, reads that start from `visible_to`, citations."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.permissions import Visitor


class ContentQuerySet(models.QuerySet):
    """Chainable reads; whatever is shown to anybody starts from `visible_to`."""

    def visible_to(self, user: Visitor) -> Self:
        """The rows this person may see. The report's own content is public: all of them."""
        return self.all()

    def of_files(self) -> Self:
        """The rows that a file can mean by a readable key."""
        return self.all()

    def get_by_natural_key(self, *values: Any) -> Any:
        """The row a fixture names by its readable key."""
        names = self.model.NATURAL_KEY  # type: ignore[attr-defined]
        return self.of_files().get(**dict(zip(names, values, strict=True)))


class Content(models.Model):
    """A row that fixtures name by a readable key instead of a number."""

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ("slug",)
    # Whether files bring such rows (`core.loading`); not where people, judgement or computing make them.
    LOADABLE: ClassVar[bool] = True
    # Whether the program works such rows out from others, and can at any time again.
    WORKED_OUT: ClassVar[bool] = False

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """The readable key, following relations written with two underscores."""
        return tuple(self._follow(path.split("__")) for path in self.NATURAL_KEY)

    def _follow(self, path: list[str]) -> Any:
        value: Any = self
        for name in path:
            value = getattr(value, name)
        return value


class CitedQuerySet(ContentQuerySet):
    """Reads of content that says where it stands."""

    def with_citations(self) -> Self:
        """Each with the passages it was taken from and their documents, in one more query."""
        passages: Any = self.model._meta.get_field("citations").related_model
        return self.prefetch_related(Prefetch("citations", passages.objects.select_related("document")))


class Cited(Content):
    """Content that says where it stands: the passages of documents it was taken from."""

    citations = models.ManyToManyField(
        "core.Passage",
        blank=True,
        related_name="cited_by_%(class)s",
        verbose_name=_("citations"),
        help_text=_("The passages of documents this was taken from."),
    )

    objects = CitedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True
