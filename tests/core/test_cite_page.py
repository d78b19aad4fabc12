"""Every public page says how it is cited, pinned to a moment and to the release that holds it."""

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from core.cited_pages import PAGES
from core.models import User
from tests.benchmarks_app.canaries import CANARY, draft, published
from tests.core.literature import read_bibtex, read_csl, read_ris
from tests.core.test_releases import frozen
from tests.factories.benchmarks import BenchmarkFactory, CaseFactory, ProgressUpdateFactory
from tests.factories.core import DocumentFactory, ThemeFactory, UserFactory
from tests.factories.elections import ElectionFactory, PlaceFactory
from tests.factories.resolutions import ResolutionFactory

pytestmark = pytest.mark.django_db

NOW = "2026-11-26T08:00:00+00:00"


def cite(client: Client, page: str) -> Any:
    """The page that says how to cite another."""
    return client.get("/cite/", {"page": page})


def cited(client: Client, page: str) -> dict[str, str]:
    """The reference to a page, as BibTeX."""
    return read_bibtex(client.get("/cite/reference.bib", {"page": page}).content.decode())


@pytest.mark.parametrize(
    "make", [BenchmarkFactory, CaseFactory, DocumentFactory, ThemeFactory, ElectionFactory, ResolutionFactory]
)
def test_the_page_of_everything_leads_to_it(client: Client, make: Any) -> None:
    address = make().get_absolute_url()

    page = client.get(f"{address}?known_at=2024").content.decode()

    assert f'href="/cite/?page={quote(address + "?known_at=2024", safe="")}"' in page
    assert cite(client, address).status_code == 200


@pytest.mark.parametrize("page", ["/sign-in/", "/search/?q=aid", "/about/", "/data/releases/"])
def test_pages_without_content_do_not(client: Client, page: str) -> None:
    assert "Cite this page" not in client.get(page).content.decode()
    assert cite(client, page).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_a_page_with_clocks_is_pinned_to_this_moment(client: Client) -> None:
    BenchmarkFactory(number=6, short_title="Detention")

    found = cited(client, "/benchmarks/6/")

    address = urlsplit(found["url"])
    assert (address.path, parse_qs(address.query)) == (
        "/benchmarks/6/",
        {"known_at": ["2026-11-26T08:00:00Z"]},
    )
    assert found["title"] == "Benchmark 6: Detention"
    assert found["version"] == "As known on 26 November 2026, 08:00:00 UTC"


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("asked", "kept", "said"),
    [
        ("known_at=2024-05-01", "known_at=2024-05-01", "As known on 1 May 2024"),
        (
            "as_of=2023-06&known_at=2024-05-01",
            "as_of=2023-06&known_at=2024-05-01",
            "As of 2023-06, as known on",
        ),
        ("known_at=2030-01-01", "known_at=2026-11-26T08:00:00Z", "As known on 26 November 2026"),
        ("known_at=", "known_at=2026-11-26T08:00:00Z", "As known on 26 November 2026"),
    ],
)
def test_the_clocks_asked_for_stay(client: Client, asked: str, kept: str, said: str) -> None:
    BenchmarkFactory(number=6)

    found = cited(client, f"/benchmarks/6/?{asked}")

    assert urlsplit(found["url"]).query == kept
    assert found["version"].startswith(said)


def test_every_page_that_is_cited_takes_both_clocks() -> None:
    views = {name: pattern for name, pattern in patterns(get_resolver()) if name in PAGES}

    taken = {name: getattr(pattern.callback, "clocks_taken", ()) for name, pattern in views.items()}

    assert taken == dict.fromkeys(PAGES, ("as_of", "known_at"))


