"""How many calls of the API came from where in the present minute."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallCount(models.Model):
    """The calls that one caller was allowed in one span of time.

    The caller is a keyed hash that changes with every span: who or which address it was cannot be read here.
    """

    source = models.CharField(_("source"), max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=20)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    forgotten_at = models.DateTimeField(_("forgotten at"), db_index=True)

    class Meta:
        ordering = ["forgotten_at"]
        verbose_name = _("calls of the API")
        verbose_name_plural = _("calls of the API")

    def __str__(self) -> str:
        return f"{self.kind}: {self.calls}"
