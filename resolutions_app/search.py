"""What of the mandate can be found."""

from typing import Any

from django.db.models import Case, F, TextField, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from core.search import SearchSource, as_text, first_given, joined, literal, page_named
from resolutions_app.models import Interlocutor, MandateHolder, Milestone, Resolution, ResolutionParagraph


def _unless_empty(column: str, *parts: Any) -> Case:
    text = Concat(literal(""), *parts, output_field=TextField())
    return Case(When(**{column: ""}, then=literal("")), default=text, output_field=TextField())


LETTER = _unless_empty("letter", literal(" ("), as_text("letter"), literal(")"))
PLACE = _unless_empty("number", literal(", para. "), as_text("number"), LETTER)
PART = _unless_empty("part", literal(", "), as_text("part"))

SOURCES = (
    SearchSource(
        type="resolution",
        name=_("resolution"),
        queryset=Resolution.objects.visible_to,
        key="slug",
        title=joined("symbol", "symbol_corrected"),
        text=joined("summary", "agenda_item", "note"),
        endpoint="resolutions",
        page=page_named("resolutions:detail"),
        cites=("citations", "themes"),
        themes="themes__slug",
    ),
    SearchSource(
        type="resolution_paragraph",
        name=_("paragraph of a resolution"),
        queryset=ResolutionParagraph.objects.visible_to,
        key=Concat(as_text("resolution__slug"), literal("-"), as_text("order"), output_field=TextField()),
        title=Concat(as_text("resolution__symbol"), PART, PLACE, output_field=TextField()),
        text=joined("verb", "summary", "official_text"),
        endpoint="resolution-paragraphs",
        page=lambda row: f"{page_named('resolutions:detail')(row)}#paragraph-{row['key'].rsplit('-', 1)[1]}",
        holder=F("resolution__slug"),
        cites=("documents",),
        themes="resolution__themes__slug",
        follows=("resolution",),
    ),
    SearchSource(
        type="mandate_holder",
        name=_("mandate holder"),
        queryset=MandateHolder.objects.visible_to,
        key="slug",
        title=first_given("name"),
        text=joined("title", "note"),
        endpoint="mandate-holders",
        page=page_named("mandate-holders:detail"),
        cites=("citations",),
    ),
    SearchSource(
        type="milestone",
        name=_("milestone"),
        queryset=Milestone.objects.visible_to,
        key="slug",
        title=first_given("name"),
        text=joined("title", "summary", "note"),
        endpoint="milestones",
        page=page_named("milestones:detail"),
        cites=("citations", "themes"),
        themes="themes__slug",
    ),
    SearchSource(
        type="interlocutor",
        name=_("interlocutor"),
        queryset=Interlocutor.objects.visible_to,
        key="slug",
        title=first_given("name"),
        text=joined("title", "note"),
        endpoint="interlocutors",
        page=page_named("interlocutors:detail"),
        cites=("citations",),
    ),
)
