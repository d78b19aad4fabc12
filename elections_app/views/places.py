"""The places where votes are counted, and the figures of each."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.views.clocks import without_clocks
from elections_app.models import Place
from elections_app.views.elections import results, turnouts
from elections_app.views.tables import results_tables, turnouts_by_stage

ROWS_PER_PAGE = 60


@require_safe
@without_clocks
def place_list(request: HttpRequest) -> HttpResponse:
    """The country and its provinces with their official codes."""
    page = Paginator(Place.objects.visible_to(request.user), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "elections_app/place_list.html", {"page": page})


@require_safe
@without_clocks
def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One place: what it is part of, its parts, and its figures by election."""
    places = Place.objects.visible_to(request.user)
    rows = (
        places.with_citations()
        .select_related("parent")
        .prefetch_related(
            Prefetch("children", places),
            Prefetch("partyresults", results(request.user)),
            Prefetch("turnouts", turnouts(request.user)),
        )
    )
    place = get_object_or_404(rows, code=code)
    parts = Paginator(place.children.all(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"place": place, "parts": parts, "elections": figures_by_election(place)}
    return render(request, "elections_app/place_detail.html", context)


def figures_by_election(place: Place) -> list[dict[str, Any]]:
    """The results and turnouts of a place, those of one election together, the newest first."""
    won, voted = list(place.partyresults.all()), list(place.turnouts.all())
    elections = sorted({row.election for row in (*won, *voted)}, key=lambda row: row.date, reverse=True)
    of_election = {
        election: (
            [row for row in won if row.election_id == election.pk],
            [row for row in voted if row.election_id == election.pk],
        )
        for election in elections
    }
    return [
        {
            "election": election,
            "results": results_tables(won_there, voted_there),
            "turnouts": turnouts_by_stage(voted_there),
        }
        for election, (won_there, voted_there) in of_election.items()
    ]
