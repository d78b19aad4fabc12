"""Numbers, dates and spans of time as pages print them."""

import datetime
from decimal import Decimal

import pytest

from core.models import Document, Passage
from core.quantities import Quantity
from core.templatetags import components, figures


@pytest.mark.parametrize(
    ("value", "qualifier", "printed"),
    [
        (Decimal("40000.000"), "nearly", "nearly 40,000"),
        (Decimal("5.700"), "exact", "5.7"),
        (9205681, "more_than", "more than 9,205,681"),
        (Decimal(0), "exact", "0"),
    ],
)
def test_a_number_keeps_its_precision(value: Decimal | int, qualifier: str, printed: str) -> None:
    assert figures.quantity(Quantity(value, qualifier)) == printed


def test_a_number_the_source_does_not_give_is_nothing_and_not_zero() -> None:
    assert figures.quantity(None) == ""


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2021", "2021"),
        ("2022-06", "June 2022"),
        ("2022-06-05", "5 June 2022"),
        ("2022-01/2022-03", "January 2022 to March 2022"),
        ("", ""),
    ],
)
def test_a_period_says_no_more_than_its_source(text: str, printed: str) -> None:
    assert figures.period(text) == printed


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-23", "ended 2 years and 10 months ago"),
        ("2024-01-31", "ended 1 month ago"),
        ("2024-01-30", "ended less than a month ago"),
        ("2024-02-29", "ended 2 months ago"),
        ("2024-12-31", "ended 1 year ago"),
        ("2023-12-31", "less than a month left"),
        ("2022-12-31", "1 year left"),
        ("2022-01-01", "1 year and 11 months left"),
        ("2021-12-31", "starts in less than a month"),
        ("2021-11-30", "starts in 1 month"),
    ],
)
def test_a_timeframe_says_where_a_day_stands_to_it(day: str, said: str) -> None:
    start, end = datetime.date(2022, 1, 1), datetime.date(2023, 12, 31)

    assert figures.standing(start, end, on=datetime.date.fromisoformat(day)) == said


def test_the_last_day_of_a_short_month_completes_the_month() -> None:
    assert figures.whole_months(datetime.date(2024, 1, 31), datetime.date(2024, 2, 29)) == 1
    assert figures.whole_months(datetime.date(2024, 1, 31), datetime.date(2024, 2, 28)) == 0
    assert figures.whole_months(datetime.date(9999, 11, 30), datetime.date.max) == 1


def test_passages_are_cited_once_a_document_paragraphs_before_notes() -> None:
    report = Document(pk=1, slug="a-hrc-51-66", symbol="A/HRC/51/66")
    locators = ["footnote 14", "para. 100", "para. 41", "annex I, benchmark 6"]

    sources = components.citations([Passage(document=report, locator=text) for text in locators])["sources"]

    assert [[place["label"] for place in source["passages"]] for source in sources] == [
        ["paras. 41", "100", "annex I, benchmark 6", "footnote 14"]
    ]


@pytest.mark.parametrize(
    ("symbol", "publisher", "name"),
    [
        ("A/HRC/51/66", "Human Rights Council", "A/HRC/51/66"),
        ("", "Cambodian Journalists Alliance Association (CamboJA)", "CamboJA 2022"),
        ("", "", "A very long title of a paper that…"),
    ],
)
def test_a_document_is_named_in_a_few_words(symbol: str, publisher: str, name: str) -> None:
    document = Document(
        symbol=symbol,
        publisher=publisher,
        published_on="2022-03",
        title="A very long title of a paper that nobody could print in a citation",
    )

    assert components.short_name(document) == name
