"""Frozen releases of everything public: what each file was, what is served for it, and what was taken out."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.moments import end_of
from core.permissions import Visitor

LONGEST_PATH = 120
SHA256 = 64


class ReleaseQuerySet(models.QuerySet):
    """Reads of releases: they hold what anybody may see, so everybody sees all of them."""

    def visible_to(self, user: Visitor) -> Self:
        """Every release."""
        return self.all()

    def there(self, *, as_of: datetime.date | None, known_at: datetime.datetime | None) -> Self:
        """Those made by the end of that day and by that moment."""
        rows = self.filter(made_at__lte=known_at) if known_at else self
        return rows.filter(made_at__lte=end_of(as_of)) if as_of else rows

    def with_files(self) -> Self:
        """Each with its files and what was taken out of them, but without their bytes."""
        files = ReleaseFile.objects.select_related("served").defer("served__packed")
        return self.prefetch_related(
            Prefetch("files", files.prefetch_related("redactions").order_by("order"))
        )


class Release(models.Model):
    """Everything public as it stood at one moment, under a name that stays: 2026-11-26, or 2026-11-26.2.

    Neither it nor its files can be changed; only what was erased or withdrawn since is taken out of the bytes
    that are served, and a `ReleaseRedaction` says so.
    """

    name = models.CharField(_("name"), max_length=20, unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    address = models.CharField(
        _("address of the site"),
        max_length=300,
        help_text=_("Where the addresses in it led when it was made."),
    )
    file_count = models.PositiveSmallIntegerField(_("number of files"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-made_at", "-pk"]
        verbose_name = _("release")
        verbose_name_plural = _("releases")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("data:release", args=[self.name])

    @property
    def archive(self) -> "ReleaseFile":
        """The file that holds all the others."""
        return next(file for file in self.files.all() if file.is_archive)

    @property
    def is_redacted(self) -> bool:
        """Whether anything was taken out of it."""
        return any(file.is_redacted for file in self.files.all())


class ReleaseContent(models.Model):
    """The bytes of files, packed, under the SHA-256 of what they are unpacked; equal files share one row."""

    sha256 = models.CharField(_("SHA-256"), max_length=SHA256, primary_key=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    packed = models.BinaryField(_("bytes, packed with zlib"))

    class Meta:
        default_permissions = ()
        verbose_name = _("content of releases")
        verbose_name_plural = _("contents of releases")

    def __str__(self) -> str:
        return self.sha256


class ReleaseFile(models.Model):
    """One file of a release: the size and SHA-256 it was released with, and the content served for it now."""

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="files", verbose_name=_("release")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    path = models.CharField(_("path"), max_length=LONGEST_PATH)
    media_type = models.CharField(_("media type"), max_length=60)
    sha256 = models.CharField(_("SHA-256 when it was released"), max_length=SHA256)
    size = models.PositiveIntegerField(_("size when it was released"))
    served = models.ForeignKey(
        ReleaseContent, on_delete=models.PROTECT, related_name="files", verbose_name=_("what is served")
    )

    class Meta:
        default_permissions = ()
        ordering = ["release", "order"]
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        constraints = [
            models.UniqueConstraint(fields=["release", "path"], name="release_has_each_path_once"),
            models.UniqueConstraint(fields=["release", "order"], name="release_has_each_place_once"),
        ]

    def __str__(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return reverse("data:release-file", args=[self.release.name, self.path])

    @property
    def is_archive(self) -> bool:
        """Whether it holds all the others."""
        return self.path.endswith(".zip")

    @property
    def is_redacted(self) -> bool:
        """Whether other bytes are served than were released."""
        return self.served_id != self.sha256


class ReleaseRedaction(models.Model):
    """That words were taken out of a file: when and why, and the SHA-256 before and after."""

    file = models.ForeignKey(
        ReleaseFile, on_delete=models.PROTECT, related_name="redactions", verbose_name=_("file")
    )
    redacted_at = models.DateTimeField(_("redacted at"))
    reason = models.CharField(_("reason"), max_length=200)
    replaced = models.CharField(_("SHA-256 before"), max_length=SHA256)
    sha256 = models.CharField(_("SHA-256 after"), max_length=SHA256)

    class Meta:
        default_permissions = ()
        ordering = ["file", "pk"]
        verbose_name = _("redaction of a release")
        verbose_name_plural = _("redactions of releases")
        constraints = [
            models.CheckConstraint(
                name="release_redaction_changes_something_and_says_why",
                condition=~models.Q(replaced=models.F("sha256")) & ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"
