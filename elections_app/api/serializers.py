"""How elections and what was found and counted in them look in an answer."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from core.api.inclusion import WHOLE_ANYWAY, Included
from core.api.serializers import INCLUDED_THEMES
from core.api.values import (
    CitationsField,
    NumberField,
    PageField,
    QuantityField,
    SourceField,
    api_url,
    key_of,
)
from core.quantities import Qualifier
from elections_app.models import (
    ConsistencyCheck,
    Election,
    ElectionFigure,
    Finding,
    ObserverDelegation,
    Party,
    PartyResult,
    Place,
    Turnout,
)
from elections_app.models.results import PARTY_RESULT_NUMBERS, TURNOUT_NUMBERS


class ElectionFigureSerializer(serializers.ModelSerializer):
    """A number about an election as a whole."""

    value = NumberField()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, read_only=True)
    citations = CitationsField()

    class Meta:
        model = ElectionFigure
        fields = ("label", "unit", "stage", "value", "qualifier", "note", "citations")


class IncludedElectionSerializer(serializers.ModelSerializer):
    """An election without its figures, parties, observers and findings."""

    url = api_url("elections", "slug")
    page = PageField()
    citations = CitationsField()

    class Meta:
        model = Election
        fields = ("url", "page", "slug", "kind", "title", "date", "summary", "note", "citations")


class IncludedPlaceSerializer(serializers.ModelSerializer):
    """A place by its official code, inside another object."""

    url = api_url("places", "code")
    page = PageField()
    parent = key_of("code", allow_null=True)
    citations = CitationsField()

    class Meta:
        model = Place
        fields = (
            "url",
            "page",
            "code",
            "name",
            "name_km",
            "level",
            "parent",
            "valid_from",
            "valid_until",
            "note",
            "citations",
        )


class PlaceSerializer(IncludedPlaceSerializer):
    """A place by its official code."""

    includes = {"parent": Included(IncludedPlaceSerializer, reads=("parent__parent",))}


class PartySerializer(serializers.ModelSerializer):
    """A party and the elections it stood in."""

    includes = {"elections": Included(IncludedElectionSerializer, many=True)}
    url = api_url("parties", "code")
    page = PageField()
    elections = key_of("slug", many=True)

    class Meta:
        model = Party
        fields = ("url", "page", "code", "name", "name_km", "abbreviation", "elections", "note")


class PartyOfElectionSerializer(serializers.ModelSerializer):
    """A party in the list of an election."""

    url = api_url("parties", "code")

    class Meta:
        model = Party
        fields = ("url", "code", "name", "name_km", "abbreviation")


INCLUDED_ELECTION = Included(IncludedElectionSerializer)
INCLUDED_PLACE = Included(IncludedPlaceSerializer, reads=("place__parent",))


class ObserverDelegationSerializer(serializers.ModelSerializer):
    """The observers one organization sent."""

    includes = {"election": INCLUDED_ELECTION}
    url = api_url("observer-delegations", "pk")
    election = key_of("slug")
    observers = QuantityField()
    citations = CitationsField()

    class Meta:
        model = ObserverDelegation
        fields = ("url", "id", "election", "organization", "scope", "observers", "note", "citations")


class FindingSerializer(serializers.ModelSerializer):
    """What was found before or on election day."""

    includes = {"election": INCLUDED_ELECTION}
    url = api_url("findings", "pk")
    election = key_of("slug")
    citations = CitationsField()

    class Meta:
        model = Finding
        fields = ("url", "id", "election", "phase", "letter", "title", "summary", "citations")


class ElectionSerializer(serializers.ModelSerializer):
    """An election with its figures as a whole, its parties, observers and findings."""

    includes = {
        "themes": INCLUDED_THEMES,
        **dict.fromkeys(("figures", "parties", "observers", "findings"), WHOLE_ANYWAY),
    }
    url = api_url("elections", "slug")
    page = PageField()
    themes = key_of("slug", many=True)
    figures = ElectionFigureSerializer(many=True, read_only=True)
    parties = PartyOfElectionSerializer(many=True, read_only=True)
    observers = ObserverDelegationSerializer(source="observer_delegations", many=True, read_only=True)
    findings = FindingSerializer(many=True, read_only=True)
    citations = CitationsField()

    class Meta:
        model = Election
        fields = (
            "url",
            "page",
            "slug",
            "kind",
            "title",
            "date",
            "summary",
            "note",
            "themes",
            "figures",
            "parties",
            "observers",
            "findings",
            "citations",
        )


class FiguresSerializer(serializers.ModelSerializer):
    """Figures for a place at a stage, from one source; each number with its precision."""

    election = key_of("slug")
    place = key_of("code")
    citations = SourceField()


class PartyResultSerializer(FiguresSerializer):
    """What one party stood for and won at a place."""

    includes = {
        "election": INCLUDED_ELECTION,
        "place": INCLUDED_PLACE,
        "party": Included(PartyOfElectionSerializer),
    }
    url = api_url("party-results", "pk")
    party = key_of("code")
    locals().update({name: QuantityField() for name in PARTY_RESULT_NUMBERS})

    class Meta:
        model = PartyResult
        fields = (
            "url",
            "id",
            "election",
            "place",
            "stage",
            "party",
            *PARTY_RESULT_NUMBERS,
            "note",
            "citations",
        )


class TurnoutSerializer(FiguresSerializer):
    """How many were registered and voted at a place."""

    includes = {"election": INCLUDED_ELECTION, "place": INCLUDED_PLACE}
    url = api_url("turnouts", "pk")
    locals().update({name: QuantityField() for name in TURNOUT_NUMBERS})

    class Meta:
        model = Turnout
        fields = ("url", "id", "election", "place", "stage", *TURNOUT_NUMBERS, "note", "citations")


class CheckedSourceSerializer(serializers.Serializer):
    """The passage in which a compared figure stands."""

    document = serializers.CharField(help_text="The document's key.")
    locator = serializers.CharField()
    text = serializers.CharField(help_text="The source in a few words.")
    url = serializers.SerializerMethodField(help_text="The document in this API.")

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, source: dict[str, str]) -> str:
        """The document's address."""
        return reverse("api:documents-detail", args=[source["document"]], request=self.context["request"])


class CheckedFigureSerializer(serializers.Serializer):
    """A figure that a rule compares."""

    label = serializers.CharField()  # type: ignore[assignment]
    value = NumberField()
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, default=Qualifier.EXACT)
    source = CheckedSourceSerializer(allow_null=True, default=None)  # type: ignore[assignment]


class ConsistencyCheckSerializer(serializers.ModelSerializer):
    """Whether figures agree with each other."""

    includes = {"election": INCLUDED_ELECTION}
    url = api_url("consistency-checks", "pk")
    page = serializers.SerializerMethodField()
    election = key_of("slug")
    difference = NumberField(help_text="What is found less what is expected; nought where the rule holds.")
    rows = CheckedFigureSerializer(many=True, read_only=True, help_text="The figures compared.")

    class Meta:
        model = ConsistencyCheck
        fields = (
            "url",
            "page",
            "id",
            "slug",
            "election",
            "rule",
            "holds",
            "difference",
            "rows",
            "checked_at",
        )

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, check: ConsistencyCheck) -> str:
        """Its place on the page of all checks."""
        page = reverse("elections:checks", request=self.context["request"])
        return f"{page}#check-{check.slug}"
