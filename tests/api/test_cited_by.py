"""What cites a document or carries a theme: all of it, once, and nothing that is not for the caller."""

import pytest
from rest_framework.test import APIClient

from benchmarks_app.models import BenchmarkSet, StatusTotal, Timeframe
from core.citing import model_at
from core.models import Document, LinkCheck, Passage, Theme
from core.search import Cites, sources
from tests.factories.benchmarks import (
    BenchmarkFactory,
    EvidenceFactory,
    ObservationFactory,
    ProgressUpdateFactory,
    RecommendationFactory,
)
from tests.factories.core import DocumentFactory, PassageFactory, ThemeFactory
from tests.factories.elections import ElectionFactory, PartyResultFactory, TurnoutFactory
from tests.factories.resolutions import MilestoneFactory, ResolutionParagraphFactory

pytestmark = pytest.mark.django_db


def cited_by(api: APIClient, noun: str, slug: str) -> list[tuple[str, str, str]]:
    """Kind, key and place of all that cites."""
    rows = api.get(f"/api/v1/{noun}/{slug}/").json()["cited_by"]
    for row in rows:
        assert set(row) == {"type", "key", "title", "url", "page", "locator"}
        assert api.get(row["url"]).status_code == 200
    return [(row["type"], row["key"], row["locator"]) for row in rows]


def test_every_relation_to_a_document_passage_or_theme_is_followed() -> None:
    followed = set()
    for source in sources():
        model = source.queryset(None).model
        for path in source.cites:
            *way, last = (path.path if isinstance(path, Cites) else path).split("__")
            owner = model_at(model, "__".join(way)) if way else model
            followed.add((owner, last))
    related = {
        (relation.related_model, relation.field.name)
        for target in (Document, Passage, Theme)
        for relation in target._meta.related_objects
    }

    # These have no page of their own; the benchmarks that carry a timeframe cite annex I themselves.
    # Those of a set cite its document.
    without_a_page = {(Timeframe, "citations"), (StatusTotal, "citations")}
    told_by_its_benchmarks = {(BenchmarkSet, "citations"), (BenchmarkSet, "document")}
    of_the_document = {(Passage, "document"), (LinkCheck, "document")}
    assert related - of_the_document - without_a_page - told_by_its_benchmarks == followed


def test_the_figures_of_an_election_count_once_for_each_place_in_the_document(api: APIClient) -> None:
    passage = PassageFactory(locator="p. 3")
    election = ElectionFactory(slug="2022-commune")
    for _ in range(3):
        PartyResultFactory(election=election, source=passage)
    TurnoutFactory(election=election, source=passage)

    assert cited_by(api, "documents", passage.document.slug) == [("election", "2022-commune", "p. 3")]


def test_what_is_nested_is_named_by_what_it_belongs_to(api: APIClient) -> None:
    passage = PassageFactory(locator="para. 41")
    observation = ObservationFactory(citations=[passage])
    recommendation = RecommendationFactory(document=passage.document)
    paragraph = ResolutionParagraphFactory(documents=[passage.document])

    assert set(cited_by(api, "documents", passage.document.slug)) == {
        ("indicator", observation.indicator.slug, "para. 41"),
        ("recommendation", recommendation.slug, ""),
        ("resolution_paragraph", f"{paragraph.resolution.slug}-{paragraph.order}", ""),
    }


def test_a_theme_lists_what_carries_it(api: APIClient) -> None:
    theme = ThemeFactory()
    benchmark = BenchmarkFactory(themes=[theme])
    milestone = MilestoneFactory(themes=[theme])

    assert cited_by(api, "themes", theme.slug) == [
        ("benchmark", str(benchmark.number), ""),
        ("milestone", milestone.slug, ""),
    ]


def test_evidence_counts_where_both_it_and_its_update_are_for_the_caller(api: APIClient) -> None:
    document = DocumentFactory()
    published = ProgressUpdateFactory(published=True)
    EvidenceFactory(update=published, document=document)
    EvidenceFactory(update=ProgressUpdateFactory(published=True), document=document, visibility="restricted")
    EvidenceFactory(update=ProgressUpdateFactory(), document=document)

    assert cited_by(api, "documents", document.slug) == [("progress_update", str(published.pk), "")]
