"""The two clocks on every public page: what the API answers to the same question, refused alike."""

import datetime
import re
from html import unescape

import pytest
from django.test import Client
from rest_framework.test import APIClient

from benchmarks_app.models import ProgressUpdate
from core.api.description import description
from core.search_index import refresh_everything
from elections_app.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]
TWO = "from=2017-commune&to=2022-commune"
# Each page, and where the API shows the same.
BOTH = {
    "/": "benchmarks/",
    "/benchmarks/": "benchmarks/",
    "/benchmarks/6/": "benchmarks/6/",
    "/indicators/": "indicators/",
    "/indicators/prisoners/": "indicators/prisoners/",
    "/recommendations/": "recommendations/",
    "/recommendations/ccpr-khm-co-3-11/": "recommendations/ccpr-khm-co-3-11/",
}
SOURCES = {
    "/legal-instruments/": "legal-instruments/",
    "/legal-instruments/trade-union-law-2019-amendment/": "legal-instruments/trade-union-law-2019-amendment/",
    "/cases/": "cases/",
    "/cases/kem-ley/": "cases/kem-ley/",
    "/elections/": "elections/",
    "/elections/2022-commune/": "elections/2022-commune/",
    "/elections/checks/": "consistency-checks/",
    "/resolutions/": "resolutions/",
    "/resolutions/E-CN-4-RES-1993-6/": "resolutions/E-CN-4-RES-1993-6/",
    "/milestones/": "milestones/",
    "/milestones/paris-peace-agreements/": "milestones/paris-peace-agreements/",
    "/mandate-holders/": "mandate-holders/",
    "/mandate-holders/michael-kirby/": "mandate-holders/michael-kirby/",
    "/interlocutors/": "interlocutors/",
    "/interlocutors/sar-kheng/": "interlocutors/sar-kheng/",
    "/documents/": "documents/",
    "/documents/a-50-681/": "documents/a-50-681/",
    "/themes/detention/lineage/": "lineages/detention/",
    "/resolutions/citations/": "citation-graph/",
    "/data/releases/": "releases/",
    "/themes/": "themes/",
    "/themes/detention/": "themes/detention/",
    "/parties/": "parties/",
    "/parties/cpp/": "parties/cpp/",
    "/places/": "places/",
    "/places/12/": "places/12/",
    "/sets/": "benchmark-sets/",
    f"/elections/compare/?{TWO}": f"election-comparison/?{TWO}",
    "/search/?q=prison": "search/?q=prison",
}
# Lists whose rows have no headings.
TABLES = ("/parties/", "/places/", "/sets/", "/search/?q=prison")
PAGES = BOTH | SOURCES
ASKED = [
    "",
    "as_of=1992-06-30",
    "as_of=2021",
    "known_at=2023-07-15",
    "as_of=2023-06-30&known_at=2023-07-15T12:00:00Z",
    "as_of=lately",
    "known_at=lately",
    "as_of=2023-02-30",
]


def at(address: str, asked: str) -> str:
    """The address, asked by these clocks."""
    return f"{address}{'&' if '?' in address else '?'}{asked}"


@pytest.mark.parametrize("asked", ASKED)
def test_a_page_answers_whenever_the_api_does_and_refuses_what_it_refuses(
    asked: str, client: Client, api: APIClient
) -> None:
    codes = {
        page: (client.get(at(page, asked)).status_code, api.get(at(f"/api/v1/{data}", asked)).status_code)
        for page, data in PAGES.items()
    }

    assert {page: pair for page, pair in codes.items() if pair[0] != pair[1]} == {}
    if not asked:
        assert set(codes.values()) == {(200, 200)}


@pytest.mark.parametrize("asked", ["as_of=1992-06-30", "as_of=2022-03", "known_at=2021-06-30"])
@pytest.mark.parametrize("page", [page for page in SOURCES if page.count("/") == 2 and page not in TABLES])
def test_a_list_shows_what_had_begun_as_the_api_does(
    page: str, asked: str, client: Client, api: APIClient
) -> None:
    rows = api.get(f"/api/v1/{SOURCES[page]}?{asked}&page_size=200&fields=page").json()["results"]
    addresses = {row["page"].removeprefix("http://testserver") for row in rows}

    shown = client.get(f"{page}?{asked}").content.decode()

    pattern = rf'<h[23] class="row-title"><a href="({re.escape(page)}[^"#?]+)'
    listed = set(re.findall(pattern, shown))
    assert listed <= addresses
    assert listed or not addresses


