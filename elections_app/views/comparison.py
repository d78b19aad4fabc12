"""The page on which two elections are compared, party by party."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.views.clocks import clocks_of, made_of_sources, there
from elections_app.comparison import compared, pairs
from elections_app.comparison.addresses import data_of, page_of
from elections_app.models import Election


class ComparisonForm(forms.Form):
    """Which two elections; the names of the fields stand in the address."""

    def __init__(self, *args: Any, elections: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"from": gettext_lazy("From"), "to": gettext_lazy("To")}
        for name, label in labels.items():
            self.fields[name] = forms.ModelChoiceField(
                elections, label=label, to_field_name="slug", empty_label=None
            )

    def clean(self) -> dict[str, Any]:
        """An election is not compared with itself."""
        chosen = self.cleaned_data
        if chosen.get("from") and chosen.get("from") == chosen.get("to"):
            self.add_error("to", _("Choose two different elections."))
        return chosen


@require_safe
@made_of_sources
def compare(request: HttpRequest) -> HttpResponse:
    """Two elections side by side if two are chosen; else the pairs that suggest themselves."""
    asked = "from" in request.GET or "to" in request.GET
    clocks = clocks_of(request).asked()
    suggested = pairs(request.user, **clocks)
    initial = {"from": suggested[0][0].slug, "to": suggested[0][1].slug} if suggested else {}
    elections = there(Election.objects.visible_to(request.user), request)
    form = ComparisonForm(request.GET if asked else None, elections=elections, initial=initial)
    context: dict[str, Any] = {"form": form, "pairs": []}
    if asked and form.is_valid():
        first, second = form.cleaned_data["from"], form.cleaned_data["to"]
        context["comparison"] = compared(first, second, user=request.user, **clocks)
        context["data_url"] = data_of(first, second)
        context["the_other_way"] = page_of(second, first)
    else:
        context["pairs"] = [
            {"first": first, "second": second, "url": page_of(first, second)} for first, second in suggested
        ]
    return render(request, "elections_app/compare.html", context, status=400 if form.errors else 200)
