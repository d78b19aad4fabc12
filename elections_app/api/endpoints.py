"""The endpoints of elections, places, parties and their figures."""

from core.api.clocks import DatedEndpoint
from core.api.reading import ID, ContentEndpoint
from elections_app.api import filters, serializers
from elections_app.models import (
    ConsistencyCheck,
    Election,
    Finding,
    ObserverDelegation,
    Party,
    PartyResult,
    Place,
    Turnout,
)
from elections_app.models.results import PARTY_RESULT_NUMBERS, TURNOUT_NUMBERS

FIGURES_ORDER = {"election": "election_date", "place": "place__code", "stage": "stage"}


class ElectionEndpoint(DatedEndpoint, ContentEndpoint):
    """The commune council and National Assembly elections since 2017."""

    shown_then = ("figures", "observer_delegations", "findings")
    queryset = Election.objects.prefetch_related("themes", "parties")
    serializer_class = serializers.ElectionSerializer
    filterset_class = filters.ElectionFilters
    search_fields = ("title", "summary", "slug")
    ordering_fields = {name: name for name in ("date", "slug", "kind", "title")}


class PlaceEndpoint(DatedEndpoint, ContentEndpoint):
    """The country and its provinces, districts and communes, by official code."""

    lookup_field = "code"
    queryset = Place.objects.select_related("parent")
    serializer_class = serializers.PlaceSerializer
    filterset_class = filters.PlaceFilters
    search_fields = ("name", "name_km", "code")
    ordering_fields = {name: name for name in ("code", "name", "level")}


class PartyEndpoint(DatedEndpoint, ContentEndpoint):
    """The parties that stood."""

    lookup_field = "code"
    shown_then = ("elections",)
    queryset = Party.objects.all()
    serializer_class = serializers.PartySerializer
    filterset_class = filters.PartyFilters
    search_fields = ("name", "name_km", "abbreviation", "code")
    ordering_fields = {name: name for name in ("code", "name", "abbreviation")}


class PartyResultEndpoint(DatedEndpoint, ContentEndpoint):
    """What each party stood for and won, by place, stage and source."""

    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = PartyResult.objects.select_related("election", "place", "party", "source__document")
    serializer_class = serializers.PartyResultSerializer
    filterset_class = filters.PartyResultFilters
    search_fields = ("party__name", "party__abbreviation", "place__name", "election__title")
    ordering_fields = FIGURES_ORDER | {"party": "party__code"} | {name: name for name in PARTY_RESULT_NUMBERS}


class TurnoutEndpoint(DatedEndpoint, ContentEndpoint):
    """How many were registered and voted, by place, stage and source."""

    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = Turnout.objects.select_related("election", "place", "source__document")
    serializer_class = serializers.TurnoutSerializer
    filterset_class = filters.TurnoutFilters
    search_fields = ("place__name", "election__title")
    ordering_fields = FIGURES_ORDER | {name: name for name in TURNOUT_NUMBERS}


class ObserverDelegationEndpoint(DatedEndpoint, ContentEndpoint):
    """Who observed the elections, and with how many people."""

    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = ObserverDelegation.objects.select_related("election")
    serializer_class = serializers.ObserverDelegationSerializer
    filterset_class = filters.ObserverDelegationFilters
    search_fields = ("organization", "note")
    ordering_fields = {"election": "election__date", "organization": "organization", "observers": "observers"}


class FindingEndpoint(DatedEndpoint, ContentEndpoint):
    """What the Special Rapporteur found before and on election day."""

    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = Finding.objects.select_related("election")
    serializer_class = serializers.FindingSerializer
    filterset_class = filters.FindingFilters
    search_fields = ("title", "summary")
    ordering_fields = {"election": "election__date", "phase": "phase", "letter": "letter", "title": "title"}


class ConsistencyCheckEndpoint(DatedEndpoint, ContentEndpoint):
    """Whether the figures of an election agree with each other, rule by rule."""

    lookup_field = "pk"
    lookup_value_regex = ID
    queryset = ConsistencyCheck.objects.select_related("election")
    serializer_class = serializers.ConsistencyCheckSerializer
    filterset_class = filters.ConsistencyCheckFilters
    search_fields = ("rule", "slug")
    ordering_fields = {
        "election": "election__date",
        "slug": "slug",
        "holds": "holds",
        "difference": "difference",
        "checked_at": "checked_at",
    }
