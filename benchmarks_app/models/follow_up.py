"""What the treaty bodies and the mandate themselves said of progress: grades, and totals without names."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.progress import ProgressUpdate
from benchmarks_app.models.sets import FIRST_SET, set_of_its_own
from core.models import Cited, Content, ContentQuerySet
from core.partial_dates import PartialDateField


class FollowUpGradeQuerySet(ContentQuerySet):
    """Reads of grades."""

    def known_at(self, moment: datetime.datetime) -> Self:
        """Those recorded here by that moment."""
        return self.filter(recorded_at__lte=moment)

    def in_force(self, *, as_of: datetime.date | None, known_at: datetime.datetime | None) -> Self:
        """Those given by that day, a partial one counted from its first, and recorded by that moment."""
        return self.there(as_of=as_of, known_at=known_at)


class FollowUpGrade(Content):
    """The grade a treaty body gave the follow-up to a recommendation, with the document that says so."""

    NATURAL_KEY = ("recommendation__slug", "source__document__slug", "source__locator")
    LOADABLE = False
    BEGINS = "graded_on"

    class Grade(models.TextChoices):
        A = "A", _("A: largely satisfactory")
        B = "B", _("B: partially satisfactory")
        C = "C", _("C: not satisfactory")
        D = "D", _("D: no cooperation with the Committee")
        E = "E", _("E: measures contrary to the recommendation")

    recommendation = models.ForeignKey(
        "benchmarks_app.Recommendation",
        on_delete=models.PROTECT,
        related_name="follow_up_grades",
        verbose_name=_("recommendation"),
    )
    grade = models.CharField(_("grade"), max_length=1, choices=Grade.choices)
    source = models.ForeignKey(
        "core.Passage",
        on_delete=models.PROTECT,
        related_name="cited_by_follow_up_grade",
        verbose_name=_("source"),
    )
    graded_on = PartialDateField(_("graded on"))
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="recorded_grades",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = FollowUpGradeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["recommendation__order", "-graded_on", "-pk"]
        verbose_name = _("follow-up grade")
        verbose_name_plural = _("follow-up grades")
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "source"], name="grade_once_per_source"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}: {self.grade}"


class StatusTotal(Cited):
    """How many benchmarks an assessor counted in a status, where the source does not name them all."""

    NATURAL_KEY = ("set_id", "assessor", "assessed_on", "status")
    BEGINS = "assessed_on"
    LEFT_OUT = FIRST_SET

    set = set_of_its_own("status_totals")
    assessor = models.CharField(_("assessor"), max_length=20, choices=ProgressUpdate.Assessor.choices)
    assessed_on = PartialDateField(_("assessed on"))
    status = models.CharField(_("status"), max_length=12, choices=ProgressUpdate.Status.choices)
    benchmarks = models.PositiveSmallIntegerField(_("number of benchmarks"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-assessed_on", "assessor", "status"]
        verbose_name = _("total of a status")
        verbose_name_plural = _("totals of statuses")
        constraints = [
            models.UniqueConstraint(
                fields=["set", "assessor", "assessed_on", "status"],
                name="total_once_per_assessor_date_and_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_assessor_display()}, {self.assessed_on}: {self.benchmarks} {self.status}"
