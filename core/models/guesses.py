"""How many wrong passwords and codes came from where; whoever guesses on is asked to wait."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GuessCount(models.Model):
    """The guesses of one source in the present span of time.

    The source is a keyed hash that changes every day: which address or account it was cannot be read here.
    """

    source = models.CharField(_("source"), max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=20)
    guesses = models.PositiveIntegerField(_("guesses"), default=0)
    forgotten_at = models.DateTimeField(_("forgotten at"), db_index=True)

    class Meta:
        ordering = ["forgotten_at"]
        verbose_name = _("guesses at a sign-in")
        verbose_name_plural = _("guesses at a sign-in")

    def __str__(self) -> str:
        return f"{self.kind}: {self.guesses}"
