"""What a reader sees of documents, themes, the search, the about page and the error pages."""

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import server_error
from pytest_django import DjangoAssertNumQueries

from core import search_stages
from core.search_index import refresh_everything
from core.views.errors import bad_request
from tests.factories.benchmarks import BenchmarkFactory, EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import DocumentFactory, PassageFactory, ThemeFactory
from tests.factories.elections import ElectionFactory, FindingFactory
from tests.factories.resolutions import MilestoneFactory, ResolutionFactory


def page(address: str) -> str:
    return Client().get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 30])
def test_the_page_of_a_document_takes_3_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = DocumentFactory(slug="a-report")
    for _number in range(count):
        passage = PassageFactory(document=document)
        BenchmarkFactory(citations=[passage])
        FindingFactory(citations=[passage])

    with django_assert_num_queries(3):
        answer = Client().get("/documents/a-report/")

    assert f"{2 * count} things on this site rest on it" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 30])
def test_the_lists_of_documents_and_themes_take_2_queries_and_1(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    DocumentFactory.create_batch(count)
    ThemeFactory.create_batch(count)

    with django_assert_num_queries(2):
        assert f"{count} documents" in page("/documents/")
    with django_assert_num_queries(1):
        assert page("/themes/").count('class="row-title"') == count


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 30])
def test_the_page_of_a_theme_takes_5_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    theme = ThemeFactory(slug="a-theme")
    factories = (BenchmarkFactory, ElectionFactory, ResolutionFactory, MilestoneFactory)
    rows = [factory(themes=[theme]) for factory in factories for _number in range(count)]

    with django_assert_num_queries(5):
        shown = page("/themes/a-theme/")

    assert all(f'href="{row.get_absolute_url()}"' in shown for row in rows)


