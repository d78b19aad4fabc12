"""That a release was asked for: it is made in the background, and seen to be made, or to have failed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.outbox import OutboxMessage
from core.models.releases import Release


class ReleaseRequest(models.Model):
    """What an admin asked for, the work that was promised, and the release that came of it."""

    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked by")
    )
    address = models.CharField(_("address of the site"), max_length=300)
    message = models.OneToOneField(
        OutboxMessage,
        on_delete=models.CASCADE,
        null=True,
        related_name="release_request",
        verbose_name=_("work"),
    )
    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("release")
    )

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("request for a release")
        verbose_name_plural = _("requests for releases")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
