"""The elections: what each was about, and all that the sources say of it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from core.models import CitedQuerySet, Theme
from core.templatetags.components import short_name
from core.views.clocks import by_sources, there
from elections_app.models import (
    ConsistencyCheck,
    Election,
    ElectionFigure,
    Finding,
    ObserverDelegation,
    PartyResult,
    Place,
    Turnout,
)
from elections_app.views.checks import checks_shown
from elections_app.views.provinces import province_tiles
from elections_app.views.tables import (
    NEWEST_FIRST,
    figures_by_stage,
    notes_of,
    results_tables,
    turnouts_by_stage,
)

STRENGTH = ("votes", "seats", "vote_share", "commune_chiefs", "candidates")
TOLD_BY = ("seats", "commune_chiefs", "vote_share")


@require_safe
@by_sources
def election_list(request: HttpRequest) -> HttpResponse:
    """The elections in their order, each with a few figures."""
    in_country = {"place__level": Place.Level.COUNTRY}
    rows = there(Election.objects.visible_to(request.user), request).prefetch_related(
        Prefetch("partyresults", results(request).filter(**in_country)),
        Prefetch("turnouts", turnouts(request).filter(**in_country)),
    )
    shown = [{"election": election, "figures": key_figures(election)} for election in rows]
    return render(request, "elections_app/election_list.html", {"elections": shown})


@require_safe
@by_sources
def election_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One election: figures by stage, parties, provinces, observers, findings, and whether it all agrees."""
    rows = with_everything_shown(there(Election.objects.visible_to(request.user), request), request)
    election = get_object_or_404(rows, slug=slug)
    of_country, of_provinces = by_level(election.partyresults.all())
    country_turnouts, _provincial = by_level(election.turnouts.all())
    return render(
        request,
        "elections_app/election_detail.html",
        {
            "election": election,
            "figures": figures_by_stage(election.figures.all()),
            "turnouts": turnouts_by_stage(country_turnouts),
            "turnout_notes": notes_of(country_turnouts, source_and_stage),
            "results": results_tables(of_country, country_turnouts),
            "provinces": province_tiles(of_provinces),
            "delegations": [
                {"delegation": row, "observers": row.quantity("observers")}
                for row in election.observer_delegations.all()
            ],
            "findings": by_phase(election.findings.all()),
            **checks_shown(election.consistency_checks.all(), request.user),
            **same_kind(election, request),
        },
    )


def results(request: HttpRequest) -> QuerySet:
    """The parties' results that were there, with everything a table shows of them."""
    rows = there(PartyResult.objects.visible_to(request.user), request).with_source().select_related("party")
    # Said of NULLs, because PostgreSQL puts them first where SQLite puts them last.
    strongest = [models.F(name).desc(nulls_last=True) for name in STRENGTH]
    return rows.order_by(*strongest, "party__name", "pk")


def turnouts(request: HttpRequest) -> QuerySet:
    """The turnouts that were there, with everything a table shows of them."""
    return there(Turnout.objects.visible_to(request.user), request).with_source()


def with_everything_shown(elections: CitedQuerySet, request: HttpRequest) -> CitedQuerySet:
    """Each with all that its page shows, or would have then; one query a kind of row."""

    def shown(model: Any) -> Any:
        return there(model.objects.visible_to(request.user), request)

    return elections.with_citations().prefetch_related(
        Prefetch("themes", shown(Theme)),
        Prefetch("figures", shown(ElectionFigure).with_citations()),
        Prefetch("partyresults", results(request)),
        Prefetch("turnouts", turnouts(request)),
        Prefetch("observer_delegations", shown(ObserverDelegation).with_citations()),
        Prefetch("findings", shown(Finding).with_citations()),
        Prefetch("consistency_checks", shown(ConsistencyCheck)),
    )


def by_level(rows: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """The rows of the whole country, and those of its provinces."""
    found = list(rows)
    return (
        [row for row in found if row.place.level == Place.Level.COUNTRY],
        [row for row in found if row.place.level == Place.Level.PROVINCE],
    )


def source_and_stage(turnout: Turnout) -> str:
    """How a note names the turnout it is about."""
    where = ", ".join(filter(None, [short_name(turnout.source.document), turnout.source.locator]))
    return f"{capfirst(turnout.get_stage_display())}, {where}"


def by_phase(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings before the day, then those on it."""
    groups = groupby(findings, key=lambda finding: finding.phase)
    return [{"phase": Finding.Phase(phase), "findings": list(found)} for phase, found in groups]


def same_kind(election: Election, request: HttpRequest) -> dict[str, Election | None]:
    """The elections of the same kind before and after this one."""
    rows = (
        there(Election.objects.visible_to(request.user), request)
        .filter(kind=election.kind)
        .exclude(pk=election.pk)
    )
    return {
        "previous": rows.filter(date__lte=election.date).order_by("-date").first(),
        "next": rows.filter(date__gt=election.date).order_by("date").first(),
    }


def key_figures(election: Election) -> list[dict[str, Any]]:
    """What the two strongest parties won and how many voted, at the latest stage that says so."""
    rows = election.partyresults.all()
    name = next((name for name in TOLD_BY if any(row.quantity(name) for row in rows)), "")
    won = sorted(latest(rows, name), key=lambda row: -getattr(row, name))[:2] if name else []
    voted = latest(election.turnouts.all(), "turnout")[:1]
    return [
        *({"row": row, "name": name, "quantity": row.quantity(name)} for row in won),
        *({"row": row, "name": "turnout", "quantity": row.quantity("turnout")} for row in voted),
    ]


def latest(rows: Iterable[Any], name: str) -> list[Any]:
    """The rows of the latest stage at which this number is given."""
    given = [row for row in rows if getattr(row, name) is not None]
    stage = min((row.stage for row in given), key=NEWEST_FIRST.index, default="")
    return [row for row in given if row.stage == stage]
