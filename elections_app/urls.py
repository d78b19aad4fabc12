"""The addresses of elections, parties and places."""

from django.urls import include, path

from elections_app.views import checks, comparison, elections, parties, places

election_patterns = [
    path("", elections.election_list, name="list"),
    path("compare/", comparison.compare, name="compare"),
    path("checks/", checks.check_list, name="checks"),
    path("<slug:slug>/", elections.election_detail, name="detail"),
]
party_patterns = [
    path("", parties.party_list, name="list"),
    path("<slug:code>/", parties.party_detail, name="detail"),
]
place_patterns = [
    path("", places.place_list, name="list"),
    path("<slug:code>/", places.place_detail, name="detail"),
]

urlpatterns = [
    path("elections/", include((election_patterns, "elections"))),
    path("parties/", include((party_patterns, "parties"))),
    path("places/", include((place_patterns, "places"))),
]
