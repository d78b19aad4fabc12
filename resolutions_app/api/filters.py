"""How the lists of resolutions and of the mandate can be narrowed."""

import django_filters
from django.db.models import QuerySet

from core.api.filters import (
    DayFilter,
    DocumentFilter,
    PartialDayFilter,
    between,
    choice,
    key_of,
    numbers,
)
from core.api.word_filters import WordFilter
from core.models import Theme
from resolutions_app.models import Resolution, ResolutionParagraph


class ResolutionFilters(django_filters.FilterSet):
    """Resolutions by body, effect, date, theme, or by what their paragraphs say, cite and recall."""

    body = choice(Resolution, "body")
    mandate_effect = choice(Resolution, "mandate_effect")
    locals().update(between("adopted_on", DayFilter) | numbers("number", "extension_months"))
    theme = key_of(Theme, "slug", "themes")
    verb = WordFilter(ResolutionParagraph, "verb", lookup_expr="icontains", method="with_verb")
    recalls = key_of(Resolution, "slug", "paragraphs__recalls", method="which_recall")
    document = DocumentFilter(field_name="paragraphs__documents")

    def which_recall(self, queryset: QuerySet, name: str, value: Resolution) -> QuerySet:
        """Those with a paragraph that recalls this resolution, each once."""
        paragraphs = ResolutionParagraph.objects.filter(recalls=value)
        return queryset.filter(pk__in=paragraphs.order_by().values("resolution"))

    def with_verb(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those with a paragraph that opens with this verb."""
        paragraphs = ResolutionParagraph.objects.filter(verb__icontains=value)
        return queryset.filter(pk__in=paragraphs.order_by().values("resolution"))


class ResolutionParagraphFilters(django_filters.FilterSet):
    """Paragraphs by resolution, its theme, kind, verb, or by what they cite and recall."""

    resolution = key_of(Resolution, "slug", "resolution")
    theme = key_of(Theme, "slug", "resolution__themes", help_text="The key of a theme of the resolution.")
    body = choice(Resolution, "body", "resolution__body")
    mandate_effect = choice(Resolution, "mandate_effect", "resolution__mandate_effect")
    kind = choice(ResolutionParagraph, "kind")
    verb = WordFilter(ResolutionParagraph, "verb", lookup_expr="icontains")
    recalls = key_of(Resolution, "slug", "recalls")
    document = DocumentFilter(field_name="documents")
    locals().update(between("adopted_on", DayFilter, path="resolution__adopted_on"))


class MandateHolderFilters(django_filters.FilterSet):
    """Mandate holders by their dates or documents."""

    locals().update(between("start", PartialDayFilter) | between("end", PartialDayFilter))
    document = DocumentFilter(field_name="citations__document")


class MilestoneFilters(django_filters.FilterSet):
    """Milestones by theme, dates or documents."""

    theme = key_of(Theme, "slug", "themes")
    locals().update(between("start", PartialDayFilter) | between("end", PartialDayFilter))
    document = DocumentFilter(field_name="citations__document")


class InterlocutorFilters(django_filters.FilterSet):
    """Interlocutors by dates or documents."""

    locals().update(between("start", PartialDayFilter) | between("end", PartialDayFilter))
    document = DocumentFilter(field_name="citations__document")
