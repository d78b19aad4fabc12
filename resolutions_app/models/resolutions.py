"""The resolutions on Cambodia since 1993 and their paragraphs on the mandate (A/HRC/51/66, annex II)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Cited, CitedQuerySet, Content, OfficiallyWorded, nothing_said_of_no_wording
from core.page_addresses import reverse


class ResolutionQuerySet(CitedQuerySet):
    """Reads of resolutions."""

    def recalled_by(self, resolution: "Resolution") -> Self:
        """Those that a paragraph of this resolution recalls."""
        return self.filter(recalled_by_paragraphs__resolution=resolution).distinct()

    def that_recall(self, resolution: "Resolution") -> Self:
        """Those with a paragraph that recalls this resolution."""
        return self.filter(paragraphs__recalls=resolution).distinct()

    def on_the_mandate(self) -> Self:
        """Those that do something to the mandate: establish, renew, extend or transform it."""
        return self.exclude(mandate_effect=Resolution.MandateEffect.NONE)


class Resolution(Cited):
    """A resolution as annex II lists it, with what it did to the mandate; it was known once adopted."""

    BEGINS = KNOWN_FROM = "adopted_on"

    class Body(models.TextChoices):
        COMMISSION_ON_HUMAN_RIGHTS = "commission_on_human_rights", _("Commission on Human Rights")
        GENERAL_ASSEMBLY = "general_assembly", _("General Assembly")
        HUMAN_RIGHTS_COUNCIL = "human_rights_council", _("Human Rights Council")

    class MandateEffect(models.TextChoices):
        ESTABLISHES = "establishes", _("establishes the mandate")
        RENEWS = "renews", _("renews the mandate")
        EXTENDS = "extends", _("extends the mandate")
        TRANSFORMS = "transforms", _("transforms the mandate")
        NONE = "none", _("leaves the mandate as it is")

    slug = models.SlugField(_("key"), max_length=60, unique=True, help_text=_("The symbol with - for /."))
    number = models.PositiveSmallIntegerField(_("number"), unique=True, help_text=_("In annex II."))
    adopted_on = models.DateField(_("date"), help_text=_("As annex II prints it."))
    body = models.CharField(
        _("body"), max_length=30, choices=Body.choices, help_text=_("As annex II prints it.")
    )
    symbol = models.CharField(_("symbol"), max_length=60, help_text=_("As annex II prints it."))
    symbol_corrected = models.CharField(_("corrected symbol"), max_length=60, blank=True)
    agenda_item = models.CharField(_("agenda item"), max_length=300, blank=True)
    mandate_effect = models.CharField(
        _("effect on the mandate"), max_length=12, choices=MandateEffect.choices
    )
    extension_months = models.PositiveSmallIntegerField(_("extended by, in months"), null=True, blank=True)
    summary = models.TextField(_("summary"))
    note = models.TextField(_("note"), blank=True)
    themes = models.ManyToManyField(
        "core.Theme", blank=True, related_name="resolutions", verbose_name=_("themes")
    )

    objects = ResolutionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["number"]
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        constraints = [
            models.CheckConstraint(
                name="resolution_has_months_when_it_extends",
                condition=Q(extension_months__isnull=True)
                | Q(mandate_effect__in=["extends", "transforms", "renews"]),
            ),
        ]

    def __str__(self) -> str:
        return self.symbol

    @property
    def symbol_to_cite(self) -> str:
        """The symbol to use in a citation: the corrected one where annex II slipped."""
        return self.symbol_corrected or self.symbol

    def get_absolute_url(self) -> str:
        return reverse("resolutions:detail", args=[self.slug])


class ResolutionParagraph(OfficiallyWorded, Content):
    """A paragraph of a resolution that annex II quotes: operative, or of its preamble."""

    NATURAL_KEY = ("resolution__slug", "order")
    BEGINS = KNOWN_FROM = "resolution__adopted_on"

    class Kind(models.TextChoices):
        OPERATIVE = "operative", _("operative paragraph")
        PREAMBULAR = "preambular", _("preambular paragraph")

    resolution = models.ForeignKey(
        Resolution, on_delete=models.CASCADE, related_name="paragraphs", verbose_name=_("resolution")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OPERATIVE)
    part = models.CharField(_("part"), max_length=80, blank=True, help_text=_("As printed, such as III."))
    number = models.CharField(_("number"), max_length=6, blank=True)
    letter = models.CharField(_("letter"), max_length=2, blank=True)
    verb = models.CharField(
        _("verb"), max_length=120, blank=True, help_text=_("The verbs it opens with, as printed: Requests.")
    )
    summary = models.TextField(_("summary"), help_text=_("In our own words."))
    documents = models.ManyToManyField(
        "core.Document", blank=True, related_name="resolution_paragraphs", verbose_name=_("documents cited")
    )
    recalls = models.ManyToManyField(
        Resolution, blank=True, related_name="recalled_by_paragraphs", verbose_name=_("resolutions recalled")
    )

    class Meta:
        ordering = ["resolution__number", "order"]
        verbose_name = _("paragraph of a resolution")
        verbose_name_plural = _("paragraphs of resolutions")
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "order"], name="paragraph_order_once_per_resolution"
            ),
            nothing_said_of_no_wording("paragraph"),
        ]

    def __str__(self) -> str:
        return f"{self.resolution.symbol}, {self.label}"

    @property
    def label(self) -> str:
        """How to name it: "III, para. 9 (a)"; a preambular paragraph has no number."""
        letter = f" ({self.letter})" if self.letter else ""
        place = f"para. {self.number}{letter}" if self.number else self.get_kind_display()
        return ", ".join(filter(None, [self.part, place]))

    def get_absolute_url(self) -> str:
        return f"{self.resolution.get_absolute_url()}#paragraph-{self.order}"
