"""Pages of other sites may read the API from a browser, without credentials; and nothing else of ours."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core.models import User
from core.search_index import refresh_everything
from tests.factories.core import ThemeFactory

pytestmark = pytest.mark.django_db
ELSEWHERE = {"HTTP_ORIGIN": "https://notebook.example"}


def preflight(client: Any, path: str, method: str = "GET") -> Any:
    """What a browser asks first."""
    return client.options(path, HTTP_ACCESS_CONTROL_REQUEST_METHOD=method, **ELSEWHERE)


@pytest.mark.parametrize(
    "path", ["", "themes/", "themes/forests/", "themes/none/", "schema/", "x/", "themes/?a=1"]
)
def test_every_answer_of_the_api_may_be_read_with_its_headers(path: str, api: APIClient) -> None:
    ThemeFactory(slug="forests")

    for answer in (api.get(f"/api/v1/{path}", **ELSEWHERE), api.head(f"/api/v1/{path}", **ELSEWHERE)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        exposed = answer.headers["Access-Control-Expose-Headers"]
        assert all(
            name in exposed for name in ("Link", "ETag", "As-Of", "Known-At", "RateLimit", "Retry-After")
        )


def test_an_unchanged_answer_may_be_read_too(api: APIClient) -> None:
    first = api.get("/api/v1/themes/", **ELSEWHERE)

    again = api.get("/api/v1/themes/", HTTP_IF_NONE_MATCH=first.headers["ETag"], **ELSEWHERE)

    assert again.status_code == 304
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert again.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert again.headers["Known-At"]


def test_a_browser_is_told_that_it_may_read_and_no_more(api: APIClient) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = preflight(api, "/api/v1/progress-updates/", method)
        assert answer.status_code == 204
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert "Authorization" not in answer.headers["Access-Control-Allow-Headers"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_writes_is_not_shown_to_other_sites(api: APIClient, monitor: User) -> None:
    api.force_login(monitor)

    answer = api.post("/api/v1/progress-updates/", {}, **ELSEWHERE)

    assert answer.status_code == 400
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/benchmarks/", "/data/api/", "/api/v1/docs/", "/account/", "/admin/"])
def test_pages_are_never_shown_to_other_sites(path: str, client: Client) -> None:
    for answer in (client.get(path, **ELSEWHERE), client.head(path, **ELSEWHERE)):
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_answer_to_somebody_known_is_no_resource_for_other_sites(api: APIClient, monitor: User) -> None:
    api.force_login(monitor)

    answer = api.get("/api/v1/themes/")

    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["", "themes/", "themes/forests/", "schema/", "search/?q=forests", "themes/?cursor=*"]
)
def test_nothing_is_sent_again_that_has_not_changed(path: str, api: APIClient) -> None:
    theme = ThemeFactory(slug="forests", name="Forests")
    refresh_everything()
    first = api.get(f"/api/v1/{path}")

    again = api.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    theme.name = "Forests and fields"
    theme.save()
    refresh_everything()
    changed = api.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == (200 if "forests" in path or "themes" in path else 304)
