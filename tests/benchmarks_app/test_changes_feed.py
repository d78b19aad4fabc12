"""The feed of changes: valid Atom, the same to everybody, with ids and moments that stay."""

import datetime
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import User
from tests.benchmarks_app.test_changes_since import edit
from tests.factories.benchmarks import (
    BenchmarkFactory,
    FollowUpGradeFactory,
    ObservationFactory,
    ProgressUpdateFactory,
)
from tests.factories.core import HistoryEntryFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)
NEEDED = ("id", "title", "updated")


def feed(query: str = "", client: Client | None = None) -> ET.Element:
    """The feed as a reader program gets it."""
    answer = (client or Client()).get(f"/changes.atom{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 - our own answer


def entries(root: ET.Element) -> list[dict[str, str]]:
    """What each entry says, by the names of its elements."""
    return [
        {child.tag.removeprefix(ATOM): child.text or child.get("href", "") for child in entry}
        for entry in root.findall(f"{ATOM}entry")
    ]


@pytest.fixture
def one_of_each(admin: User) -> None:
    """A change of each kind, hour by hour."""
    hours = [NOON + datetime.timedelta(hours=hour) for hour in range(6)]
    update: Any = ProgressUpdateFactory(
        published=True, published_at=hours[0], benchmark=BenchmarkFactory(number=6)
    )
    correction = ProgressUpdateFactory(
        published=True, published_at=hours[1], supersedes=update, benchmark=update.benchmark
    )
    ObservationFactory(update=correction, value=38000, qualifier="nearly", indicator__name="Prisoners")
    withdrawn: Any = ProgressUpdateFactory(published=True, published_at=hours[2])
    withdrawn.__class__.objects.filter(pk=withdrawn.pk).update(
        state="withdrawn", withdrawn_at=hours[3], withdrawn_by=UserFactory(), withdrawal_reason="An error."
    )
    FollowUpGradeFactory(recorded_at=hours[4])
    edit(ThemeFactory(name="Courts"), admin, at=hours[5], name="The courts")


@pytest.mark.usefixtures("one_of_each")
def test_it_is_valid_atom() -> None:
    root = feed()

    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in NEEDED:
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert element.findtext(f"{ATOM}{name}")
        moment = datetime.datetime.fromisoformat(element.findtext(f"{ATOM}updated", ""))
        assert moment.tzinfo is not None
        assert element.findall(f"{ATOM}link[@href]")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/changes.atom", "alternate": "http://testserver/changes/"}


@pytest.mark.usefixtures("one_of_each")
def test_it_tells_each_kind_of_change_newest_first() -> None:
    found = entries(feed())

    assert [one["title"].partition(":")[0] for one in found] == [
        "Content changed",
        "Grade of a treaty body",
        "Update withdrawn",
        "Update published",
        "Correction published",
        "New number",
        "Update published",
    ]
    texts = [one.get("summary", "") for one in found]
    assert texts[2:4] == ["An error.", "Withdrawn since."]
    assert texts[5].startswith("nearly 38000")
    assert [one["updated"] for one in found] == sorted((one["updated"] for one in found), reverse=True)


@pytest.mark.usefixtures("one_of_each")
def test_ids_are_different_and_stay() -> None:
    before = [one["id"] for one in entries(feed())]

    ProgressUpdateFactory(published=True, published_at=NOON + datetime.timedelta(days=1))
    after = [one["id"] for one in entries(feed())]

    assert len(set(before)) == len(before) == 7
    assert after[1:] == before


@pytest.mark.usefixtures("one_of_each")
def test_what_is_hidden_leaves_no_trace(client: Client, reviewer: User) -> None:
    before = Client().get("/changes.atom").content
    for states in ({}, {"submitted": True}, {"returned": True}):
        ProgressUpdateFactory(narrative="Hidden", **states)
        HistoryEntryFactory()
    client.force_login(reviewer)

    for reader in (Client(), client):
        assert reader.get("/changes.atom").content == before


def test_no_id_counts_hidden_entries_of_the_history(admin: User) -> None:
    HistoryEntryFactory.create_batch(3)
    theme: Any = ThemeFactory()
    edit(theme, admin, at=NOON, name="The courts")

    (only,) = entries(feed())

    assert only["id"] == f"tag:testserver,2022:changes/edited/theme/{theme.pk}/20240301T120000.000000Z"


@pytest.mark.usefixtures("one_of_each")
def test_it_can_be_about_one_benchmark() -> None:
    root = feed("?about=benchmark-6")

    assert len(entries(root)) == 2
    assert root.findtext(f"{ATOM}id") != feed().findtext(f"{ATOM}id")


def test_an_empty_feed_is_valid_and_stays_the_same() -> None:
    assert Client().get("/changes.atom").content == Client().get("/changes.atom").content
    assert feed().findtext(f"{ATOM}updated")


@pytest.mark.parametrize("text", ["<b>&amp;", "a\x01b\x0bc\ufffe", "ខ្មែរ", "]]>"])
def test_whatever_is_written_is_still_xml(text: str) -> None:
    ProgressUpdateFactory(published=True, published_at=NOON, benchmark__short_title=text)

    (only,) = entries(feed())

    kept = "".join(character for character in text if character.isprintable())
    assert kept in only["title"]


def test_it_asks_no_more_for_thirty_changes_than_for_three() -> None:
    few, many = (questions(more) for more in (3, 27))

    assert many == few <= 10


def questions(more: int) -> int:
    """How many questions the feed asks once there are so many more updates."""
    for _ in range(more):
        ProgressUpdateFactory(published=True, published_at=NOON)
        FollowUpGradeFactory(recorded_at=NOON)
    with CaptureQueriesContext(connection) as asked:
        feed()
    return len(asked)


def test_the_page_leads_to_it() -> None:
    BenchmarkFactory(number=6)

    for query in ("", "?about=benchmark-6"):
        page = Client().get(f"/changes/{query}").text
        assert f'rel="alternate" type="application/atom+xml" href="/changes.atom{query}"' in page
