"""Documents, the passages in them that content rests on, and the themes that run through everything."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.content import Content
from core.page_addresses import reverse
from core.partial_dates import PartialDateField
from core.web_addresses import WebAddressField


class Theme(Content):
    """A subject that benchmarks, resolutions and elections share, such as the judiciary."""

    slug = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("themes:detail", args=[self.slug])


class Document(Content):
    """A document that content is taken from or that a source cites: a report, a law page, a press item."""

    BEGINS = KNOWN_FROM = "published_on"

    class Kind(models.TextChoices):
        UN_REPORT = "un_report", _("United Nations report")
        CONCLUDING_OBSERVATIONS = "concluding_observations", _("concluding observations")
        RESOLUTION = "resolution", _("resolution")
        STATEMENT = "statement", _("statement")
        PUBLICATION = "publication", _("publication")
        PRESS = "press", _("press")
        ELECTORAL_AUTHORITY = "electoral_authority", _("electoral authority")
        OTHER = "other", _("other")

    slug = models.SlugField(_("key"), max_length=120, unique=True)
    symbol = models.CharField(_("symbol"), max_length=60, blank=True, help_text=_("As printed."))
    symbol_corrected = models.CharField(_("corrected symbol"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=400)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices, default=Kind.OTHER)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published_on = PartialDateField(_("published on"), blank=True)
    url = WebAddressField(_("address"), max_length=600, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.symbol or self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.slug])


class Passage(Content):
    """A place in a document that content rests on: "para. 41" of A/HRC/51/66."""

    NATURAL_KEY = ("document__slug", "locator")

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="passages", verbose_name=_("document")
    )
    locator = models.CharField(
        _("locator"),
        max_length=80,
        blank=True,
        help_text=_('Such as "para. 41"; empty for the whole document.'),
    )

    class Meta:
        ordering = ["document__slug", "locator"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["document", "locator"], name="passage_once_per_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.locator}" if self.locator else str(self.document)

    def get_absolute_url(self) -> str:
        return self.document.get_absolute_url()
