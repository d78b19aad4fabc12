"""How often something came from where in the present span of time: calls of the API, and wrong passwords.

The source is a keyed hash that changes with the span or the day: who or which address it was cannot be read.
"""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_FORGOTTEN_AT_ONCE = 200


class CountQuerySet(models.QuerySet):
    """The counts of all sources."""

    def forget_what_is_over(self, at: datetime.datetime) -> None:
        """Remove what is over, a part at a time; rows that somebody else holds are left to them."""
        over = self.select_for_update(skip_locked=True).filter(forgotten_at__lte=at)
        keys = list(over.values_list("pk", flat=True)[:MOST_FORGOTTEN_AT_ONCE])
        self.filter(pk__in=keys).delete()


class Count(models.Model):
    """What all counts have: a source, its kind, and when they are forgotten."""

    source = models.CharField(_("source"), max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=20)
    forgotten_at = models.DateTimeField(_("forgotten at"), db_index=True)

    objects = CountQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["forgotten_at"]


class CallCount(Count):
    """The calls that one caller was allowed in one span of time."""

    calls = models.PositiveIntegerField(_("calls"), default=0)

    class Meta(Count.Meta):
        verbose_name = _("calls of the API")
        verbose_name_plural = _("calls of the API")

    def __str__(self) -> str:
        return f"{self.kind}: {self.calls}"


class GuessCount(Count):
    """The guesses of one source in the present span of time."""

    guesses = models.PositiveIntegerField(_("guesses"), default=0)

    class Meta(Count.Meta):
        verbose_name = _("guesses at a sign-in")
        verbose_name_plural = _("guesses at a sign-in")

    def __str__(self) -> str:
        return f"{self.kind}: {self.guesses}"
