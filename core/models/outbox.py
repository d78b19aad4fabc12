"""Work that must follow a change: written with it, done by the worker, found again by the sweeper."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """A task owed for a committed change; it stays until a worker has done it, or has failed too often."""

    task = models.CharField(_("task"), max_length=120)
    arguments = models.JSONField(_("arguments"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(
        _("last failure"),
        max_length=300,
        blank=True,
        help_text=_("Its kind and its place in the program, never what was in it."),
    )
    not_before = models.DateTimeField(_("not again before"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("piece of background work")
        verbose_name_plural = _("background work")
        indexes = [
            models.Index(
                fields=["created_at"], condition=models.Q(done_at__isnull=True), name="outbox_still_owed"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_done_is_not_given_up",
                condition=models.Q(done_at__isnull=True) | models.Q(failed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.arguments}"


class Notice(models.Model):
    """A line in one person's workspace that asks for their attention; it names no source and no narrative."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("for")
    )
    message = models.ForeignKey(
        OutboxMessage, on_delete=models.CASCADE, related_name="notices", verbose_name=_("outbox message")
    )
    text = models.CharField(_("text"), max_length=200)
    path = models.CharField(_("path"), max_length=200)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "message"], name="notice_once_per_message"),
        ]

    def __str__(self) -> str:
        return self.text


class ScheduledRun(models.Model):
    """One run of a task that the schedule starts: when, and how it ended."""

    task = models.CharField(_("task"), max_length=120)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    last_error = models.CharField(
        _("failure"),
        max_length=300,
        blank=True,
        help_text=_("Its kind and its place in the program, never what was in it."),
    )

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("run of a scheduled task")
        verbose_name_plural = _("runs of scheduled tasks")
        indexes = [models.Index(fields=["started_at"], name="scheduled_run_started_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(ended_at__isnull=True), name="scheduled_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.started_at:%Y-%m-%d %H:%M}"
