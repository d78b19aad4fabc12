"""Elections, the figures about each as a whole, who observed it and what was found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Cited
from core.page_addresses import reverse
from core.partial_dates import PartialDateField
from core.quantities import HasQuantities, Qualifier, count_field, qualified, qualifier_field
from elections_app.models.stages import Stage


class Election(Cited):
    """One vote: the commune council elections of 2017 and 2022, the National Assembly's of 2018 and 2023."""

    BEGINS = "date"

    class Kind(models.TextChoices):
        COMMUNE_COUNCIL = "commune_council", _("commune councils")
        NATIONAL_ASSEMBLY = "national_assembly", _("National Assembly")

    slug = models.SlugField(_("key"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    date = PartialDateField(_("date"), help_text=_("As precise as the source: 2018 or 2022-06-05."))
    summary = models.TextField(_("summary"))
    note = models.TextField(_("note"), blank=True)
    themes = models.ManyToManyField("core.Theme", related_name="elections", verbose_name=_("themes"))

    class Meta:
        ordering = ["date"]
        verbose_name = _("election")
        verbose_name_plural = _("elections")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("elections:detail", args=[self.slug])


class ElectionFigure(Cited):
    """A number about an election as a whole, such as the communes or the candidates, from one source."""

    NATURAL_KEY = ("election__slug", "order")
    BEGINS = "election__date"

    election = models.ForeignKey(
        Election, on_delete=models.CASCADE, related_name="figures", verbose_name=_("election")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    label = models.CharField(_("label"), max_length=160)
    unit = models.CharField(_("unit"), max_length=60)
    stage = models.CharField(_("stage"), max_length=14, choices=Stage.choices, blank=True)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    qualifier = models.CharField(
        _("precision"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["election__date", "order", "pk"]
        verbose_name = _("figure of an election")
        verbose_name_plural = _("figures of elections")
        constraints = [
            models.UniqueConstraint(fields=["election", "order"], name="figure_order_once_per_election"),
        ]

    def __str__(self) -> str:
        return f"{self.election.slug}: {self.label}"


class ObserverDelegation(Cited, HasQuantities):
    """The observers one organization sent, or a total that a source gives for a group of them."""

    NATURAL_KEY = ("election__slug", "organization")
    BEGINS = "election__date"

    class Scope(models.TextChoices):
        ORGANIZATION = "organization", _("one organization")
        TOTAL = "total", _("a total over several")

    election = models.ForeignKey(
        Election, on_delete=models.CASCADE, related_name="observer_delegations", verbose_name=_("election")
    )
    organization = models.CharField(_("organization"), max_length=200)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope.choices, default=Scope.ORGANIZATION)
    observers = count_field(_("observers"))
    observers_qualifier = qualifier_field()
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["election__date", "-observers", "pk"]
        verbose_name = _("observer delegation")
        verbose_name_plural = _("observer delegations")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "organization"], name="delegation_once_per_organization"
            ),
            *qualified("observerdelegation", "observers"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.election.slug})"


class Finding(Cited):
    """What the Special Rapporteur found before or on election day (A/HRC/51/66, paras. 16 and 19)."""

    NATURAL_KEY = ("election__slug", "phase", "order")
    BEGINS = "election__date"

    class Phase(models.TextChoices):
        BEFORE = "before", _("before election day")
        ON_DAY = "on_day", _("on election day")

    election = models.ForeignKey(
        Election, on_delete=models.CASCADE, related_name="findings", verbose_name=_("election")
    )
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices)
    order = models.PositiveSmallIntegerField(_("order"))
    letter = models.CharField(_("letter"), max_length=1, blank=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"))

    class Meta:
        ordering = ["election__date", "phase", "order", "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "phase", "order"], name="finding_order_once_per_phase"
            ),
        ]

    def __str__(self) -> str:
        return self.title