def test_a_table_of_places_shows_what_was_there_however_late_its_list_was_printed(client: Client) -> None:
    Place.objects.filter(code="25").update(valid_from="2013-12-31")
    asked = ("", "?as_of=2012", "?known_at=2012-06-03", "?known_at=2014-01-01")
    now, then, known, later = (client.get(f"/places/{clock}").content.decode() for clock in asked)

    assert all("/places/12/" in page for page in (now, then, known, later))
    assert all("/places/25/" in page for page in (now, later))
    assert all("/places/25/" not in page for page in (then, known))


def test_a_table_of_which_nothing_was_there_says_so(client: Client) -> None:
    Place.objects.update(valid_from="1998")

    shown = client.get("/places/?known_at=1997-12-31").content.decode()

    assert "By then nothing of this kind had begun and been published." in shown


def test_a_page_says_in_a_line_of_what_time_it_speaks(client: Client) -> None:
    for page in BOTH | SOURCES:
        shown = client.get(at(page, "as_of=2025-06-30")).content.decode()
        assert "Shown as of 30 June 2025, as it is known today." in shown, page
        assert "Shown as of" not in client.get(page).content.decode()
        known = client.get(at(page, "known_at=2025-06-30")).content.decode()
        assert "Shown as it was known on 30 June 2025. The words are those of today." in known, page


def test_a_page_refuses_with_the_reason(client: Client) -> None:
    unreadable = client.get("/benchmarks/?as_of=lately").content.decode()
    of_sources = client.get("/elections/?known_at=lately").content.decode()

    assert "“lately” is not a date" in unreadable
    assert "<code>as_of</code>" in unreadable
    assert "“lately” is not a moment" in of_sources
    assert "Shown as it stood" not in unreadable + of_sources


def test_the_links_to_data_and_files_keep_the_clocks(client: Client) -> None:
    for page in BOTH | SOURCES:
        shown = client.get(at(page, "as_of=2025-06-30")).content.decode()
        links = re.findall(r'href="(/api/v1/[^"#]+)" (?:data-address|type)', shown)
        assert links, page
        assert all("as_of=2025-06-30" in link for link in links), page
        assert client.get(links[0].replace("&amp;", "&")).status_code == 200


def links_in(page: str) -> set[str]:
    """The addresses to which the content of a page leads on this site."""
    content = page[page.index("<main") : page.index("</main>")]
    return {unescape(link) for link in re.findall(r'<a\b[^>]*\shref="(/[^"#]*)', content)}


def test_links_lead_on_to_the_same_time_where_there_is_a_page_of_it(client: Client) -> None:
    asked, opened = "as_of=2018-06-30", set[str]()
    for page in (*(page for page in BOTH | SOURCES if page.count("/") < 3), "/benchmarks/6/"):
        for link in links_in(client.get(at(page, asked)).content.decode()):
            if asked in link and not link.startswith(("/api/", "/cite")) and link not in opened:
                assert client.get(link).status_code == 200, (page, link)
                opened.add(link)

    assert {f"/benchmarks/6/?{asked}", f"/elections/2017-commune/?{asked}", f"/indicators/?{asked}"} <= opened


def test_links_lead_on_with_the_clocks_that_the_page_they_lead_to_has(client: Client) -> None:
    both = "as_of=2025-06-30&known_at=2025-07-15"
    shown = links_in(client.get(f"/benchmarks/6/?{both}").content.decode())
    listed = links_in(client.get("/elections/?as_of=2025-06-30").content.decode())

    assert any(link.startswith("/recommendations/") and link.endswith(f"/?{both}") for link in shown)
    assert f"/benchmarks/7/?{both}" in shown
    assert f"/themes/detention/?{both}" in shown
    assert "/documents/a-hrc-51-66/" in shown
    assert "/elections/2022-commune/?as_of=2025-06-30" in listed
    assert "/elections/" in listed  # which shows today


def test_what_is_not_narrowed_by_the_day_is_shown_as_it_is_today(client: Client) -> None:
    shown = links_in(client.get("/benchmarks/6/?as_of=1992").content.decode())

    assert not {link for link in shown if link.startswith("/cases/") and "as_of" in link}


