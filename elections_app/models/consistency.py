"""Whether an election's figures agree with each other: one row a rule, refreshed every night."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Content, ContentQuerySet, Document


class ConsistencyCheckQuerySet(ContentQuerySet):
    """Reads of checks."""

    def known_at(self, moment: datetime.datetime) -> Self:
        """Those that could be made at that moment: every figure that they compare had been published."""
        known = set(Document.objects.known_at(moment).values_list("slug", flat=True))
        compared = self.order_by().values_list("pk", "rows")
        return self.filter(pk__in=[pk for pk, rows in compared if documents_of(rows) <= known])


def documents_of(rows: Iterable[dict[str, Any]]) -> set[str]:
    """The keys of the documents in which compared figures stand."""
    return {source["document"] for row in rows if (source := row.get("source"))}


class ConsistencyCheck(Content):
    """The answer to one rule such as "the parties' votes add up to the valid votes", and the rows it used."""

    LOADABLE = False
    WORKED_OUT = True
    BEGINS = "election__date"

    election = models.ForeignKey(
        "elections_app.Election",
        on_delete=models.CASCADE,
        related_name="consistency_checks",
        verbose_name=_("election"),
    )
    slug = models.SlugField(_("key"), max_length=120, unique=True)
    rule = models.CharField(_("rule"), max_length=300)
    holds = models.BooleanField(_("holds"))
    difference = models.DecimalField(
        _("difference"), max_digits=16, decimal_places=3, help_text=_("What is found less what is expected.")
    )
    rows = models.JSONField(
        _("rows"), default=list, help_text=_("The figures compared, each with its source.")
    )
    checked_at = models.DateTimeField(_("checked at"))

    objects = ConsistencyCheckQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["election__date", "slug"]
        verbose_name = _("consistency check")
        verbose_name_plural = _("consistency checks")

    def __str__(self) -> str:
        return self.rule
