"""What a reader sees of resolutions and of the people and events of the mandate, and in how many queries."""

import pytest
from django.test import Client
from factory.django import DjangoModelFactory
from pytest_django import DjangoAssertNumQueries

from resolutions_app.models import Resolution
from tests.factories.core import DocumentFactory, PassageFactory, ThemeFactory
from tests.factories.resolutions import (
    InterlocutorFactory,
    MandateHolderFactory,
    MilestoneFactory,
    ResolutionFactory,
    ResolutionParagraphFactory,
)

pytestmark = pytest.mark.django_db


def page(address: str) -> str:
    return Client().get(address).content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_of_resolutions_takes_5_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        ResolutionFactory(themes=[ThemeFactory()])

    with django_assert_num_queries(5):
        answer = Client().get("/resolutions/")

    assert f"{count} resolutions" in answer.content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_of_a_resolution_takes_10_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    earlier = ResolutionFactory.create_batch(count)
    themes = ThemeFactory.create_batch(count)
    resolution = ResolutionFactory(themes=themes, citations=PassageFactory.create_batch(count))
    for recalled in earlier:
        ResolutionParagraphFactory(resolution=resolution, documents=[DocumentFactory()], recalls=[recalled])
        ResolutionParagraphFactory(resolution=ResolutionFactory(), recalls=[resolution])

    with django_assert_num_queries(10):
        answer = Client().get(resolution.get_absolute_url())

    assert f"It recalls {count} of the others" in answer.content.decode()
    assert f"{count} later ones recall it" in answer.content.decode()


@pytest.mark.parametrize("factory", [MilestoneFactory, MandateHolderFactory, InterlocutorFactory])
@pytest.mark.parametrize("count", [3, 30])
def test_the_pages_of_the_mandate_take_few_queries(
    count: int, factory: type[DjangoModelFactory], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [factory(citations=[PassageFactory()]) for _number in range(count)]
    row = rows[1]
    address = row.get_absolute_url()

    with django_assert_num_queries(3):
        listed = Client().get(address.rsplit("/", 2)[0] + "/")
    with django_assert_num_queries(5 if factory is MilestoneFactory else 4):
        shown = Client().get(address)

    assert all(each.name in listed.content.decode() for each in rows)
    assert f'rel="prev" href="{rows[0].get_absolute_url()}"' in shown.content.decode()
    assert f'rel="next" href="{rows[2].get_absolute_url()}"' in shown.content.decode()


def test_a_slip_in_the_symbol_is_shown_beside_its_correction() -> None:
    resolution = ResolutionFactory(symbol="A/HRC/24/29", symbol_corrected="A/HRC/RES/24/29", note="No RES.")

    shown = page(resolution.get_absolute_url())

    assert "<h1>A/HRC/RES/24/29</h1>" in shown
    assert "As printed:" in shown
    assert "A/HRC/24/29" in shown
    assert "No RES." in shown


def test_paragraphs_keep_their_order_and_their_labels() -> None:
    resolution = ResolutionFactory()
    for order, letter in ((2, "b"), (1, "a")):
        ResolutionParagraphFactory(resolution=resolution, order=order, letter=letter, number="9")

    shown = page(resolution.get_absolute_url())

    assert shown.index("para. 9 (a)") < shown.index("para. 9 (b)")
    assert 'id="paragraph-2"' in shown


def test_a_paragraph_links_the_documents_it_cites_and_the_resolutions_it_recalls() -> None:
    document, recalled = DocumentFactory(), ResolutionFactory()
    paragraph = ResolutionParagraphFactory(documents=[document], recalls=[recalled])

    shown = page(paragraph.resolution.get_absolute_url())

    assert f'href="{document.get_absolute_url()}"' in shown
    assert f'href="{recalled.get_absolute_url()}"' in shown
    assert paragraph.resolution.get_absolute_url() in page(recalled.get_absolute_url())


def test_the_line_of_the_mandate_leaves_out_what_did_nothing_to_it() -> None:
    ResolutionFactory(symbol="A/HRC/RES/1/1", extension_months=24)
    ResolutionFactory(symbol="A/RES/2/2", mandate_effect=Resolution.MandateEffect.NONE, extension_months=None)

    line = page("/resolutions/").partition('id="all"')[0]

    assert "extends the mandate by 24 months" in line
    assert "A/HRC/RES/1/1" in line
    assert "A/RES/2/2" not in line


@pytest.mark.parametrize("query", ["body=general_assembly", "mandate_effect=establishes", "themes=a-theme"])
def test_the_list_can_be_narrowed(query: str) -> None:
    ResolutionFactory(
        symbol="A/RES/5/5",
        body=Resolution.Body.GENERAL_ASSEMBLY,
        mandate_effect=Resolution.MandateEffect.ESTABLISHES,
        extension_months=None,
        themes=[ThemeFactory(slug="a-theme")],
    )
    ResolutionFactory()

    shown = page(f"/resolutions/?{query}")

    assert "1 resolution<" in shown
    assert "A/RES/5/5" in shown.partition('id="all"')[2]


def test_the_list_of_interlocutors_says_what_it_is() -> None:
    InterlocutorFactory(name="H.E. Somebody")

    assert "Annex III" in page("/interlocutors/")


@pytest.mark.parametrize("noun", ["resolutions", "milestones", "mandate-holders", "interlocutors"])
def test_what_is_not_there_is_404(noun: str) -> None:
    assert Client().get(f"/{noun}/none/").status_code == 404