def patterns(resolver: URLResolver, names: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every page by its qualified name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{names}{entry.namespace}:" if entry.namespace else names)
        elif isinstance(entry, URLPattern):
            yield f"{names}{entry.name}", entry


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("make", [CaseFactory, ElectionFactory, PlaceFactory, ThemeFactory])
def test_a_page_of_content_is_pinned_too_and_is_there(client: Client, make: Any) -> None:
    found = cited(client, make().get_absolute_url())

    address = urlsplit(found["url"])
    assert address.query == "known_at=2026-11-26T08:00:00Z"
    assert found["version"] == "As known on 26 November 2026, 08:00:00 UTC"
    assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_the_permalink_shows_the_same_after_another_publication(
    client: Client, monitor: User, reviewer: User
) -> None:
    benchmark = BenchmarkFactory(number=6)
    address = urlsplit(cited(client, "/benchmarks/6/")["url"])
    later = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
    with time_machine.travel(later):
        given = {"published": True, "published_at": later, "narrative": "Later."}
        ProgressUpdateFactory(benchmark=benchmark, **given)

        page = client.get(f"{address.path}?{address.query}").content.decode()
        today = client.get("/benchmarks/6/").content.decode()

    assert "Later." in today
    assert "Later." not in page


def test_it_names_the_latest_release_that_holds_the_row(client: Client) -> None:
    BenchmarkFactory(number=6)
    release = frozen(UserFactory(roles=["admin"]))
    BenchmarkFactory(number=7)

    assert (
        f"release {release.name} of the data: data/benchmarks.csv, row 6"
        in cited(client, "/benchmarks/6/")["note"]
    )
    assert release.archive.sha256 in cite(client, "/benchmarks/6/").content.decode()
    assert "note" not in cited(client, "/benchmarks/7/")
    assert "does not hold what this page shows" in cite(client, "/benchmarks/7/").content.decode()


def test_before_there_is_a_release_it_says_so(client: Client) -> None:
    BenchmarkFactory(number=6)

    assert "Nothing has been released yet" in cite(client, "/benchmarks/6/").content.decode()


def test_what_nobody_may_see_is_cited_by_nobody(client: Client, monitor: User, reviewer: User) -> None:
    hidden, shown = draft(monitor), published(monitor, reviewer)
    client.force_login(monitor)
    assert client.get(hidden.get_absolute_url()).status_code == 200

    answers = [cite(client, page) for page in (hidden.get_absolute_url(), "/progress-updates/1/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Cite this page" not in client.get(hidden.get_absolute_url()).content.decode()
    assert cite(client, shown.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "",
        "benchmarks/6/",
        "//evil.example/benchmarks/",
        "https://evil.example/",
        "/admin/",
        "/api/v1/",
        "/cite/",
        "/benchmarks/6/\x00",
        "/benchmarks/999/",
        "http://[",
        "/benchmarks/٦/",
        "/benchmarks/?as_of=soon",
        "/benchmarks/?known_at=0001-01-01T00:00:00%2B14:00",
    ],
)
def test_anything_else_is_404(client: Client, page: str) -> None:
    assert cite(client, page).status_code == 404


def test_a_hostile_title_and_question_break_no_form(client: Client) -> None:
    title = "A {brace} & <script>\n@book{x, ករណី 案件"
    case = CaseFactory(name=title)
    page = f"{case.get_absolute_url()}?x=%22}}%0D%0AER%20%20-%20"

    shown = " ".join(title.split())
    assert cited(client, page)["title"] == shown
    ris = read_ris(client.get("/cite/reference.ris", {"page": page}).content.decode())
    csl = read_csl(client.get("/cite/reference.json", {"page": page}).content.decode())
    assert ris["TI"] == csl["title"] == shown
    assert "<script>" not in cite(client, page).content.decode()


def test_an_unknown_form_is_404(client: Client) -> None:
    assert client.get("/cite/reference.exe", {"page": "/benchmarks/"}).status_code == 404


def test_the_canary_of_a_withdrawn_update_is_in_no_reference(
    client: Client, monitor: User, reviewer: User
) -> None:
    update = published(monitor, reviewer)

    assert CANARY not in cite(client, update.get_absolute_url()).content.decode()
