"""The site map."""

from django.contrib import admin
from django.urls import include, path

handler400 = "core.views.errors.bad_request"

urlpatterns = [
    path("api/v1/", include("config.api")),
    path("admin/", admin.site.urls),
    path("", include("benchmarks_app.urls")),
    path("", include("elections_app.urls")),
    path("", include("resolutions_app.urls")),
    path("", include("core.urls")),
]
