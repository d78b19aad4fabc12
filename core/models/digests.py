"""The weekly digest by e-mail: who wants it, and what became of each."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DigestSubscriptionQuerySet(models.QuerySet):
    """Reads of subscriptions."""

    def confirmed(self) -> Self:
        """Those to an address whose owner has confirmed it."""
        return self.filter(confirmed_email=models.F("person__email")).exclude(confirmed_email="")


class DigestSubscription(models.Model):
    """That a person wants a digest every week, in which language and about what; gone once they stop it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="digest_subscription",
        verbose_name=_("person"),
    )
    language = models.CharField(_("language"), max_length=10)
    followed = models.JSONField(
        _("followed"), default=list, blank=True, help_text=_("Keys of what it is about; empty for all.")
    )
    confirmed_email = models.EmailField(
        _("confirmed address"), blank=True, help_text=_("Digests go nowhere else.")
    )
    began_at = models.DateTimeField(_("began at"))
    told_until = models.DateTimeField(_("told of everything until"))

    objects = DigestSubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("subscription of the digest")
        verbose_name_plural = _("subscriptions of the digest")

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_confirmed(self) -> bool:
        """Whether the owner of the person's address has confirmed it."""
        return bool(self.confirmed_email) and self.confirmed_email == self.person.email


class Digest(models.Model):
    """The digest of one person for one week; what may have gone out is not sent again by itself."""

    class State(models.TextChoices):
        OWED = "owed", _("owed")
        BEGUN = "begun", _("begun: whether it went out is not known")
        SENT = "sent", _("sent")
        NOTHING = "nothing", _("nothing to tell")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests", verbose_name=_("person")
    )
    week = models.DateField(_("week that begins on"))
    until = models.DateTimeField(_("tells of everything until"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OWED)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        ordering = ["-week", "pk"]
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["person", "week"], name="digest_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.week.isoformat()} {self.person}"
