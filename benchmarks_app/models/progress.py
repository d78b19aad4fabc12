"""Progress updates on a benchmark, and who may see which, now and at any moment before."""

import datetime
import secrets
from functools import reduce
from operator import or_
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from core.models import Content, ContentQuerySet, HistoryEntry
from core.page_addresses import reverse
from core.partial_dates import PartialDateField
from core.permissions import Action, Visitor, may


class ProgressUpdateQuerySet(ContentQuerySet):
    """Progress updates: the public sees what is or was published, writers see their own too."""

    def visible_to(self, user: Visitor) -> Self:
        """Published and withdrawn updates; besides, one's own, and for reviewers what awaits them."""
        shown = Q(state__in=[ProgressUpdate.State.PUBLISHED, ProgressUpdate.State.WITHDRAWN])
        if may(user, Action.RECORD_PROGRESS):
            shown |= Q(author=user.pk)
        if may(user, Action.PUBLISH_PROGRESS):
            shown |= Q(state=ProgressUpdate.State.SUBMITTED) | Q(published_by=user.pk)
        return self.filter(shown)

    def published(self) -> Self:
        """What is published now, the newest truth first; corrected updates among it."""
        return self.filter(state=ProgressUpdate.State.PUBLISHED).order_by("-assessed_on", "-published_at")

    def of_whole_benchmark(self) -> Self:
        """Updates that judge the benchmark itself and not one measure of it."""
        return self.filter(measure__isnull=True).exclude(status="")

    def current(self) -> Self:
        """What the public may rely on now: published, and not corrected by another published one."""
        corrections = ProgressUpdate.objects.filter(state=ProgressUpdate.State.PUBLISHED)
        return self.published().exclude(
            pk__in=corrections.filter(supersedes__isnull=False).values("supersedes")
        )

    def known_at(self, moment: datetime.datetime) -> Self:
        """What the public could rely on at that moment, whatever has become of it since."""
        corrections = _standing_at(ProgressUpdate.objects.filter(supersedes__isnull=False), moment)
        rows = _standing_at(self, moment).exclude(pk__in=corrections.order_by().values("supersedes"))
        return rows.order_by("-assessed_on", "-published_at")

    def as_of(self, day: datetime.date) -> Self:
        """What was true on that day or before; a partial date counts from its first day on."""
        return self.filter(assessed_on__lte=day.isoformat())

    def in_force(self, *, as_of: datetime.date | None, known_at: datetime.datetime | None) -> Self:
        """Both clocks at once; without them, what stands now."""
        rows = self.known_at(known_at) if known_at else self.current()
        return rows.as_of(as_of) if as_of else rows

    def modified_since(self, moment: datetime.datetime, user: Visitor) -> Self:
        """What became otherwise since: itself, what it rests on, or by a correction that came or went."""
        steps = ("created_at", "submitted_at", "published_at", "withdrawn_at", "erased_at")
        itself = _any_since(steps, moment)
        public = [ProgressUpdate.State.PUBLISHED, ProgressUpdate.State.WITHDRAWN]
        corrections = ProgressUpdate.objects.filter(supersedes__isnull=False, state__in=public)
        corrected = corrections.filter(_any_since(("published_at", "withdrawn_at"), moment))
        evidence: Any = apps.get_model("benchmarks_app", "Evidence")
        erased = evidence.objects.visible_to(user).filter(erased_at__gte=moment)
        keys = corrected.order_by().values("supersedes"), erased.order_by().values("update")
        return self.filter(itself | Q(pk__in=keys[0]) | Q(pk__in=keys[1]))

    def being_written(self) -> Self:
        """Drafts, and what was returned to its author."""
        return self.filter(state__in=[ProgressUpdate.State.DRAFT, ProgressUpdate.State.RETURNED])

    def untouched_since(self, moment: datetime.datetime) -> Self:
        """Those about which the history has nothing later; made before that moment themselves."""
        since = HistoryEntry.objects.filter(subject_type="progressupdate", at__gte=moment)
        touched = since.annotate(update_key=Cast("subject_key", models.BigIntegerField()))
        return self.filter(created_at__lt=moment).exclude(pk__in=touched.order_by().values("update_key"))

    def awaiting_review(self) -> Self:
        """What has been submitted, the longest waiting first."""
        return self.filter(state=ProgressUpdate.State.SUBMITTED).order_by("submitted_at")

    def with_corrections(self) -> Self:
        """Each with `corrected_by`: the key of the published update that stands in its place, or None."""
        standing = ProgressUpdate.objects.filter(
            supersedes=OuterRef("pk"), state=ProgressUpdate.State.PUBLISHED
        )
        return self.annotate(corrected_by=Subquery(standing.order_by().values("pk")[:1]))

    def with_everything_shown(self) -> Self:
        """With what a page or an API answer shows of an update, in a fixed number of queries."""
        return self.with_corrections().select_related(
            "benchmark", "measure__benchmark", "author", "published_by", "supersedes__benchmark"
        )


