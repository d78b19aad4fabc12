"""The addresses of documents, themes, search, accounts and what the site says about itself."""

from django.contrib.auth import views as accounts
from django.urls import include, path

from core.api.dataset import views as dataset
from core.api.dataset.releasing import release_make
from core.views import loads, planned_loads, releases, signed_heads, undoings
from core.views.about import about, security
from core.views.account import confirming, digest, factors, invitation, own, sign_in, tokens
from core.views.api_page import api_page
from core.views.cite import cite, cite_file
from core.views.condition import health, measures, ready
from core.views.documents import document_detail, document_list
from core.views.history import history_detail, history_export, history_list
from core.views.release_comparison import release_comparison
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

signed_head_patterns = [
    path("", signed_heads.head_list, name="list"),
    path("heads.ndjson", signed_heads.head_file, name="file"),
]

planned_load_patterns = [
    path("<int:pk>/", planned_loads.planned_load, name="detail"),
    path("<int:pk>/apply/", planned_loads.planned_load_apply, name="apply"),
    path("<int:pk>/cancel/", planned_loads.planned_load_cancel, name="cancel"),
    path("<int:pk>/again/", planned_loads.planned_load_again, name="again"),
    path("<int:pk>/mend/", planned_loads.planned_load_mend, name="mend"),
]
load_patterns = [
    path("", loads.load_list, name="list"),
    path("new/", loads.load_new, name="new"),
    path("sheet/", loads.load_sheet, name="sheet"),
    path("<int:pk>/", loads.load_detail, name="detail"),
    path("<int:pk>/undo/", undoings.load_undo, name="undo"),
]
undoing_patterns = [
    path("<int:pk>/", undoings.undoing, name="detail"),
    path("<int:pk>/undo/", undoings.undoing_undo, name="undo"),
    path("<int:pk>/cancel/", undoings.undoing_cancel, name="cancel"),
    path("<int:pk>/again/", undoings.undoing_again, name="again"),
]

data_patterns = [
    path("", dataset.page, name="page"),
    path("datapackage.json", dataset.data_package, name="package"),
    path("dataset.zip", dataset.whole, name="archive"),
    path("csvw-metadata.json", dataset.csvw, name="csvw"),
    path("schema.org.jsonld", dataset.schema_org, name="schema-org"),
    path("dcat.jsonld", dataset.dcat, name="dcat"),
    path("releases/", releases.release_list, name="releases"),
    path("releases/compare/", release_comparison, name="compare"),
    path("releases/make/", release_make, name="release-make"),
    path("releases/<str:release>/", releases.release_detail, name="release"),
    path("releases/<str:release>/SHA256SUMS", releases.release_checksums, name="release-checksums"),
    path("releases/<str:release>/citation.<str:form>", releases.release_citation, name="release-citation"),
    path("releases/<str:release>/files/<path:path>", releases.release_file, name="release-file"),
]

# allauth looks for our pages under names of its own.
allauth_names = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/second-factor/", sign_in.second_factor, name="mfa_authenticate"),
    path("account/confirm/", confirming.confirm, name="account_reauthenticate"),
]

urlpatterns = [
    path("documents/", include((document_patterns, "documents"))),
    path("themes/", include((theme_patterns, "themes"))),
    path("history/heads/", include((signed_head_patterns, "signed-heads"))),
    path("history/", include((history_patterns, "history"))),
    path("loads/planned/", include((planned_load_patterns, "planned-loads"))),
    path("loads/undoings/", include((undoing_patterns, "undoings"))),
    path("loads/", include((load_patterns, "loads"))),
    path("data/", include((data_patterns, "data"))),
    path("search/", search, name="search"),
    path("data/api/", api_page, name="data-api"),
    path("cite/", cite, name="cite"),
    path("cite/reference.<str:form>", cite_file, name="cite-file"),
    path("about/", about, name="about"),
    path("security/", security, name="security"),
    path("health/", health, name="health"),
    path("ready/", ready, name="ready"),
    path("metrics/", measures, name="metrics"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second-factor/", sign_in.second_factor, name="second-factor"),
    path("sign-out/", accounts.LogoutView.as_view(), name="sign-out"),
    path("invitation/", invitation.accept, name="invitation"),
    path("account/", own.account, name="account"),
    path("account/digest/", digest.digest, name="digest"),
    path("digest/confirm/<str:confirm_token>/", digest.confirm_digest, name="confirm-digest"),
    path("digest/stop/<str:stop_token>/", digest.stop_digest, name="stop-digest"),
    path("account/password/", own.change_password, name="account-password"),
    path("account/tokens/new/", tokens.make, name="make-token"),
    path("account/tokens/revoke/", tokens.revoke, name="revoke-token"),
    path("account/sign-out-everywhere/", own.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/confirm/", confirming.confirm, name="confirm"),
    path("account/second-factor/", factors.needed, name="second-factor-needed"),
    path("account/second-factor/app/", factors.add_app, name="add-app"),
    path("account/second-factor/passkey/", factors.add_passkey, name="add-passkey"),
    path("account/second-factor/<int:pk>/remove/", factors.remove, name="remove-factor"),
    path("account/recovery-codes/", factors.renew_codes, name="renew-codes"),
    *allauth_names,
]
