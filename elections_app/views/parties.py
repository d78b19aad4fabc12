"""The parties, and what each stood for and won."""

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.views.clocks import made_of_sources, there
from elections_app.models import Election, Party
from elections_app.views.elections import by_level, results
from elections_app.views.provinces import province_tiles
from elections_app.views.tables import results_tables

ROWS_PER_PAGE = 50


@require_safe
@made_of_sources
def party_list(request: HttpRequest) -> HttpResponse:
    """The parties by name, with the elections in which a source names them."""
    elections = Prefetch("elections", there(Election.objects.visible_to(request.user), request))
    rows = Party.objects.visible_to(request.user).prefetch_related(elections)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "elections_app/party_list.html", {"page": page})


@require_safe
@made_of_sources
def party_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One party: its figures by election, each with its source."""
    rows = Party.objects.visible_to(request.user).prefetch_related(
        Prefetch("elections", there(Election.objects.visible_to(request.user), request)),
        Prefetch("partyresults", results(request).order_by("-election__date")),
    )
    party = get_object_or_404(rows, code=code)
    groups = groupby(party.partyresults.all(), key=lambda row: row.election)
    elections = []
    for election, found in groups:
        of_country, of_provinces = by_level(found)
        elections.append(
            {
                "election": election,
                "results": results_tables(of_country),
                "provinces": province_tiles(of_provinces),
            }
        )
    return render(request, "elections_app/party_detail.html", {"party": party, "elections": elections})
