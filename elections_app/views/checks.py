"""The consistency checks, with the figures compared and the documents they stand in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.models import Document, Passage
from core.quantities import Qualifier, Quantity
from core.views.clocks import by_sources, there
from core.views.filters import ListFilter
from elections_app.models import ConsistencyCheck, Election

HOLDS, BROKEN = "true", "false"


class CheckFilter(ListFilter):
    """Narrows the checks by election, and by whether they hold."""

    election = forms.ModelChoiceField(
        Election.objects.all(),
        label=_("Election"),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
    holds = forms.ChoiceField(
        label=_("Answer"),
        choices=[("", _("All")), (BROKEN, _("does not hold")), (HOLDS, _("holds"))],
        required=False,
    )

    def apply(self, rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
        """The checks that match."""
        if "holds" in chosen:
            chosen["holds"] = chosen["holds"] == HOLDS
        return rows.filter(**chosen)


@require_safe
@by_sources
def check_list(request: HttpRequest) -> HttpResponse:
    """Every rule, whether it holds, by how much not, and the figures it compares; by election if asked."""
    form = CheckFilter(request.GET)
    every = there(ConsistencyCheck.objects.visible_to(request.user), request)
    rows = list(form.narrow(every.select_related("election")))
    shown = checks_shown(rows, request.user)
    context = {
        "form": form,
        "is_empty": not rows and not every.exists(),
        "checked_at": max((check.checked_at for check in rows), default=None),
        **shown,
    }
    return render(request, "elections_app/check_list.html", context)


def checks_shown(checks: Iterable[ConsistencyCheck], user: Any) -> dict[str, list[dict[str, Any]]]:
    """Those that do not hold and those that do, their figures linked to the sources; one query for all."""
    rows = list(checks)
    slugs = {source["document"] for check in rows for row in check.rows if (source := row.get("source"))}
    documents = Document.objects.visible_to(user).in_bulk(slugs, field_name="slug")
    shown: list[dict[str, Any]] = [
        {
            "check": check,
            "amount": abs(check.difference),
            "is_less": check.difference < 0,
            "figures": [_figure(row, documents) for row in check.rows],
        }
        for check in rows
    ]
    return {
        "broken": [entry for entry in shown if not entry["check"].holds],
        "kept": [entry for entry in shown if entry["check"].holds],
    }


def _figure(row: dict[str, Any], documents: dict[str, Document]) -> dict[str, Any]:
    source = row.get("source") or {}
    document = documents.get(source.get("document", ""))
    return {
        "label": row["label"],
        "quantity": Quantity(Decimal(str(row["value"])), row.get("qualifier", Qualifier.EXACT)),
        # Not saved: only as much of a passage as a citation needs.
        "sources": [Passage(document=document, locator=source["locator"])] if document else [],
    }
