"""When each row of the content last changed for the public: kept by triggers, whoever changes what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicMoment(models.Model):
    """The moment at which what a list says of one row last became otherwise."""

    kind = models.CharField(_("kind"), max_length=60, help_text=_("The model, as “app.model”."))
    row_id = models.BigIntegerField(_("row"))
    modified_at = models.DateTimeField(_("modified at"))

    class Meta:
        default_permissions = ()
        verbose_name = _("public moment")
        verbose_name_plural = _("public moments")
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="public_moment_once_per_row")]
        indexes = [models.Index(fields=["kind", "modified_at"], name="public_moment_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
