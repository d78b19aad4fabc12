"""The search page: one field over everything, filters by kind and theme, the hits marked."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.models import Theme
from core.search import Hits, find, source_of, sources
from core.search_queries import LONGEST_QUERY
from core.snippets import marked, snippet
from core.views.clocks import clocks_of, made_of_sources
from core.views.filters import choices_with_all

ROWS_PER_PAGE = 20


class SearchForm(forms.Form):
    """What to look for, among which kind of thing, under which theme."""

    q = forms.CharField(label=_("Words to look for"), max_length=LONGEST_QUERY, required=False)
    type = forms.ChoiceField(label=_("Kind"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(source.type, capfirst(source.name)) for source in sources()]
        themes = Theme.objects.visible_to(user).order_by("name").values_list("slug", "name")
        for name, choices in (("type", kinds), ("theme", list(themes))):
            field: Any = self.fields[name]
            field.choices = choices_with_all(choices)
        self.fields["q"].widget.attrs |= {"type": "search", "autocomplete": "off"}


@require_safe
@made_of_sources
def search(request: HttpRequest) -> HttpResponse:
    """What the query finds, the best first; without one, only the form."""
    form = SearchForm(request.GET, user=request.user)
    asked = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"form": form, "asked": asked}
    if asked and form.is_valid():
        try:
            hits = found(request, form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error("q", str(refusal.message))
        else:
            page = page_of(hits, request)
            context |= {
                "page": page,
                "more": hits.are_more,
                "most": hits.count(),
                "results": results(page, hits),
            }
    return render(request, "core/search.html", context)


def found(request: HttpRequest, given: dict[str, str]) -> Hits:
    """What the form asks for."""
    asked = clocks_of(request).asked()
    return find(given["q"], request.user, kind=given["type"], theme=given["theme"], **asked)


def page_of(hits: Any, request: HttpRequest) -> Page:
    """The page asked for."""
    rows: Paginator = Paginator(hits, ROWS_PER_PAGE)
    return rows.get_page(request.GET.get("page"))


def results(page: Page, hits: Hits) -> list[dict[str, Any]]:
    """Each row with its kind and page, its title and text cut into parts: hit or not."""
    return [
        {
            "kind": source_of(row["type"]).name,
            "set": row["set_title"],
            "page": source_of(row["type"]).page(row),
            "title": marked(row["title"], hits.phrases),
            "text": snippet(row["text"], hits.phrases),
        }
        for row in page
    ]
