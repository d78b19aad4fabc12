"""Whether an election's figures agree with each other: one row a rule, refreshed every night."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Content


class ConsistencyCheck(Content):
    """The answer to one rule such as "the parties' votes add up to the valid votes", and the rows it used."""

    LOADABLE = False
    WORKED_OUT = True

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

    class Meta:
        ordering = ["election__date", "slug"]
        verbose_name = _("consistency check")
        verbose_name_plural = _("consistency checks")

    def __str__(self) -> str:
        return self.rule