def _standing_at(updates: Any, moment: datetime.datetime) -> Any:
    """Those published by that moment and not yet withdrawn at it."""
    return updates.filter(published_at__lte=moment).filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment)
    )


def _any_since(names: tuple[str, ...], moment: datetime.datetime) -> Q:
    return reduce(or_, (Q(**{f"{name}__gte": moment}) for name in names))


def random_number() -> int:
    """Twelve digits that say neither how many updates there are nor which of two was begun first."""
    return 10**11 + secrets.randbelow(9 * 10**11)


class ProgressUpdate(Content):
    """What one assessor says about a benchmark (or one measure of it) at one time."""

    NATURAL_KEY = ("author__username", "client_key")
    LOADABLE = False

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)

    class Status(models.TextChoices):
        OFF_TARGET = "off_target", _("off target")
        VARIABLE = "variable", _("variable")
        ON_TARGET = "on_target", _("on target")
        ACHIEVED = "achieved", _("achieved")

    class Trend(models.TextChoices):
        WORSENING = "worsening", _("worsening")
        UNCHANGED = "unchanged", _("unchanged")
        IMPROVING = "improving", _("improving")

    class Assessor(models.TextChoices):
        SPECIAL_RAPPORTEUR = "special_rapporteur", _("Special Rapporteur")
        OHCHR = "ohchr", _("OHCHR")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        GOVERNMENT = "government", _("Government")
        TREATY_BODY = "treaty_body", _("treaty body")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    benchmark = models.ForeignKey(
        "benchmarks_app.Benchmark",
        on_delete=models.PROTECT,
        related_name="progress_updates",
        verbose_name=_("benchmark"),
    )
    measure = models.ForeignKey(
        "benchmarks_app.Measure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="progress_updates",
        verbose_name=_("measure"),
        help_text=_("Leave empty to judge the whole benchmark."),
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status.choices,
        blank=True,
        help_text=_("Leave empty to record observations without judging."),
    )
    trend = models.CharField(_("trend"), max_length=12, choices=Trend.choices, blank=True)
    assessor = models.CharField(_("assessor"), max_length=20, choices=Assessor.choices)
    assessed_on = PartialDateField(
        _("assessed on"), help_text=_("When this was true: 2023, 2023-06 or 2023-06-30.")
    )
    narrative = models.TextField(_("narrative"), help_text=_("Name nobody who could be harmed by it."))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="progress_updates",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(_("created at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    review_note = models.TextField(_("reviewer's note"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="published_updates",
        verbose_name=_("published by"),
    )
    names_nobody_confirmed = models.BooleanField(_("read for names before publication"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_updates",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    erasure_reason = models.TextField(_("reason of the erasure"), blank=True)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("supersedes"),
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    client_key = models.CharField(_("key of the request"), max_length=100, blank=True)

    objects = ProgressUpdateQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        constraints = [
            models.CheckConstraint(
                name="update_published_by_another_person",
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("author")),
            ),
            models.CheckConstraint(
                name="update_published_has_time_and_publisher",
                condition=~Q(state__in=["published", "withdrawn"])
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="update_published_after_it_was_read_for_names",
                condition=~Q(state__in=["published", "withdrawn"]) | Q(names_nobody_confirmed=True),
            ),
            models.CheckConstraint(
                name="update_withdrawn_has_time_person_and_reason",
                condition=~Q(state="withdrawn")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & (~Q(withdrawal_reason="") | Q(erased_at__isnull=False))
                ),
            ),
            models.CheckConstraint(
                name="update_erased_has_reason_and_no_content",
                condition=Q(erased_at__isnull=True, erasure_reason="")
                | (
                    Q(state="withdrawn", erased_at__isnull=False)
                    & Q(narrative="", review_note="", withdrawal_reason="")
                    & ~Q(erasure_reason="")
                ),
            ),
            models.CheckConstraint(
                name="update_withdrawn_by_another_person",
                condition=Q(withdrawn_by__isnull=True) | ~Q(withdrawn_by=F("author")),
            ),
            models.UniqueConstraint(
                name="update_once_per_request",
                fields=["author", "client_key"],
                condition=~Q(client_key=""),
            ),
            models.UniqueConstraint(
                name="update_corrected_once_at_a_time",
                fields=["supersedes"],
                condition=~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="update_submitted_has_time",
                condition=~Q(state__in=["submitted", "published"]) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        said = self.get_status_display() or _("observations")
        return f"{self.benchmark.key}: {said}, {self.assessed_on}"

    def get_absolute_url(self) -> str:
        return reverse("progress-updates:detail", args=[self.pk])

    def shows_content_to(self, user: Visitor) -> bool:
        """Whether narrative and evidence are shown: of a withdrawn update only to those who work here."""
        return self.state != self.State.WITHDRAWN or may(user, Action.READ_RESTRICTED)
