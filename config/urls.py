"""The site map."""

from django.contrib import admin
from django.urls import include, path

from core.views.on_site import on_site

handler400 = "core.views.errors.bad_request"
handler500 = "core.views.errors.server_error"

urlpatterns = [
    path("api/v1/", include("config.api")),
    path("admin/r/<int:content_type_id>/<int:object_id>/", on_site, name="on-site"),
    path("admin/", admin.site.urls),
    path("", include("benchmarks_app.urls")),
    path("", include("elections_app.urls")),
    path("", include("resolutions_app.urls")),
    path("", include("core.urls")),
]
