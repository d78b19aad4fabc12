"""A page for everybody may be kept and is asked for again each time; a page for somebody is kept nowhere."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseNotFound, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from core.caching import FOR_EVERYBODY, TURNS_ON, Caching
from core.models import User
from tests.factories.benchmarks import BenchmarkFactory, ProgressUpdateFactory

Ask = Callable[..., Any]


@pytest.fixture
def ask() -> Ask:
    """The marked answer to a request: `ask(HttpResponse("page"), method="GET", HTTP_COOKIE="a=b")`."""

    def asked(answer: Any, method: str = "GET", **headers: str) -> Any:
        return Caching(lambda request: answer)(RequestFactory().generic(method, "/", **headers))

    return asked


def test_a_public_page_may_be_kept_but_is_asked_for_again(ask: Ask) -> None:
    answer = ask(HttpResponse("A page"))

    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer["Vary"] == "Cookie, Authorization, Accept, Accept-Language"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (HttpResponse("A page"), {"HTTP_COOKIE": "sessionid=x"}),
        (HttpResponse("A page"), {"HTTP_COOKIE": "a-cookie-of-nobody-knows-whom=x"}),
        (HttpResponse("A page"), {"HTTP_AUTHORIZATION": "Token x"}),
        (HttpResponse("A page"), {"method": "POST"}),
        (HttpResponse("A page"), {"method": "OPTIONS"}),
        (HttpResponse("A page", headers={"Cache-Control": "private"}), {}),
        (HttpResponse("A page", headers={"Cache-Control": "max-age=0, no-store"}), {}),
        (HttpResponseNotFound("No page"), {}),
        (HttpResponseRedirect("/sign-in/?next=/workspace/"), {}),
        (HttpResponse("Trouble", status=500), {}),
    ],
)
def test_nothing_else_is_kept(ask: Ask, answer: HttpResponse, asked: dict[str, str]) -> None:
    marked = ask(answer, **asked)

    assert marked["Cache-Control"] == "no-store"
    assert "Cookie" in marked["Vary"]


def test_an_answer_that_sets_a_cookie_is_not_kept(ask: Ask) -> None:
    answer = HttpResponse("A page")
    answer.set_cookie("csrftoken", "x")

    assert ask(answer)["Cache-Control"] == "no-store"


def test_a_view_cannot_say_that_a_persons_page_is_for_everybody(ask: Ask) -> None:
    careless = HttpResponse("A page", headers={"Cache-Control": "public, max-age=600"})

    assert ask(careless, HTTP_COOKIE="sessionid=x")["Cache-Control"] == "no-store"


def test_somebody_known_by_any_other_means_is_somebody(ask: Ask) -> None:
    request = RequestFactory().get("/")
    request.user = User(username="known")

    assert Caching(lambda _: HttpResponse("A page"))(request)["Cache-Control"] == "no-store"


def test_who_has_these_very_bytes_gets_no_second_copy(ask: Ask) -> None:
    tag = ask(HttpResponse("A page"))["ETag"]

    again = ask(HttpResponse("A page"), HTTP_IF_NONE_MATCH=tag)
    changed = ask(HttpResponse("Another page"), HTTP_IF_NONE_MATCH=tag)

    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", FOR_EVERYBODY)
    assert again["Vary"] == ", ".join(TURNS_ON)
    assert (changed.status_code, changed.content) == (200, b"Another page")


def test_somebody_is_never_told_that_what_they_have_is_good(ask: Ask) -> None:
    tag = ask(HttpResponse("A page"))["ETag"]

    answer = ask(HttpResponse("A page"), HTTP_IF_NONE_MATCH=tag, HTTP_COOKIE="sessionid=x")

    assert (answer.status_code, answer.content) == (200, b"A page")
    assert "ETag" not in answer


def test_an_export_is_streamed_as_before(ask: Ask) -> None:
    answer = ask(StreamingHttpResponse(iter([b"a", b"b"])))

    assert answer["Cache-Control"] == FOR_EVERYBODY
    assert b"".join(answer.streaming_content) == b"ab"


@pytest.mark.django_db
def test_the_tag_of_a_version_never_stands_for_the_bytes(api: APIClient) -> None:
    update: Any = ProgressUpdateFactory(published=True)
    address, tag = f"/api/v1/progress-updates/{update.pk}/", f'"{update.pk}-{update.version}"'

    api.force_authenticate(update.author)
    assert api.get(address)["ETag"] == tag
    assert api.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 200
    api.force_authenticate(None)
    assert api.get(address)["ETag"] != tag
    assert api.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/benchmarks/", "/search/", "/about/", "/api/v1/", "/api/v1/docs/"])
def test_a_public_page_sets_no_cookie(address: str) -> None:
    BenchmarkFactory()
    answer = Client().get(address)

    assert answer["Cache-Control"] == FOR_EVERYBODY
    assert not answer.cookies


@pytest.mark.django_db
def test_signing_in_is_kept_nowhere(client: Client) -> None:
    assert client.get("/sign-in/")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_token_is_somebody_even_when_it_is_wrong(api: APIClient) -> None:
    assert api.get("/api/v1/benchmarks/", HTTP_AUTHORIZATION="Token wrong")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_api_refuses_a_version_that_is_not_there_with_a_problem(api: APIClient) -> None:
    BenchmarkFactory(number=6)

    answer = api.get("/api/v1/benchmarks/6/", headers={"If-Match": '"another"'})

    assert answer.status_code == 412
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" not in answer.headers
    assert json.loads(answer.content)["status"] == 412


@pytest.mark.django_db
def test_a_page_refuses_a_version_that_is_not_there_with_a_page(client: Client) -> None:
    BenchmarkFactory(number=6)

    answer = client.get("/benchmarks/6/", headers={"If-Match": '"another"'})

    assert answer.status_code == 412
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "If-Match" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/benchmarks/6/", "/api/v1/benchmarks/6/"])
def test_the_version_that_is_there_is_given_to_whoever_names_it(address: str, client: Client) -> None:
    BenchmarkFactory(number=6)
    tag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"If-Match": tag}).status_code == 200
    assert client.get(address, headers={"If-Match": "*"}).status_code == 200