@pytest.mark.django_db
@pytest.mark.parametrize(("few", "queries"), [(10**9, 5), (0, 9)], ids=["all at once", "in spans"])
@pytest.mark.parametrize("count", [3, 30])
def test_a_search_takes_few_queries_however_much_it_finds(
    count: int,
    few: int,
    queries: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In spans it depends on how many rows the index ever had how often it asks."""
    monkeypatch.setattr(search_stages, "FEW", few)
    for number in range(count):
        ThemeFactory(name=f"Judiciary {number}")
        DocumentFactory(title=f"On the judiciary {number}")
    refresh_everything()

    with django_assert_max_num_queries(queries):
        shown = page("/search/?q=judiciary")

    assert f"{2 * count} results" in shown


@pytest.mark.django_db
def test_a_document_shows_its_citers_under_the_passage_that_citations_link_to() -> None:
    passage = PassageFactory(locator="para. 16 (e)")
    finding = FindingFactory(title="Candidates struck off", citations=[passage])

    shown = page(passage.get_absolute_url())

    after = shown.partition('id="passage-para-16-e"')[2]
    assert "Candidates struck off" in after
    assert finding.election.get_absolute_url() in after


@pytest.mark.django_db
def test_passages_stand_in_the_order_of_the_document() -> None:
    document = DocumentFactory()
    for locator in ("para. 10", "para. 9", ""):
        BenchmarkFactory(citations=[PassageFactory(document=document, locator=locator)])

    shown = page(document.get_absolute_url())

    assert shown.index("passage-whole") < shown.index("passage-para-9") < shown.index("passage-para-10")


@pytest.mark.django_db
def test_a_draft_does_not_show_on_the_document_its_evidence_cites() -> None:
    document = DocumentFactory()
    EvidenceFactory(document=document, update=ProgressUpdateFactory())

    assert "Nothing on this site cites it yet" in page(document.get_absolute_url())


@pytest.mark.django_db
def test_restricted_evidence_of_a_published_update_does_not_show_on_its_document() -> None:
    document = DocumentFactory()
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(document=document, update=update, visibility="restricted")

    assert update.get_absolute_url() not in page(document.get_absolute_url())


@pytest.mark.django_db
def test_a_published_update_shows_on_the_document_its_evidence_cites() -> None:
    document = DocumentFactory()
    update = ProgressUpdateFactory(published=True)
    EvidenceFactory(document=document, update=update)

    assert update.get_absolute_url() in page(document.get_absolute_url())


@pytest.mark.django_db
def test_documents_can_be_narrowed_by_words_and_kind() -> None:
    DocumentFactory(slug="a-hrc-51-66", title="The report", kind="un_report")
    DocumentFactory(slug="a-hrc-51-67", title="The report", kind="press")
    refresh_everything()

    assert "1 document<" in page("/documents/?q=reports+hrc&kind=un_report")
    assert "2 documents<" in page("/documents/?q=report")
    assert "2 documents<" in page("/documents/?q=%22the+report%22")
    assert "1 document<" in page("/documents/?q=A/HRC/51/66")
    assert "2 documents<" in page("/documents/?q=a/hrc/5")


@pytest.mark.django_db
def test_words_for_documents_that_cannot_be_read_narrow_nothing_and_say_why() -> None:
    DocumentFactory()

    shown = page("/documents/?q=%22report")

    assert "1 document<" in shown
    assert "The quotation mark at character 1 is never closed." in shown


@pytest.mark.django_db
def test_a_search_marks_the_words_and_links_the_page() -> None:
    theme = ThemeFactory(name="Fair trial", summary="Trials in absence, and legal aid.")
    refresh_everything()

    shown = page("/search/?q=legal+aid+trial")

    assert "<mark>Trials</mark> in absence, and <mark>legal</mark> <mark>aid</mark>" in shown
    assert theme.get_absolute_url() in shown


@pytest.mark.django_db
def test_a_search_marks_without_trusting_the_text() -> None:
    ThemeFactory(name="Trial <b>one</b>")
    refresh_everything()

    shown = page("/search/?q=%3Cb%3E")

    assert "Trial &lt;<mark>b</mark>&gt;one" in shown
    assert "<b>" not in shown


@pytest.mark.django_db
def test_a_search_can_be_narrowed_to_a_kind_and_a_theme() -> None:
    theme = ThemeFactory(slug="courts", name="Judiciary")
    DocumentFactory(title="On the judiciary")
    BenchmarkFactory(title="Judiciary", themes=[theme])
    refresh_everything()

    assert "3 results for" in page("/search/?q=judiciary")
    assert "1 result for" in page("/search/?q=judiciary&type=document")
    assert "2 results for" in page("/search/?q=judiciary&theme=courts")
    assert "1 result for" in page("/search/?q=judiciary&theme=courts&type=benchmark")
    assert '<option value="courts" selected>Judiciary</option>' in page("/search/?q=a&theme=courts")


@pytest.mark.django_db
def test_a_search_that_cannot_be_read_says_why() -> None:
    assert "The quotation mark at character 7 is never closed." in page("/search/?q=legal+%22aid")


@pytest.mark.django_db
def test_of_very_many_hits_the_first_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.search.MOST_HITS", 2)
    for number in range(3):
        ThemeFactory(name=f"Judiciary {number}")
    refresh_everything()

    assert "More than 2 results for “judiciary”" in page("/search/?q=judiciary")


@pytest.mark.django_db
def test_a_search_that_finds_nothing_says_so_and_how_to_go_on() -> None:
    shown = page("/search/?q=nowhere")

    assert "Nothing here is what “nowhere” looks for" in shown
    assert "Fewer words find more" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "a" * 201, "q=a&type=nonsense", "q=%ED%A0%80", "q=a&page=x"]
)
def test_a_strange_search_is_answered_politely(query: str) -> None:
    assert Client().get(f"/search/?{query}").status_code == 200


@pytest.mark.django_db
def test_search_results_are_paged_and_keep_the_words() -> None:
    for number in range(25):
        ThemeFactory(name=f"Judiciary {number}")
    refresh_everything()

    assert 'href="?q=judiciary&amp;page=2"' in page("/search/?q=judiciary")
    assert "page 2 of 2" in page("/search/?q=judiciary&page=2")


@pytest.mark.django_db
def test_the_about_page_says_what_not_assessed_means_and_names_the_source_of_place_names() -> None:
    DocumentFactory(slug="a-hrc-51-66")
    shown = page("/about/")

    assert "It does not mean that there has been no progress" in shown
    assert "General Directorate of Digital Economy, Ministry of Economy and Finance" in shown
    assert 'href="/documents/a-hrc-51-66/"' in shown


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_answered_with_ways_on() -> None:
    answer = Client().get("/nothing/here/")

    assert answer.status_code == 404
    assert 'action="/search/"' in answer.content.decode()


def test_a_failure_of_the_server_is_told_without_the_database() -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_a_request_for_a_host_that_is_not_ours_is_told_so() -> None:
    answer = bad_request(RequestFactory().get("/", headers={"host": "evil.example"}), Exception())

    assert answer.status_code == 400
    assert "could not be understood" in answer.content.decode()


@pytest.mark.django_db
def test_an_expired_form_is_told_in_the_look_of_the_site() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert "This form is no longer valid" in answer.content.decode()


@pytest.mark.django_db
def test_how_people_are_protected_is_said_on_a_page_that_every_page_links_to() -> None:
    shown = page("/security/")

    assert 'href="/security/"' in page("/about/")
    for part in ("kinds", "sealed", "promises", "limits", "erasure", "leaked"):
        assert f'id="{part}"' in shown
