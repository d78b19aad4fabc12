"""The stamp of what the public sees: one row, with another value after every change of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicStamp(models.Model):
    """A random value that triggers of the database write anew; it never leaves the server."""

    value = models.CharField(_("value"), max_length=32)

    class Meta:
        default_permissions = ()
        verbose_name = _("stamp of what is public")
        verbose_name_plural = _("stamps of what is public")

    def __str__(self) -> str:
        return self.value
