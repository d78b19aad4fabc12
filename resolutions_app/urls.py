"""The addresses of resolutions and of the people and events of the mandate."""

from django.urls import include, path

from resolutions_app.views import citations, mandate, resolutions

resolution_patterns = [
    path("", resolutions.resolution_list, name="list"),
    path("citations/", citations.citations, name="citations"),
    path("citations.graphml", citations.citations_graphml, name="citations-graphml"),
    path("<slug:slug>/", resolutions.resolution_detail, name="detail"),
]
milestone_patterns = [
    path("", mandate.milestone_list, name="list"),
    path("<slug:slug>/", mandate.milestone_detail, name="detail"),
]
mandate_holder_patterns = [
    path("", mandate.mandate_holder_list, name="list"),
    path("<slug:slug>/", mandate.mandate_holder_detail, name="detail"),
]
interlocutor_patterns = [
    path("", mandate.interlocutor_list, name="list"),
    path("<slug:slug>/", mandate.interlocutor_detail, name="detail"),
]

urlpatterns = [
    path("resolutions/", include((resolution_patterns, "resolutions"))),
    path("milestones/", include((milestone_patterns, "milestones"))),
    path("mandate-holders/", include((mandate_holder_patterns, "mandate-holders"))),
    path("interlocutors/", include((interlocutor_patterns, "interlocutors"))),
]
