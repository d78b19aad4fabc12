"""The search page: one field over everything, the hits marked."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.search import LONGEST_QUERY, find, marked, snippet, source_of, sources, words_of
from core.views.filters import choices_with_all

ROWS_PER_PAGE = 20


class SearchForm(forms.Form):
    """What to look for, and among which kind of thing."""

    q = forms.CharField(label=_("Words to look for"), max_length=LONGEST_QUERY, required=False)
    type = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(source.type, capfirst(source.name)) for source in sources()]
        kind: Any = self.fields["type"]
        kind.choices = choices_with_all(kinds)
        self.fields["q"].widget.attrs |= {"type": "search", "autocomplete": "off"}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What holds every word, the best first; without words, only the form."""
    form = SearchForm(request.GET)
    asked = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"form": form, "asked": asked}
    if asked and form.is_valid():
        try:
            page = found(request, form.cleaned_data["q"], form.cleaned_data["type"])
        except RuleBroken as refusal:
            form.add_error("q", str(refusal.message))
        else:
            context |= {"page": page, "results": results(page, words_of(form.cleaned_data["q"]))}
    return render(request, "core/search.html", context)


def found(request: HttpRequest, query: str, kind: str) -> Page:
    """The page asked for."""
    hits: Any = find(query, request.user, kind)
    rows: Paginator = Paginator(hits, ROWS_PER_PAGE)
    return rows.get_page(request.GET.get("page"))


def results(page: Page, words: list[str]) -> list[dict[str, Any]]:
    """Each row with its kind and page, its title and text cut into parts: hit or not."""
    return [
        {
            "kind": source_of(row["type"]).name,
            "page": source_of(row["type"]).page(row),
            "title": marked(row["title"], words),
            "text": snippet(row["text"], words),
        }
        for row in page
    ]
