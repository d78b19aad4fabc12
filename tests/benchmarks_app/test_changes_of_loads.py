"""What changed by a load, and by taking it back: one entry each, with what everybody may see of it."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from benchmarks_app.models import Benchmark
from core.models import User
from tests.benchmarks_app.test_changes_feed import entries, feed
from tests.core.loading.files import fixture, loaded, row, theme, undone
from tests.factories.benchmarks import BenchmarkFactory
from tests.factories.core import ThemeFactory

pytestmark = pytest.mark.django_db

SINCE = "?since=2020-01-01"


def page(query: str = "") -> str:
    """What a reader without an account sees, as words."""
    content = Client().get(f"/changes/{SINCE}{query}").text.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


@pytest.fixture
def load(admin: User) -> object:
    """Two themes added and one changed, for a reason that names a person."""
    ThemeFactory(slug="land", name="Land")
    rows = [theme("courts"), theme("press"), theme("land", name="Land rights")]
    return loaded(fixture(*rows, name="from-sok.yaml"), admin, reason="Sok asked for it.")


def test_a_load_is_one_entry_with_its_counts_and_a_way_to_the_rows(load: object) -> None:
    shown = page()

    assert "1 change " in shown
    assert "Content loaded" in shown
    assert "2 added, 1 changed: themes" in shown
    source = Client().get(f"/changes/{SINCE}").text
    [address] = re.findall(r'href="(/api/v1/themes/\?modified_since=[^"]+)"', source)
    assert Client().get(address).status_code == 200


def test_nobody_is_told_who_loaded_it_why_or_from_which_file(load: object, admin: User) -> None:
    told = page() + str(entries(feed()))

    assert "Content loaded" in told
    for hidden in ("Sok", "from-sok", admin.username, admin.display_name):
        assert hidden not in told


def test_taking_it_back_is_an_entry_of_its_own(load: object, admin: User) -> None:
    undone(load, admin)  # type: ignore[arg-type]

    shown, titles = page(), {entry["title"] for entry in entries(feed())}

    assert "2 changes " in shown
    assert "Load taken back" in shown
    assert {"Content loaded", "Load of 15 January 2024 taken back"} == titles
    assert "It had brought: Added: 2 themes; Changed: 1 theme" in str(entries(feed()))
    assert len({entry["id"] for entry in entries(feed())}) == 2


def test_about_a_benchmark_are_the_loads_that_touched_it(load: object, admin: User) -> None:
    benchmark: Benchmark = BenchmarkFactory(number=6)
    BenchmarkFactory(number=7)
    measure = row("benchmarks_app.measure", benchmark=[6], order=1, title="Legal aid", citations=[])
    brought = loaded(fixture(measure), admin)
    about = f"&about=benchmark-{benchmark.number}"

    assert "1 change " in page(about)
    assert "1 added: measure" in page(about)
    assert "0 changes " in page("&about=benchmark-7")
    undone(brought, admin)  # type: ignore[arg-type]
    assert "2 changes " in page(about)


@pytest.mark.parametrize("count", [1, 12])
def test_more_loads_ask_the_database_no_more(
    admin: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        loaded(fixture(theme(f"theme-{number}")), admin)

    with django_assert_max_num_queries(5):
        page()
