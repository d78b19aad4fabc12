"""Parties, and what each stood for and won at a place, at a stage, according to one source."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.copied_fields import CopiedField
from core.models import Content, ContentQuerySet, Passage
from core.page_addresses import reverse
from core.quantities import HasQuantities, count_field, percentage_field, qualified, qualifier_field
from elections_app.models.stages import Stage


class Party(Content):
    """A political party that stood in an election."""

    NATURAL_KEY = ("code",)

    code = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_km = models.CharField(_("name in Khmer"), max_length=200, blank=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    elections = models.ManyToManyField(
        "elections_app.Election",
        blank=True,
        related_name="parties",
        verbose_name=_("elections"),
        help_text=_("The elections in which a source lists it."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("parties:detail", args=[self.code])


class FiguresQuerySet(ContentQuerySet):
    """Reads of figures that each come from one source."""

    def with_source(self) -> Self:
        """Each with its place, election and source, in the same query."""
        return self.select_related("election", "place", "source__document")


class FiguresFromOneSource(Content, HasQuantities):
    """Figures for a place at a stage, with the one passage they were read from."""

    BEGINS, KNOWN_FROM = "election_date", "source__document__published_on"

    election = models.ForeignKey(
        "elections_app.Election",
        on_delete=models.CASCADE,
        db_index=False,  # the index of rows that must not come twice begins with it
        related_name="%(class)ss",
        verbose_name=_("election"),
    )
    place = models.ForeignKey(
        "elections_app.Place", on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("place")
    )
    stage = models.CharField(_("stage"), max_length=14, choices=Stage.choices)
    source = models.ForeignKey(
        "core.Passage", on_delete=models.PROTECT, related_name="cited_by_%(class)s", verbose_name=_("source")
    )
    note = models.TextField(_("note"), blank=True)
    election_date = CopiedField(_("date of the election"), of="election__date", max_length=10)
    place_code = CopiedField(_("code of the place"), of="place__code", max_length=10)

    objects = FiguresQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True

    @property
    def sources(self) -> list[Passage]:
        """The one source, in the form in which other content gives its citations."""
        return [self.source]


PARTY_RESULT_NUMBERS = (
    "communes_contested",
    "candidates",
    "women_candidates",
    "votes",
    "vote_share",
    "seats",
    "commune_chiefs",
    "first_deputies",
    "second_deputies",
    "other_councillors",
)


class PartyResult(FiguresFromOneSource):
    """One party's candidates, votes and seats at a place, at a stage, according to one source."""

    NATURAL_KEY = (
        "election__slug",
        "stage",
        "place__code",
        "party__code",
        "source__document__slug",
        "source__locator",
    )

    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="partyresults", verbose_name=_("party")
    )
    party_code = CopiedField(_("key of the party"), of="party__code", max_length=50)
    communes_contested = count_field(_("communes contested"))
    communes_contested_qualifier = qualifier_field()
    candidates = count_field(_("candidates"))
    candidates_qualifier = qualifier_field()
    women_candidates = count_field(_("women candidates"))
    women_candidates_qualifier = qualifier_field()
    votes = count_field(_("votes"))
    votes_qualifier = qualifier_field()
    vote_share = percentage_field(_("share of votes, per cent"))
    vote_share_qualifier = qualifier_field()
    seats = count_field(_("seats"))
    seats_qualifier = qualifier_field()
    commune_chiefs = count_field(_("commune chiefs"))
    commune_chiefs_qualifier = qualifier_field()
    first_deputies = count_field(_("first deputy chiefs"))
    first_deputies_qualifier = qualifier_field()
    second_deputies = count_field(_("second deputy chiefs"))
    second_deputies_qualifier = qualifier_field()
    other_councillors = count_field(_("councillors besides chiefs"))
    other_councillors_qualifier = qualifier_field()

    class Meta:
        ordering = ["election_date", "stage", "place_code", "-votes", "party_code", "pk"]
        verbose_name = _("party result")
        verbose_name_plural = _("party results")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "stage", "place", "party", "source"], name="party_result_once_per_source"
            ),
            *qualified("partyresult", *PARTY_RESULT_NUMBERS),
        ]

    def __str__(self) -> str:
        return f"{self.election.slug} {self.stage} {self.place.code} {self.party.code}"


TURNOUT_NUMBERS = ("registered", "voted", "valid", "invalid", "turnout")


class Turnout(FiguresFromOneSource):
    """How many were registered, voted, and voted validly at a place, according to one source."""

    NATURAL_KEY = ("election__slug", "stage", "place__code", "source__document__slug", "source__locator")

    registered = count_field(_("registered"))
    registered_qualifier = qualifier_field()
    voted = count_field(_("voted"))
    voted_qualifier = qualifier_field()
    valid = count_field(_("valid votes"))
    valid_qualifier = qualifier_field()
    invalid = count_field(_("invalid votes"))
    invalid_qualifier = qualifier_field()
    turnout = percentage_field(_("turnout, per cent"))
    turnout_qualifier = qualifier_field()

    class Meta:
        ordering = ["election_date", "stage", "place_code", "pk"]
        verbose_name = _("turnout")
        verbose_name_plural = _("turnouts")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "stage", "place", "source"], name="turnout_once_per_source"
            ),
            *qualified("turnout", *TURNOUT_NUMBERS),
        ]

    def __str__(self) -> str:
        return f"{self.election.slug} {self.stage} {self.place.code}"
