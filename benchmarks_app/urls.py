"""The addresses of the front page and of everything about benchmarks."""

from django.urls import include, path

from benchmarks_app.views import (
    benchmarks,
    changes,
    dashboard,
    feed,
    indicators,
    law,
    lineages,
    recommendations,
    sets,
)
from benchmarks_app.views.progress import recording

benchmark_patterns = [
    path("", benchmarks.benchmark_list, name="list"),
    path("<int:number>/", benchmarks.benchmark_detail, name="detail"),
]
set_patterns = [
    path("", sets.set_list, name="list"),
    path("<slug:slug>/", sets.overview, name="overview"),
    path("<slug:slug>/benchmarks/", sets.benchmark_list, name="benchmarks"),
    path("<slug:slug>/benchmarks/<int:number>/", sets.benchmark_detail, name="benchmark"),
    path("<slug:slug>/benchmarks/<int:number>/record/", recording.draft, name="record-progress"),
    path("<slug:slug>/themes/<slug:theme>/lineage/", lineages.lineage_in_set, name="lineage"),
]
recommendation_patterns = [
    path("", recommendations.recommendation_list, name="list"),
    path("<slug:slug>/", recommendations.recommendation_detail, name="detail"),
]
indicator_patterns = [
    path("", indicators.indicator_list, name="list"),
    path("<slug:slug>/", indicators.indicator_detail, name="detail"),
]
legal_instrument_patterns = [
    path("", law.legal_instrument_list, name="list"),
    path("<slug:slug>/", law.legal_instrument_detail, name="detail"),
]
case_patterns = [
    path("", law.case_list, name="list"),
    path("<slug:slug>/", law.case_detail, name="detail"),
]

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("changes/", changes.changes, name="changes"),
    path("themes/<slug:slug>/lineage/", lineages.lineage, name="lineage"),
    path("changes.atom", feed.changes_feed, name="changes-feed"),
    path("benchmarks/", include((benchmark_patterns, "benchmarks"))),
    path("sets/", include((set_patterns, "sets"))),
    path("recommendations/", include((recommendation_patterns, "recommendations"))),
    path("indicators/", include((indicator_patterns, "indicators"))),
    path("legal-instruments/", include((legal_instrument_patterns, "legal-instruments"))),
    path("cases/", include((case_patterns, "cases"))),
    path("", include("benchmarks_app.progress_urls")),
]
