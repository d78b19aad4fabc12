"""What the treaty bodies and the Special Rapporteur recommended, and which benchmarks rest on it."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.sets import FIRST_SET, BenchmarkSet, OfASetQuerySet, set_of_its_own
from core.models import Cited, Content, OfficiallyWorded, nothing_said_of_no_wording
from core.page_addresses import reverse


class Recommendation(OfficiallyWorded, Cited):
    """A recommendation, concern or request that one mechanism addressed to somebody."""

    # At any time: the clocks are those of what is judged and observed of it.
    KNOWN_FROM = ""

    class Mechanism(models.TextChoices):
        HUMAN_RIGHTS_COMMITTEE = "human_rights_committee", _("Human Rights Committee")
        CESCR = (
            "committee_on_economic_social_and_cultural_rights",
            _("Committee on Economic, Social and Cultural Rights"),
        )
        SPECIAL_RAPPORTEUR = "special_rapporteur", _("Special Rapporteur")
        CAT = "committee_against_torture", _("Committee against Torture")
        CED = "committee_on_enforced_disappearances", _("Committee on Enforced Disappearances")
        CEDAW = (
            "committee_on_the_elimination_of_discrimination_against_women",
            _("Committee on the Elimination of Discrimination against Women"),
        )
        CERD = (
            "committee_on_the_elimination_of_racial_discrimination",
            _("Committee on the Elimination of Racial Discrimination"),
        )
        CMW = "committee_on_migrant_workers", _("Committee on Migrant Workers")
        CRC = "committee_on_the_rights_of_the_child", _("Committee on the Rights of the Child")
        CRPD = (
            "committee_on_the_rights_of_persons_with_disabilities",
            _("Committee on the Rights of Persons with Disabilities"),
        )
        SPT = "subcommittee_on_prevention_of_torture", _("Subcommittee on Prevention of Torture")
        UNIVERSAL_PERIODIC_REVIEW = "universal_periodic_review", _("Universal Periodic Review")
        OTHER = "other_mechanism", _("other mechanism")

    class Addressee(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        CIVIL_SOCIETY = "civil_society", _("civil society and other stakeholders")
        INTERNATIONAL_COMMUNITY = "international_community", _("United Nations and international community")

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", _("recommendation")
        CONCERN = "concern", _("concern")
        REQUEST = "request", _("request")

    set = set_of_its_own("own_recommendations")
    slug = models.SlugField(_("key"), max_length=120, unique=True)
    mechanism = models.CharField(_("mechanism"), max_length=60, choices=Mechanism.choices)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.RECOMMENDATION)
    addressee = models.CharField(_("addressee"), max_length=30, choices=Addressee.choices)
    document = models.ForeignKey(
        "core.Document",
        on_delete=models.PROTECT,
        related_name="recommendations",
        verbose_name=_("document"),
    )
    paragraph = models.CharField(_("paragraph"), max_length=10, blank=True)
    subparagraphs = models.JSONField(_("sub-paragraphs"), default=list, blank=True)
    summary = models.TextField(_("summary"), help_text=_("In our own words."))
    as_printed = models.CharField(
        _("as printed"), max_length=200, blank=True, help_text=_("The reference as the report prints it.")
    )
    note = models.TextField(_("note"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), help_text=_("Its place in the report."))
    benchmarks = models.ManyToManyField(
        "benchmarks_app.Benchmark",
        through="benchmarks_app.BenchmarkRecommendation",
        related_name="recommendations",
        verbose_name=_("benchmarks"),
    )

    objects = OfASetQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [nothing_said_of_no_wording("recommendation")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Document, paragraph and letters in one line: "CCPR/C/KHM/CO/3, para. 35 (d), (e)"."""
        letters = ", ".join(f"({letter})" for letter in self.subparagraphs)
        paragraph = f", para. {self.paragraph} {letters}".rstrip() if self.paragraph else ""
        return f"{self.document}{paragraph}"

    @property
    def addressee_in_words(self) -> str:
        """To whom it is addressed; a government by the country of the set."""
        return addressee_within(self.set, self.addressee)

    def get_absolute_url(self) -> str:
        return reverse("recommendations:detail", args=[self.slug])


def addressee_within(of_set: BenchmarkSet, addressee: str) -> str:
    """To whom recommendations of a set are addressed, in words: of governments it means its country's."""
    if addressee == Recommendation.Addressee.GOVERNMENT:
        return gettext("Government of %(country)s") % {"country": of_set.country}
    return str(Recommendation.Addressee(addressee).label)


class BenchmarkRecommendation(Content):
    """That a benchmark rests on a recommendation, and in which place annex I prints it there."""

    NATURAL_KEY = ("benchmark__set_id", "benchmark__number", "recommendation__slug")
    LEFT_OUT = FIRST_SET

    benchmark = models.ForeignKey(
        "benchmarks_app.Benchmark",
        on_delete=models.CASCADE,
        related_name="recommendation_links",
        verbose_name=_("benchmark"),
    )
    recommendation = models.ForeignKey(
        Recommendation,
        on_delete=models.CASCADE,
        related_name="benchmark_links",
        verbose_name=_("recommendation"),
    )
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["benchmark__set_id", "benchmark__number", "order"]
        verbose_name = _("recommendation of a benchmark")
        verbose_name_plural = _("recommendations of benchmarks")
        constraints = [
            models.UniqueConstraint(
                fields=["benchmark", "recommendation"], name="recommendation_once_per_benchmark"
            ),
            models.UniqueConstraint(
                fields=["benchmark", "order"], name="recommendation_order_once_per_benchmark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benchmark.key} / {self.recommendation}"
