"""What every row of content has: a readable natural key, reads that start from `visible_to`, citations."""

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from core.permissions import Visitor


class ContentQuerySet(models.QuerySet):
    """Chainable reads; whatever is shown to anybody starts from `visible_to`."""

    def visible_to(self, user: Visitor) -> Self:
        """The rows this person may see. The report's own content is public: all of them."""
        return self.all()

    def as_of(self, day: datetime.date) -> Self:
        """Those that had begun by that day and not ended before it; what has no date stays.

        A partial date counts from the first day it can mean, and as an end up to the last.
        """
        model: Any = self.model
        text = day.isoformat()
        begun = no_later(model, model.BEGINS, text) if model.BEGINS else Q()
        if not model.ENDS:
            return self.filter(begun)
        may_last = ("", text[: len("2022")], text[: len("2022-06")])
        lasting = Q((f"{model.ENDS}__gte", text)) | Q((f"{model.ENDS}__in", may_last))
        return self.filter(begun & lasting)

    def known_at(self, moment: datetime.datetime) -> Self:
        """Those of which the first source had been published by that moment; what has no date stays."""
        model: Any = self.model
        if not model.KNOWN_FROM:
            return self.all()
        name, _, rest = model.KNOWN_FROM.partition("__")
        day, relation = moment.astimezone(datetime.UTC).date().isoformat(), model._meta.get_field(name)
        if not relation.many_to_many:
            return self.filter(no_later(model, model.KNOWN_FROM, day))
        links = relation.remote_field.through._default_manager.order_by()
        sources = links.filter((relation.m2m_field_name(), OuterRef("pk")))
        published = sources.filter((f"{relation.m2m_reverse_field_name()}__{rest}__lte", day))
        return self.filter(Exists(published) | ~Exists(sources))

    def there(self, *, as_of: datetime.date | None, known_at: datetime.datetime | None) -> Self:
        """By both clocks what was there; without them, what is there now."""
        rows = self.known_at(known_at) if known_at else self
        return rows.as_of(as_of) if as_of else rows

    def of_files(self) -> Self:
        """The rows that a file can mean by a readable key."""
        return self.all()

    def get_by_natural_key(self, *values: Any) -> Any:
        """The row a fixture names by its readable key."""
        model: Any = self.model
        names = dict(zip(model.NATURAL_KEY, model.whole_key(values), strict=True))
        return self.of_files().get(**names)


def no_later(model: Any, path: str, day: str) -> Q:
    """That the date at a path is no later than a day; where the path leads nowhere there is no date."""
    first = model._meta.get_field(path.partition("__")[0])
    nowhere = Q((f"{first.name}__isnull", True)) if first.null else Q()
    return Q((f"{path}__lte", day)) | nowhere


class Content(models.Model):
    """A row that fixtures name by a readable key instead of a number."""

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ("slug",)
    # What the first part of the key is where it is left out; "" where it never is.
    LEFT_OUT: ClassVar[str] = ""
    # Whether files bring such rows (`core.loading`); not where people, judgement or computing make them.
    LOADABLE: ClassVar[bool] = True
    # Whether the program works such rows out from others, and can at any time again.
    WORKED_OUT: ClassVar[bool] = False
    # The paths to the dates of the two clocks: when a row began, when it ended, and when what it is taken
    # from was published. "" where there is none: then that clock leaves every row there.
    BEGINS: ClassVar[str] = ""
    ENDS: ClassVar[str] = ""
    KNOWN_FROM: ClassVar[str] = ""

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """The readable key, without what may be left out; relations are written with two underscores."""
        key = tuple(self._follow(path.split("__")) for path in self.NATURAL_KEY)
        return key[1:] if self.LEFT_OUT and key[0] == self.LEFT_OUT else key

    @classmethod
    def whole_key(cls, parts: Sequence[Any]) -> tuple[Any, ...]:
        """The parts of a key with the first, where it was left out."""
        left_out = cls.LEFT_OUT and len(parts) == len(cls.NATURAL_KEY) - 1
        return (cls.LEFT_OUT, *parts) if left_out else tuple(parts)

    @classmethod
    def key_fields(cls) -> list[str]:
        """The fields a row has its key from, each once."""
        return list(dict.fromkeys(path.partition("__")[0].removesuffix("_id") for path in cls.NATURAL_KEY))

    @classmethod
    def key_in_words(cls) -> list[str]:
        """The parts of a key as people are told of them, one that may be left out in brackets."""
        words = [path.removesuffix("_id").replace("__", " ") for path in cls.NATURAL_KEY]
        return [f"[{words[0]}]", *words[1:]] if cls.LEFT_OUT else words

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

    KNOWN_FROM = "citations__document__published_on"

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
