"""The people and events of the mandate: who held it, what marked it, whom it met."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Cited
from core.page_addresses import reverse
from core.partial_dates import PartialDateField


class MandateHolder(Cited):
    """Somebody who was special representative or special rapporteur, with what is known of the dates."""

    BEGINS = "start"

    slug = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    start = PartialDateField(_("from"), blank=True)
    end = PartialDateField(_("to"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name = _("mandate holder")
        verbose_name_plural = _("mandate holders")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mandate-holders:detail", args=[self.slug])


class Milestone(Cited):
    """One of the three events the report is built on (A/HRC/51/66, section III)."""

    BEGINS = "start"

    slug = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    title = models.CharField(_("title"), max_length=200, help_text=_("One line on why it matters."))
    start = PartialDateField(_("from"))
    end = PartialDateField(_("to"), blank=True)
    summary = models.TextField(_("summary"))
    order = models.PositiveSmallIntegerField(_("order"))
    note = models.TextField(_("note"), blank=True)
    themes = models.ManyToManyField(
        "core.Theme", blank=True, related_name="milestones", verbose_name=_("themes")
    )

    class Meta:
        ordering = ["order"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("milestones:detail", args=[self.slug])


class Interlocutor(Cited):
    """A member of the Government, or two named together, whom the mandate holder met (annex III)."""

    BEGINS = "start"

    slug = models.SlugField(_("key"), unique=True)
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("As printed, with honorifics."))
    title = models.CharField(_("title"), max_length=300, help_text=_("As printed."))
    start = PartialDateField(
        _("from"), blank=True, help_text=_("Of the period in which the meeting was held.")
    )
    end = PartialDateField(_("to"), blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("interlocutor")
        verbose_name_plural = _("interlocutors")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("interlocutors:detail", args=[self.slug])
