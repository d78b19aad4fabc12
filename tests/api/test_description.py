"""The API's description: valid, complete, true to the answers, and shown on a page without scripts."""

import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from config.api import ENDPOINTS
from core.api.description import description
from core.models import User
from tests.api.calls import LIST, address, body, origins
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import IndicatorFactory


def test_it_is_valid_and_complete(api: APIClient) -> None:
    document = api.get("/api/v1/schema/").json()

    validate(document)
    assert document["openapi"].startswith("3.1")
    for noun in ENDPOINTS:
        assert f"/api/v1/{noun}/" in document["paths"]


def test_making_it_gives_no_warning() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=io.StringIO())


def test_it_can_be_had_as_yaml(api: APIClient) -> None:
    answer = api.get("/api/v1/schema/", HTTP_ACCEPT="application/yaml")

    assert answer.content.startswith(b"openapi: 3.1")


@pytest.mark.django_db
@pytest.mark.parametrize("noun", ENDPOINTS)
def test_answers_are_as_described(noun: str, api: APIClient) -> None:
    MAKERS[noun]()
    document = description()
    operation = document["paths"][f"/api/v1/{noun}/"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]

    answer = api.get(f"/api/v1/{noun}/", {"q": "report"} if noun == "search" else {}).json()

    whole: dict[str, Any] = {**schema, "components": document["components"]}
    assert answer["results"]
    assert [error.message for error in Draft202012Validator(whole).iter_errors(answer)] == []


def described(path: str, method: str, status: str, kind: str = "application/json") -> Draft202012Validator:
    """What the description says of an answer."""
    document = description()
    schema = document["paths"][path][method]["responses"][status]["content"][kind]["schema"]
    return Draft202012Validator({**schema, "components": document["components"]})


@pytest.mark.django_db
def test_what_a_write_answers_is_as_described(api: APIClient, monitor: User) -> None:
    MAKERS["progress-updates"]()
    published = ProgressUpdate.objects.get()
    indicator = IndicatorFactory(benchmark=published.benchmark)
    number = {"indicator": indicator.slug, "period": "2023", "value": 1.5}
    draft = body(benchmark=published.benchmark.number, evidence=origins("OHCHR"), observations=[number])
    api.force_authenticate(monitor)

    made = api.post(LIST, draft)
    many = api.post(f"{LIST}no-change/", {"updates": [published.pk], "checked_on": "2024"})
    stale = api.patch(address(ProgressUpdate.objects.get(pk=made.json()["id"])), {}, HTTP_IF_MATCH='"x"')

    described(LIST, "post", "201").validate(made.json())
    described(f"{LIST}no-change/", "post", "201").validate(many.json())
    described(f"{LIST}{{id}}/", "patch", "default", "application/problem+json").validate(stale.json())
    assert (made.status_code, many.status_code, stale.status_code) == (201, 201, 412)


def test_the_headers_of_writes_are_described() -> None:
    paths = description()["paths"]

    def headers(path: str, method: str) -> dict[str, bool]:
        entries = paths[path][method].get("parameters", ())
        return {entry["name"]: entry.get("required", False) for entry in entries if entry["in"] == "header"}

    assert headers(LIST, "post") == {"Idempotency-Key": False}
    assert headers(f"{LIST}{{id}}/", "patch") == {"If-Match": True}
    for step in ("submit", "return", "publish", "withdraw", "correct"):
        assert headers(f"{LIST}{{id}}/{step}/", "post") == {"If-Match": False}
    for step in ("no-change", "observe-again"):
        assert headers(f"{LIST}{step}/", "post") == {"Idempotency-Key": False}


def test_every_declared_parameter_is_described() -> None:
    document = description()

    for noun, endpoint in ENDPOINTS.items():
        view = endpoint()
        view.action = "list"
        described = {entry["name"] for entry in document["paths"][f"/api/v1/{noun}/"]["get"]["parameters"]}
        assert described == set(view.declared_parameters())


@pytest.mark.django_db
def test_its_page_names_every_endpoint_and_needs_no_script(client: Client) -> None:
    answer = client.get("/api/v1/docs/")
    page = answer.content.decode()

    for noun in ENDPOINTS:
        assert f"GET /api/v1/{noun}/" in page
    assert "<style" not in page
    assert "style=" not in page
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


REFUSED_BY = {
    "an unknown parameter": ("?colour=red", {}),
    "a wrong token": ("", {"Authorization": "Token wrong"}),
    "a form that there is not": ("", {"Accept": "image/png"}),
    "a version that is no longer": ("", {"If-Match": '"another"'}),
    "too many calls": ("", {}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", REFUSED_BY)
def test_each_refusal_of_a_read_is_described(how: str, api: APIClient, settings: Any) -> None:
    settings.API_RATES = {"anonymous": (0, 60)} if how == "too many calls" else {}
    query, headers = REFUSED_BY[how]
    seen = set()

    for path, methods in description()["paths"].items():
        if "get" in methods:
            answer = api.get(filled(path) + query, headers=headers)
            seen.add(answer.status_code)
            if answer.status_code >= 400:
                assert str(answer.status_code) in methods["get"]["responses"], (path, answer.status_code)
                assert answer.headers["Content-Type"] == "application/problem+json", path

    assert max(seen) >= 400


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "somebody without a role", "a monitor"])
@pytest.mark.parametrize("sent", ["nothing", "a text", "an unknown field"])
def test_each_refusal_of_a_write_is_described(
    who: str, sent: str, api: APIClient, monitor: User, stranger: User
) -> None:
    if who != "nobody":
        api.force_authenticate(monitor if who == "a monitor" else stranger)
    body, kind = {
        "nothing": ("", "application/json"),
        "a text": ("red", "text/plain"),
        "an unknown field": ('{"colour": "red"}', "application/json"),
    }[sent]

    for path, methods in description()["paths"].items():
        for method in {"post", "patch", "delete"} & set(methods):
            answer = api.generic(method.upper(), filled(path), body, kind)
            assert answer.status_code >= 400
            assert str(answer.status_code) in methods[method]["responses"], (method, path, answer.status_code)


def filled(path: str) -> str:
    """An address of this form."""
    keys = {"suffix": "csv", "key": "00000000-0000-4000-8000-000000000000"}
    return re.sub(r"{(\w+)}", lambda name: keys.get(name[1], "1"), path)


def test_its_page_shows_what_was_really_answered(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()

    assert "“colour” is not a parameter here" in page
    assert "GET /api/v1/benchmarks/6/" in page
    assert "&quot;number&quot;: 6" in page
