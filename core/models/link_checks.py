"""Whether the address of a document answered when it was last asked; no link is ever taken away for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.documents import Document


class LinkCheck(models.Model):
    """What the address of one document answered last, and when it last answered as it should."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("answered")
        GONE = "gone", _("is not there")
        REFUSED = "refused", _("answered, but gave nothing")
        UNREACHABLE = "unreachable", _("did not answer")
        NOT_ASKED = "not_asked", _("not asked: it leads to no public server")

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, related_name="link_check", verbose_name=_("document")
    )
    address = models.CharField(_("address that was asked"), max_length=600)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    checked_at = models.DateTimeField(_("asked at"), db_index=True)
    answered_at = models.DateTimeField(_("last seen answering at"), null=True, blank=True)

    class Meta:
        ordering = ["-checked_at", "pk"]
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of links")

    def __str__(self) -> str:
        return f"{self.address}: {self.get_outcome_display()}"
