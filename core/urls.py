"""The addresses of documents, themes, search, accounts and what the site says about itself."""

from django.contrib.auth import views as accounts
from django.urls import include, path

from core.views.about import about
from core.views.documents import document_detail, document_list
from core.views.history import history_detail, history_export, history_list
from core.views.search import search
from core.views.themes import theme_detail, theme_list

document_patterns = [
    path("", document_list, name="list"),
    path("<slug:slug>/", document_detail, name="detail"),
]
theme_patterns = [
    path("", theme_list, name="list"),
    path("<slug:slug>/", theme_detail, name="detail"),
]
history_patterns = [
    path("", history_list, name="list"),
    path("entries.csv", history_export, name="export"),
    path("<int:sequence>/", history_detail, name="detail"),
]

urlpatterns = [
    path("documents/", include((document_patterns, "documents"))),
    path("themes/", include((theme_patterns, "themes"))),
    path("history/", include((history_patterns, "history"))),
    path("search/", search, name="search"),
    path("about/", about, name="about"),
    path("sign-in/", accounts.LoginView.as_view(template_name="core/sign_in.html"), name="sign-in"),
    path("sign-out/", accounts.LogoutView.as_view(), name="sign-out"),
]
