"""The file that shows a row of evidence: the copy that was drawn anew, under a name that says nothing."""

import secrets
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.evidence import Evidence
from core.page_addresses import reverse
from core.permissions import Visitor


def random_name() -> str:
    """A name that nobody can guess and that tells nothing."""
    return secrets.token_urlsafe(32)


class EvidenceFileQuerySet(models.QuerySet):
    """Reads of files: each is seen by whoever sees its row."""

    def visible_to(self, user: Visitor) -> Self:
        """Files of the evidence that one may see."""
        return self.filter(evidence__in=Evidence.objects.visible_to(user))


class EvidenceFile(models.Model):
    """The clean copy of a file, kept in the storage "evidence" under `name`; the original is sealed."""

    class Kind(models.TextChoices):
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"
        WEBP = "webp", "WebP"
        PDF = "pdf", "PDF"
        TEXT = "text", _("text")

    evidence = models.OneToOneField(
        Evidence, on_delete=models.CASCADE, related_name="file", verbose_name=_("evidence")
    )
    name = models.CharField(_("name"), max_length=60, default=random_name, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    attached_at = models.DateTimeField(_("attached at"))

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["evidence_id"]
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        constraints = [
            models.UniqueConstraint(fields=["name"], name="evidence_file_has_a_name_of_its_own"),
            models.CheckConstraint(
                name="evidence_file_is_of_a_known_kind",
                condition=Q(kind__in=["jpeg", "png", "webp", "pdf", "text"]),
            ),
            models.CheckConstraint(name="evidence_file_holds_something", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.kind}"

    def get_absolute_url(self) -> str:
        """Where it is served to whoever may see it."""
        return reverse("evidence-file", args=[self.name])

    @property
    def is_public(self) -> bool:
        """Whether somebody without an account sees it."""
        return EvidenceFile.objects.visible_to(AnonymousUser()).filter(pk=self.pk).exists()

    def for_the_history(self) -> dict[str, Any]:
        """What is kept of it for ever: enough to check a copy, and no name."""
        return {"kind": self.kind, "size": self.size, "sha256": self.sha256}
