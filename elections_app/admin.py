"""Admin screens for elections, parties, places and their figures."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin, link_to
from core.content_admin import ContentAdmin
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


@admin.register(Place)
class PlaceAdmin(ContentAdmin):
    """Places by level."""

    list_display = ["code", "name", "name_km", "level", "parent_link"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "name_km"]
    autocomplete_fields = ["parent", "citations"]

    @admin.display(description=_("part of"), ordering="parent__code")
    def parent_link(self, place: Place) -> SafeString | str:
        return link_to(place.parent)


class ElectionFigureInline(admin.TabularInline):
    """The figures about an election as a whole."""

    model = ElectionFigure
    autocomplete_fields = ["citations"]
    extra = 0


class ObserverDelegationInline(admin.TabularInline):
    """Who observed an election."""

    model = ObserverDelegation
    autocomplete_fields = ["citations"]
    extra = 0


class FindingInline(admin.StackedInline):
    """What was found about an election."""

    model = Finding
    autocomplete_fields = ["citations"]
    extra = 0


@admin.register(Election)
class ElectionAdmin(ContentAdmin):
    """Elections with their figures, observers and findings."""

    list_display = ["slug", "title", "kind", "date"]
    list_filter = ["kind", "themes"]
    search_fields = ["slug", "title", "summary"]
    filter_horizontal = ["themes"]
    autocomplete_fields = ["citations"]
    inlines = [ElectionFigureInline, ObserverDelegationInline, FindingInline]


@admin.register(ElectionFigure)
class ElectionFigureAdmin(ContentAdmin):
    """All figures about whole elections."""

    list_display = ["election", "label", "stage", "qualifier", "value", "unit"]
    list_filter = ["election", "stage"]
    list_select_related = ["election"]
    search_fields = ["label"]
    autocomplete_fields = ["election", "citations"]


@admin.register(Party)
class PartyAdmin(ContentAdmin):
    """Parties by the elections they stood in."""

    list_display = ["code", "name", "abbreviation"]
    list_filter = ["elections"]
    search_fields = ["code", "name", "name_km", "abbreviation"]
    filter_horizontal = ["elections"]


@admin.register(PartyResult)
class PartyResultAdmin(ContentAdmin):
    """Results by election, stage, place and party."""

    list_display = ["election", "stage", "place", "party_link", "votes", "seats", "commune_chiefs", "source"]
    list_filter = ["election", "stage", "party"]
    list_select_related = ["election", "place", "party", "source__document"]
    search_fields = ["party__name", "party__abbreviation", "place__name"]
    autocomplete_fields = ["election", "place", "party", "source"]

    @admin.display(description=_("party"), ordering="party__name")
    def party_link(self, result: PartyResult) -> SafeString | str:
        return link_to(result.party)


@admin.register(Turnout)
class TurnoutAdmin(ContentAdmin):
    """Turnouts by election, stage and place."""

    list_display = [
        "election",
        "stage",
        "place",
        "registered",
        "voted",
        "valid",
        "invalid",
        "turnout",
        "source",
    ]
    list_filter = ["election", "stage"]
    list_select_related = ["election", "place", "source__document"]
    search_fields = ["place__name"]
    autocomplete_fields = ["election", "place", "source"]


@admin.register(ObserverDelegation)
class ObserverDelegationAdmin(ContentAdmin):
    """Observers by election and organization."""

    list_display = ["organization", "election", "scope", "observers_qualifier", "observers"]
    list_filter = ["election", "scope"]
    list_select_related = ["election"]
    search_fields = ["organization"]
    autocomplete_fields = ["election", "citations"]


@admin.register(Finding)
class FindingAdmin(ContentAdmin):
    """Findings by election and phase."""

    list_display = ["election", "phase", "letter", "title"]
    list_display_links = ["title"]
    list_filter = ["election", "phase"]
    list_select_related = ["election"]
    search_fields = ["title", "summary"]
    autocomplete_fields = ["election", "citations"]


@admin.register(ConsistencyCheck)
class ConsistencyCheckAdmin(ReadOnlyAdmin):
    """Which sums close and which do not; the nightly task writes these."""

    list_display = ["election", "rule", "holds", "difference", "checked_at"]
    list_filter = ["holds", "election"]
    list_select_related = ["election"]
    search_fields = ["rule", "slug"]
