"""The laws the report asks to change and the cases it follows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.sets import OfASetQuerySet, set_of_its_own
from core.models import Cited
from core.page_addresses import reverse
from core.partial_dates import PartialDateField
from core.quantities import Qualifier


class LegalInstrument(Cited):
    """A law, sub-decree, draft or treaty that the report names, and what it asks to be done about it."""

    BEGINS = "year"

    class Kind(models.TextChoices):
        LAW = "law", _("law")
        SUB_DECREE = "sub_decree", _("sub-decree or other regulation")
        CODE = "code", _("code or articles of a code")
        AMENDMENT = "amendment", _("amendment")
        DRAFT = "draft", _("draft")
        TREATY = "treaty", _("treaty or international principles")
        POLICY = "policy", _("policy or plan")

    set = set_of_its_own("own_legal_instruments")
    slug = models.SlugField(_("key"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    year = PartialDateField(_("year"), blank=True, help_text=_("Of adoption, where the source gives it."))
    summary = models.TextField(_("summary"))
    benchmarks = models.ManyToManyField(
        "benchmarks_app.Benchmark", related_name="legal_instruments", verbose_name=_("benchmarks")
    )
    note = models.TextField(_("note"), blank=True)

    objects = OfASetQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["name"]
        verbose_name = _("legal instrument")
        verbose_name_plural = _("legal instruments")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("legal-instruments:detail", args=[self.slug])


class Case(Cited):
    """A trial, killing, disappearance or arrest that the report follows."""

    BEGINS = "date"

    set = set_of_its_own("own_cases")
    slug = models.SlugField(_("key"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=200)
    date = PartialDateField(_("date"), blank=True, help_text=_("Of the event or judgment, as given."))
    summary = models.TextField(_("summary"))
    benchmarks = models.ManyToManyField(
        "benchmarks_app.Benchmark", related_name="cases", verbose_name=_("benchmarks")
    )
    note = models.TextField(_("note"), blank=True)

    objects = OfASetQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["name"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:detail", args=[self.slug])


class CaseFigure(Cited):
    """A number in a case, such as how many were tried or for how many years they were sentenced."""

    NATURAL_KEY = ("case__slug", "label")
    BEGINS = "case__date"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="figures", verbose_name=_("case"))
    order = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("label"), max_length=160)
    unit = models.CharField(_("unit"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    qualifier = models.CharField(
        _("precision"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT
    )

    class Meta:
        ordering = ["case__slug", "order"]
        verbose_name = _("figure of a case")
        verbose_name_plural = _("figures of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "label"], name="figure_label_once_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case.slug}: {self.label}"
