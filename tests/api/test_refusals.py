"""Whatever goes wrong is answered as a problem that says what; nothing a caller sends is our failure."""

import json

import pytest
from django.test import RequestFactory
from rest_framework.test import APIClient

from config.api import ENDPOINTS
from core.models import User
from core.views.errors import bad_request, server_error
from tests.factories.benchmarks import BenchmarkFactory

pytestmark = pytest.mark.django_db
NOUNS = list(ENDPOINTS)
RECORDED = {"progress-updates", "follow-up-grades"}
NASTY = [
    "\x00",
    "%00",
    "'",
    '"',
    "\\",
    "%",
    "_",
    "�",
    "😀",
    "9" * 4000,
    "-1",
    "1e999",
    "NaN",
    "٣",
    "../..",
    "[]",
]


def refused(answer: object, status: int) -> dict[str, object]:
    """The problem, checked for its shape."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) >= {"type", "title", "status", "detail"}
    assert problem["status"] == status
    return problem


def test_an_unknown_object_is_a_problem(api: APIClient) -> None:
    refused(api.get("/api/v1/benchmarks/99/"), 404)


def test_a_failure_of_ours_and_a_false_host_are_problems_too(rf: RequestFactory) -> None:
    failed = server_error(rf.get("/api/v1/benchmarks/"))
    senseless = bad_request(rf.get("/api/v1/benchmarks/", headers={"host": "evil.example"}), Exception())
    page = server_error(rf.get("/benchmarks/"))

    for answer, status in ((failed, 500), (senseless, 400)):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["status"] == answer.status_code == status
    assert page.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "path", ["nothing/", "benchmarks/six/", "benchmarks/6/nothing/", "//", "themes/a b/"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem(path: str, method: str, api: APIClient) -> None:
    refused(getattr(api, method)(f"/api/v1/{path}"), 404)


def test_a_forgotten_slash_leads_to_the_right_address(api: APIClient) -> None:
    answer = api.get("/api/v1/benchmarks?page=1")

    assert answer.status_code == 301
    assert answer.headers["Location"] == "/api/v1/benchmarks/?page=1"


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun not in RECORDED])
def test_the_reports_content_cannot_be_written(noun: str, api: APIClient, admin: User) -> None:
    refused(api.post(f"/api/v1/{noun}/", {}), 405)
    api.force_authenticate(admin)
    refused(api.post(f"/api/v1/{noun}/", {}), 405)


def test_a_wrong_token_is_refused(api: APIClient) -> None:
    for token in ("wrong", "wr\xf6ng", ""):
        refused(api.get("/api/v1/themes/", HTTP_AUTHORIZATION=f"Token {token}"), 401)


def test_a_body_that_is_no_json_is_a_problem(api: APIClient, monitor: User) -> None:
    api.force_authenticate(monitor)

    refused(api.post("/api/v1/progress-updates/", data=b"{", content_type="application/json"), 400)
    refused(api.post("/api/v1/progress-updates/", data=b"\xff", content_type="application/json"), 400)
    refused(api.post("/api/v1/progress-updates/", data=b"a=1", content_type="text/plain"), 415)
    refused(api.post("/api/v1/progress-updates/", data=b"[]", content_type="application/json"), 400)


def test_an_answer_in_another_format_is_refused(api: APIClient) -> None:
    refused(api.get("/api/v1/themes/", HTTP_ACCEPT="application/xml"), 406)


def test_a_session_without_its_csrf_token_cannot_write(monitor: User) -> None:
    api = APIClient(enforce_csrf_checks=True)
    api.force_login(monitor)

    refused(api.post("/api/v1/progress-updates/", {}), 403)


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_nasty_in_a_parameter_is_our_failure(noun: str, api: APIClient) -> None:
    BenchmarkFactory()
    endpoint = ENDPOINTS[noun]
    filters = getattr(endpoint, "filterset_class", None)
    names = [
        *(filters.base_filters if filters else ()),
        "search",
        "ordering",
        "page",
        "page_size",
        "fields",
        "q",
    ]

    for name in names:
        for value in NASTY:
            answer = api.get(f"/api/v1/{noun}/", {name: value})
            assert answer.status_code in (200, 400, 404), (name, value[:20], answer.status_code)


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_nasty_in_a_path_is_our_failure(noun: str, api: APIClient) -> None:
    for value in [*NASTY, "%ED%A0%80", "9" * 19, "99999-99999", "0-0"]:
        answer = api.get(f"/api/v1/{noun}/{value}/")
        assert answer.status_code in (301, 404), (value[:20], answer.status_code)


@pytest.mark.parametrize(
    "value", ["\x00", "\ud800", 10**30, -1, 1.5, True, None, [], {}, "x" * 100_000, {"a": {"b": []}}]
)
@pytest.mark.parametrize(
    "field", ["benchmark", "measure", "status", "assessed_on", "narrative", "evidence", "nothing"]
)
def test_nothing_nasty_in_a_body_is_our_failure(
    field: str, value: object, api: APIClient, monitor: User
) -> None:
    api.force_authenticate(monitor)
    body = {
        "benchmark": BenchmarkFactory().number,
        "status": "off_target",
        "assessor": "ohchr",
        "assessed_on": "2023",
        "narrative": "What changed.",
    }

    text = json.dumps(body | {field: value})
    answer = api.post("/api/v1/progress-updates/", data=text.encode(), content_type="application/json")

    if answer.status_code != 201:
        problem = refused(answer, 400)
        assert problem["errors"][0]["field"].startswith(field)