def test_what_changed_is_what_had_become_public_by_then(client: Client) -> None:
    update = ProgressUpdate.objects.published()[0]
    moment = update.published_at
    assert moment is not None
    before = moment - datetime.timedelta(seconds=1)

    def told(asked: str) -> list[bool]:
        page, feed = (client.get(f"{path}?{asked}") for path in ("/changes/", "/changes.atom"))
        assert feed.headers["Known-At"]
        return [update.get_absolute_url() in answer.content.decode() for answer in (page, feed)]

    assert told(f"known_at={moment:%Y-%m-%dT%H:%M:%SZ}") == told(f"as_of={moment:%Y-%m-%d}") == [True, True]
    assert told(f"known_at={before:%Y-%m-%dT%H:%M:%SZ}") == told("as_of=0001-01-01") == [False, False]


def test_narrowing_a_list_keeps_its_clocks_and_setting_them_keeps_it_narrowed(client: Client) -> None:
    shown = client.get("/recommendations/?mechanism=human_rights_committee&as_of=2023").content.decode()

    assert '<input type="hidden" name="as_of" value="2023">' in shown
    assert '<input type="hidden" name="mechanism" value="human_rights_committee">' in shown


def test_every_noun_of_the_api_with_clocks_has_a_page_with_them() -> None:
    shown = {data.partition("/")[0] for data in (BOTH | SOURCES).values()}
    without_page = {
        "measures",
        "progress-updates",
        "follow-up-grades",
        "status-totals",
        "party-results",
        "turnouts",
        "observer-delegations",
        "findings",
        "resolution-paragraphs",
        "release-difference",
    }

    dated = {
        operation["tags"][0]
        for methods in description()["paths"].values()
        for operation in methods.values()
        if "as_of" in {entry["name"] for entry in operation.get("parameters", ())}
    }

    assert dated == shown | without_page


def test_an_update_is_there_when_it_stood_as_in_the_api(client: Client, api: APIClient) -> None:
    row = api.get("/api/v1/progress-updates/?ordering=benchmark").json()["results"][0]
    page = row["page"].removeprefix("http://testserver")
    data = f"/api/v1/progress-updates/{row['id']}/"

    codes = {
        asked: (client.get(at(page, asked)).status_code, api.get(at(data, asked)).status_code)
        for asked in ("", "as_of=2022", "as_of=2024", "known_at=2022-01-01", "as_of=lately")
    }

    assert all(shown == answered for shown, answered in codes.values()), codes
    assert [shown for shown, _answered in codes.values()] == [200, 404, 200, 404, 400]


@pytest.mark.parametrize("page", PAGES)
def test_this_page_as_data_leads_to_what_the_page_shows(page: str, client: Client) -> None:
    shown = client.get(page).content.decode()

    (link,) = re.findall(r'<a href="([^"]+)" data-address="[^"]+" rel="alternate"', shown)
    answer = client.get(link.replace("&amp;", "&"))

    assert link.replace("&amp;", "&") == f"/api/v1/{PAGES[page]}"
    assert answer.headers["Content-Type"] == "application/json"
    if page not in ("/", "/elections/checks/") and "page" in answer.json():
        assert answer.json()["page"] == f"http://testserver{page}"


def test_the_search_finds_what_was_there_then(client: Client, api: APIClient) -> None:
    refresh_everything()

    def found(asked: str) -> tuple[int, list[str]]:
        rows = api.get(f"/api/v1/search/?q=prison&page_size=200&{asked}").json()
        shown = client.get(f"/search/?q=prison&{asked}").content.decode()
        assert (f"{rows['count']} result" in shown) == bool(rows["count"])
        return rows["count"], [row["key"] for row in rows["results"]]

    now, _keys = found("")
    before, keys = found("known_at=2021-12-31")
    dated = api.get("/api/v1/documents/?known_at=2021-12-31&page_size=200&fields=slug").json()["results"]

    assert now > before > 0
    documents = "/api/v1/search/?q=prison&type=document&known_at=2021-12-31&page_size=200"
    rows = api.get(documents).json()["results"]
    assert {row["key"] for row in rows} <= {row["slug"] for row in dated}
    assert len(keys) == before


def test_files_beside_the_pages_say_their_clocks(client: Client) -> None:
    graph = client.get("/resolutions/citations.graphml?as_of=2010&known_at=2020-01-01T00:00:00Z")
    assert (graph.headers["As-Of"], graph.headers["Known-At"]) == ("2010-12-31", "2020-01-01T00:00:00Z")
    for path in ("dataset.zip", "datapackage.json", "csvw-metadata.json"):
        assert {"As-Of", "Known-At"} <= set(client.get(f"/data/{path}").headers)
