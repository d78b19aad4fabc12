"""Nasty things, made by hand, given to every parameter, header and field there is: never our failure."""

import json
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from config.api import ENDPOINTS
from core.api.description import description
from core.models import User
from tests.api.calls import LIST
from tests.api.test_query_bounds import MAKERS
from tests.factories.benchmarks import EvidenceFactory, ProgressUpdateFactory

pytestmark = pytest.mark.django_db
HUGE = 10**400
# As they stand in an address: already encoded, for some cannot be encoded by any library.
IN_ADDRESSES = [
    *(
        "",
        "%00",
        "a%00b",
        "%ED%A0%80",
        "%FF%FE",
        "%",
        "%%",
        "%E2%80%AE",
        "%0A",
        "%0D%0AX-A:%201",
        "%5C",
        "%27",
        "%22",
    ),
    *(
        "-1",
        "0",
        "1e999",
        "NaN",
        "-Infinity",
        "0x10",
        "1_0",
        "%D9%A3",
        "9" * 19,
        "9" * 390,
        "1." + "0" * 300 + "1",
    ),
    *(
        "2023-02-30",
        "0000-00-00",
        "9999-12-31",
        "9999-12",
        "9999",
        "0001-01-01",
        "10000-01-01",
        "-2023-01-01",
        "2023-13",
        "2023-W01",
    ),
    *(
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00%2B23:59",
        "2023-07-15T25:00:00Z",
        "2023-07-15T12:00:60Z",
    ),
    *(
        "[]",
        "%7B%7D",
        "null",
        "true",
        "*",
        ",",
        ",,,",
        "a,",
        "-",
        "--number",
        "__class__",
        "pk__in",
        "a" * 5000,
    ),
    *(
        "..%2F..%2Fetc%2Fpasswd",
        "%3Cscript%3E",
        "1%20OR%201=1",
        "%25s",
        "%7B0%7D",
        "%F0%9F%98%80",
        "%CC%81" * 100,
    ),
]
IN_FIELDS: list[Any] = [
    *(
        "",
        "\x00",
        "a\x00b",
        "\ud800",
        "\udfff\ud800",
        "\u202e",
        "\r\n",
        "%s",
        "{0}",
        "'",
        "😀" * 50,
        "a" * 100_000,
    ),
    *("NaN", "1e999", "2023-02-30", "0000", "9999-12", "-1", "../../etc/passwd", "javascript:alert(1)"),
    *(None, True, False, 0, -1, 1.5, 1e308, 2**31, 2**63, 2**64, HUGE, -HUGE),
    *([], {}, [[]], [None], {"a": None}, [{}], [1, "a", None], {"\x00": "\ud800"}, ["\ud800"] * 3),
]


def deep(levels: int) -> str:
    """Lists in lists."""
    return "[" * levels + "]" * levels


EVERY_SO_MANY = 20


def some(values: list[Any], *about: Any) -> list[Any]:
    """A share of the values, another for each thing they are given to: together all, at a size that fits."""
    return values[zlib.crc32(repr(about).encode()) % EVERY_SO_MANY :: EVERY_SO_MANY]


def parameters_of(noun: str) -> list[str]:
    """Every parameter of a list, and one that is none."""
    view: Any = ENDPOINTS[noun]()
    view.action = "list"
    return [*view.declared_parameters(), "no_such"]


def survives(answer: Any, told: Any) -> None:
    """It is answered, and a refusal is a problem that says what."""
    assert answer.status_code < 500, told
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json", told
        assert answer.json()["status"] == answer.status_code
        assert answer.json()["detail"], told


@pytest.mark.parametrize("noun", ENDPOINTS)
def test_every_parameter_of_every_list_survives_what_is_given_to_it(noun: str, api: APIClient) -> None:
    MAKERS[noun]()
    needed = "q=a&" if noun == "search" else ""

    for name in parameters_of(noun):
        before = "" if name == "q" else needed
        for value in some(IN_ADDRESSES, noun, name):
            query = f"{before}{name}={value}"
            survives(api.get(f"/api/v1/{noun}/?{query}"), query)
        twice = api.get(f"/api/v1/{noun}/?{before}{name}=1&{name}=2")
        assert twice.status_code == 400, name
    for query in ("=", "&&&", "%00=1", "%ED%A0%80=1", "a" * 5000, "page[]=1", "%F0%9F%98%80=1"):
        survives(api.get(f"/api/v1/{noun}/?{needed}{query}"), query)


@pytest.mark.parametrize("noun", [noun for noun in ENDPOINTS if noun != "search"])
def test_every_key_and_parameter_of_one_object_survives(noun: str, api: APIClient) -> None:
    MAKERS[noun]()
    address = api.get(f"/api/v1/{noun}/").json()["results"][0]["url"]
    view: Any = ENDPOINTS[noun]()
    view.action = "retrieve"

    for value in some(IN_ADDRESSES, noun):
        survives(api.get(f"/api/v1/{noun}/{value}/"), value)
    for name in view.declared_parameters():
        for value in some(IN_ADDRESSES, noun, name, "one"):
            survives(api.get(f"{address}?{name}={value}"), (name, value))


