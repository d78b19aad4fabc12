"""What of the elections can be found."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.search import SearchSource, first_given, joined, page_named
from elections_app.models import Election, Finding, Party, Place

SOURCES = (
    SearchSource(
        type="election",
        name=_("election"),
        queryset=Election.objects.visible_to,
        key="slug",
        title=first_given("title"),
        text=joined("summary", "date", "note"),
        endpoint="elections",
        page=page_named("elections:detail"),
        cites=(
            "citations",
            "themes",
            "figures__citations",
            "observer_delegations__citations",
            "partyresults__source",
            "turnouts__source",
        ),
        themes="themes__slug",
    ),
    SearchSource(
        type="finding",
        name=_("finding"),
        queryset=Finding.objects.visible_to,
        key="pk",
        title=first_given("title"),
        text=joined("summary"),
        endpoint="findings",
        page=page_named("elections:detail"),
        holder=F("election__slug"),
        cites=("citations",),
        themes="election__themes__slug",
        follows=("election",),
    ),
    SearchSource(
        type="party",
        name=_("party"),
        queryset=Party.objects.visible_to,
        key="code",
        title=joined("name", "abbreviation"),
        text=joined("name_km", "note"),
        endpoint="parties",
        page=page_named("parties:detail"),
    ),
    SearchSource(
        type="place",
        name=_("place"),
        queryset=Place.objects.visible_to,
        key="code",
        title=first_given("name"),
        text=joined("name_km", "code", "note"),
        endpoint="places",
        page=page_named("places:detail"),
        cites=("citations",),
    ),
)
