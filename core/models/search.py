"""The index of the search: one row for each thing that the public can find."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.search_dialects import as_fts5, as_tsquery, as_tsquery_of_marks, as_tsvector


class TermsField(models.Field):
    """The words of a text as `core.search_words` knows them; written as a sequence, asked with `matches`."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL has a type for it; SQLite keeps the words, and an FTS5 table beside it finds them."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Sequence[str], connection: Any, prepared: bool = False) -> str:
        """The words as the database takes them."""
        return as_tsvector(value) if connection.vendor == "postgresql" else " ".join(value)


@TermsField.register_lookup
class Matches(models.Lookup):
    """Whether the words of a column are what an expression of `core.search_queries` looks for."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the operator that the GIN index knows.

        It does not know what stands together and would go through the long lists of both words of a phrase.
        So it is asked for the marks of pairs alone, and the rows that it gives are asked for the rest.
        """
        column, given = self.process_lhs(compiler, connection)
        marks, whole = as_tsquery_of_marks(self.rhs), as_tsquery(self.rhs)
        if marks == whole:
            return f"{column} @@ %s::tsquery", [*given, whole]
        asked = f"({column} @@ %s::tsquery AND ({column} @@ %s::tsquery) IS TRUE)"
        return asked, [*given, marks, *given, whole]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the FTS5 table, whose row numbers are those of the index."""
        column = compiler.quote_name_unless_alias(self.lhs.alias) + ".id"
        found = "SELECT rowid FROM core_searchterms WHERE core_searchterms MATCH %s"
        return f"{column} IN ({found})", [f"{{{self.lhs.target.column}}} : {as_fts5(self.rhs)}"]


@TermsField.register_lookup
class MatchesWhile(Matches):
    """Whether the words of the title are one thing and all words of the entry another, given as a pair."""

    lookup_name = "matches_while"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Each by its own index."""
        title, everywhere = self.rhs
        terms = SearchEntry._meta.get_field("terms").get_col(self.lhs.alias)
        asked, given = Matches(self.lhs, title).as_postgresql(compiler, connection)
        also_asked, also_given = Matches(terms, everywhere).as_postgresql(compiler, connection)
        return f"{asked} AND {also_asked}", [*given, *also_given]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """In one question: of two FTS5 would make a list of every row that the second finds."""
        title, everywhere = self.rhs
        asked, _given = Matches(self.lhs, title).as_sqlite(compiler, connection)
        return asked, [f"({{title_terms}} : {as_fts5(title)}) AND ({{terms}} : {as_fts5(everywhere)})"]


class Among(models.Func):
    """Whether a number is one of very many, given as one text: that is read faster than a list of them."""

    output_field = models.BooleanField()

    def __init__(self, expression: Any, numbers: Sequence[int]) -> None:
        super().__init__(expression)
        self.numbers = tuple(numbers)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """As an array."""
        number, given = compiler.compile(self.source_expressions[0])
        return f"{number} = ANY (%s::bigint[])", [*given, f"{{{','.join(map(str, self.numbers))}}}"]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """As JSON."""
        number, given = compiler.compile(self.source_expressions[0])
        values = "(SELECT value FROM json_each(%s))"
        return f"{number} IN {values}", [*given, json.dumps(self.numbers)]


class SearchEntry(models.Model):
    """A public text that can be found, as it stood when it was last written.

    `core.search_index` writes these rows and nothing else does. Whatever is read from them is joined to
    what the reader may see (`core.search`).
    """

    type = models.CharField(_("kind"), max_length=40)
    place = models.PositiveSmallIntegerField(_("place of the kind among the kinds"))
    object_id = models.BigIntegerField(_("row"))
    key = models.TextField(_("key"))
    holder = models.TextField(_("key of the page that shows it"))
    title = models.TextField(_("title"), blank=True)
    text = models.TextField(_("text"), blank=True)
    title_terms = TermsField(_("words of the title"))
    terms = TermsField(_("words of title and text, kind and themes"))
    fingerprint = models.CharField(_("fingerprint of all of it"), max_length=64)

    class Meta:
        default_permissions = ()
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        constraints = [
            models.UniqueConstraint(fields=["type", "object_id"], name="search_entry_once_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class SearchEdition(models.Model):
    """By which rules the words of the index were made when all of it was last written; one row."""

    edition = models.PositiveSmallIntegerField(_("edition"))

    class Meta:
        default_permissions = ()
        verbose_name = _("edition of the search")
        verbose_name_plural = _("editions of the search")

    def __str__(self) -> str:
        return str(self.edition)
