"""The places where votes are counted, and the figures of each."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.views.clocks import by_sources, clocks_of, there
from elections_app.consistency.sums import COMMUNES
from elections_app.models import ElectionFigure, Place
from elections_app.views.elections import results, turnouts
from elections_app.views.tables import results_tables, turnouts_by_stage

ROWS_PER_PAGE = 60


@require_safe
@by_sources
def place_list(request: HttpRequest) -> HttpResponse:
    """The country and its provinces, how many parts each has, and how many communes each election had."""
    places = there(Place.objects.visible_to(request.user), request)
    rows = places.at_the_top().with_parts(**clocks_of(request).asked())
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    figures = there(ElectionFigure.objects.visible_to(request.user), request).filter(label=COMMUNES)
    communes = places.filter(level=Place.Level.COMMUNE)
    context = {
        "page": page,
        "communes": (communes if clocks_of(request).as_of else communes.listed_now()).count(),
        "communes_then": figures.select_related("election")
        .with_citations()
        .order_by("election__date", "order"),
    }
    return render(request, "elections_app/place_list.html", context)


@require_safe
@by_sources
def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One place: what it is part of, its parts, and its figures by election."""
    places = there(Place.objects.visible_to(request.user), request)
    rows = (
        places.with_citations()
        .select_related("parent__parent__parent")
        .prefetch_related(Prefetch("partyresults", results(request)), Prefetch("turnouts", turnouts(request)))
    )
    place = get_object_or_404(rows, code=code)
    inside = places.filter(parent=place).with_parts(**clocks_of(request).asked())
    parts = Paginator(inside, ROWS_PER_PAGE)
    context = {
        "place": place,
        "holders": _holders(place),
        "parts": parts.get_page(request.GET.get("page")),
        "elections": figures_by_election(place),
    }
    return render(request, "elections_app/place_detail.html", context)


def _holders(place: Place) -> list[Place]:
    """What a place lies in, the largest first."""
    holders: list[Place] = []
    while place.parent:
        place = place.parent
        holders.insert(0, place)
    return holders


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