@pytest.mark.parametrize(
    "header",
    [
        "If-None-Match",
        "Accept",
        "Accept-Language",
        "Authorization",
        "Idempotency-Key",
        "Range",
        "Origin",
    ],
)
def test_every_header_survives(header: str, api: APIClient, monitor: User) -> None:
    values = ["", ",", "*", '"', '"a', "W/", 'W/"x"', "\xff", "a" * 5000, "q=", "*/*;q=x", "bytes=0-", "Token", "Token \xe9", "Token " + "a" * 5000, "Basic x"]  # noqa: E501  # fmt: skip

    for value in values:
        survives(api.get("/api/v1/themes/", headers={header: value}), (header, value))
        api.force_login(monitor)
        survives(api.post(LIST, {}, headers={header: value}), (header, value))
        api.logout()


def writes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation that takes a body: its method, path and schema."""
    document = description()
    for path, methods in document["paths"].items():
        for method in ("post", "patch", "put"):
            content = methods.get(method, {}).get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield method, path, content["application/json"]["schema"]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    document = description()
    while "$ref" in schema or "allOf" in schema:
        reference = schema.get("$ref") or schema["allOf"][0]["$ref"]
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
    return schema


def bodies(schema: dict[str, Any], good: dict[str, Any]) -> Iterator[Any]:
    """Good bodies with one nasty value, in each field and in each field of what is nested."""
    for name, inner in resolved(schema).get("properties", {}).items():
        for value in some(IN_FIELDS, name):
            yield {**good, name: value}
        nested = resolved(resolved(inner).get("items", inner))
        for own in nested.get("properties", {}):
            for value in some(IN_FIELDS, name, own):
                row = {own: value}
                yield {**good, name: [row] if resolved(inner).get("type") == "array" else row}


@pytest.mark.parametrize(("method", "path", "schema"), list(writes()), ids=lambda value: str(value)[:60])
def test_every_field_that_can_be_written_survives(
    method: str, path: str, schema: dict[str, Any], api: APIClient, reviewer: User
) -> None:
    own = ProgressUpdateFactory(author=reviewer)
    EvidenceFactory(update=own)
    others = ProgressUpdateFactory(submitted=True)
    api.force_login(reviewer)
    good = {
        "benchmark": own.benchmark.number,
        "status": "variable",
        "assessor": "ohchr",
        "assessed_on": "2023",
    }
    headers = {"If-Match": "*"} if method == "patch" else {}

    for row in (own, others):
        address = path.replace("{id}", str(row.pk))
        assert "{" not in address
        for body in bodies(schema, good if "benchmark" in resolved(schema)["properties"] else {}):
            sent = json.dumps(body)
            answer = api.generic(method.upper(), address, sent, "application/json", headers=headers)
            survives(answer, (address, sent[:200]))
        if "{id}" not in path:
            break


@pytest.mark.parametrize(
    "sent",
    [
        *(
            b"",
            b"null",
            b"[]",
            b"1",
            b'"a"',
            b"{",
            b"\xff\xfe",
            b"\x00",
            b'{"a":1,"a":2}',
            b"NaN",
            b'{"benchmark":NaN}',
        ),
        *(
            b'{"narrative":"\\ud800"}',
            b'{"\\ud800":1}',
            b'{"benchmark":1e400}',
            b'{"benchmark":' + b"9" * 5000 + b"}",
        ),
        *(deep(500).encode(), deep(100_000).encode(), b'{"evidence":' + deep(900).encode() + b"}"),
        *(b'{"a":' * 50_000, b"\xef\xbb\xbf{}", "{}".encode("utf-16"), b'{"benchmark":-0}'),
    ],
    ids=lambda sent: repr(sent[:24]),
)
@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}no-change/", f"{LIST}observe-again/", "/api/v1/follow-up-grades/"]
)
def test_every_body_that_is_none_survives(path: str, sent: bytes, api: APIClient, reviewer: User) -> None:
    api.force_login(reviewer)

    survives(api.generic("POST", path, sent, "application/json"), sent[:60])


def test_of_other_peoples_drafts_nothing_is_told_whatever_is_sent(api: APIClient, monitor: User) -> None:
    hidden = ProgressUpdateFactory()
    api.force_login(monitor)

    for step in ("", "submit/", "correct/", "publish/", "return/", "withdraw/"):
        for body in ("{}", "[]", "{", '{"note": "\\ud800"}'):
            told = []
            for key in (hidden.pk, hidden.pk + 10**6):
                method = "POST" if step else "PATCH"
                answer = api.generic(
                    method, f"{LIST}{key}/{step}", body, "application/json", headers={"If-Match": "*"}
                )
                survives(answer, (step, body))
                told.append((answer.status_code, answer.content))
            assert told[0] == told[1], (step, body)


def test_the_list_of_nasty_things_is_sent_as_it_stands(api: APIClient) -> None:
    answer = api.get("/api/v1/themes/?search=" + quote("\x00"))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "search"
