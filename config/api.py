"""The API's one router: every endpoint, the description of them all, and its page."""

from django.urls import path, re_path
from rest_framework.views import APIView

from benchmarks_app.api import endpoints as benchmarks
from benchmarks_app.api.follow_up import FollowUpGradeEndpoint, StatusTotalEndpoint
from benchmarks_app.api.lineages import LineageEndpoint
from benchmarks_app.api.progress_endpoint import ProgressUpdateEndpoint
from core.api import endpoints as shared
from core.api.description import Description
from core.api.problems import UnknownAddress
from core.api.reference import Reference
from core.api.releases import ReleaseDifferenceView, ReleaseEndpoint
from core.api.root import Router
from elections_app.api import endpoints as elections
from elections_app.api.comparison import ElectionComparisonView
from resolutions_app.api import endpoints as resolutions
from resolutions_app.api.citation_graph import CitationGraphView

app_name = "api"

ENDPOINTS = {
    "benchmark-sets": benchmarks.BenchmarkSetEndpoint,
    "benchmarks": benchmarks.BenchmarkEndpoint,
    "measures": benchmarks.MeasureEndpoint,
    "recommendations": benchmarks.RecommendationEndpoint,
    "progress-updates": ProgressUpdateEndpoint,
    "follow-up-grades": FollowUpGradeEndpoint,
    "status-totals": StatusTotalEndpoint,
    "indicators": benchmarks.IndicatorEndpoint,
    "legal-instruments": benchmarks.LegalInstrumentEndpoint,
    "cases": benchmarks.CaseEndpoint,
    "elections": elections.ElectionEndpoint,
    "parties": elections.PartyEndpoint,
    "places": elections.PlaceEndpoint,
    "party-results": elections.PartyResultEndpoint,
    "turnouts": elections.TurnoutEndpoint,
    "observer-delegations": elections.ObserverDelegationEndpoint,
    "findings": elections.FindingEndpoint,
    "consistency-checks": elections.ConsistencyCheckEndpoint,
    "resolutions": resolutions.ResolutionEndpoint,
    "resolution-paragraphs": resolutions.ResolutionParagraphEndpoint,
    "mandate-holders": resolutions.MandateHolderEndpoint,
    "milestones": resolutions.MilestoneEndpoint,
    "interlocutors": resolutions.InterlocutorEndpoint,
    "documents": shared.DocumentEndpoint,
    "themes": shared.ThemeEndpoint,
    "lineages": LineageEndpoint,
    "releases": ReleaseEndpoint,
    "search": shared.SearchEndpoint,
}

# What answers one question and is no list.
QUESTIONS: dict[str, type[APIView]] = {
    "citation-graph": CitationGraphView,
    "election-comparison": ElectionComparisonView,
    "release-difference": ReleaseDifferenceView,
}

router = Router()
for prefix, endpoint in ENDPOINTS.items():
    router.add(prefix, endpoint)
for prefix, question in QUESTIONS.items():
    router.ask(prefix, question)

urlpatterns = [
    path("schema/", Description.as_view(), name="schema"),
    path("docs/", Reference.as_view(), name="docs"),
    *router.urls,
    re_path("", UnknownAddress.as_view(), name="unknown"),
]
