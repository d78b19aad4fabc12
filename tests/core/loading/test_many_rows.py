"""Many rows at once come in exactly as each of them would alone."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from benchmarks_app.models import BenchmarkRecommendation
from core.loading import batches, linked
from core.loading.effects import Effect, Kind
from core.loading.given import BroughtFile, Unreadable
from core.loading.given import Place as PlaceInFile
from core.loading.planning import carry_out
from core.loading.reading import read
from core.loading.rows import Writer
from core.models import User
from elections_app.models import PartyResult, Place
from tests.core.loading.commune_sheets import COLUMNS, commune_sheet, lines, there
from tests.core.loading.files import fixture, loaded, planned, row
from tests.factories.benchmarks import BenchmarkFactory, RecommendationFactory
from tests.factories.core import PassageFactory
from tests.factories.elections import PlaceFactory

pytestmark = pytest.mark.django_db

MODELS = (PartyResult, Place, BenchmarkRecommendation)
Carry = Callable[[BroughtFile], list[Effect]]
AT = {name: place for place, name in enumerate(COLUMNS)}


def row_by_row(file: BroughtFile) -> list[Effect]:
    """What each row does, one after the other."""
    writer = Writer()
    return [writer.write(given) for given in read(file)]


def together(file: BroughtFile) -> list[Effect]:
    """What the rows do in batches."""
    return list(carry_out([file]).effects)


def tried(carry: Carry, file: BroughtFile) -> tuple[Any, Any]:
    """Every effect as a person could see it and every row as it then was; nothing stays written."""
    with transaction.atomic():
        effects = [
            (each.said, each.place, [problem.place for problem in each.problems]) for each in carry(file)
        ]
        rows = [
            list(model.objects.order_by(*model.NATURAL_KEY).values())
            for model in (PartyResult, Place, BenchmarkRecommendation)
        ]
        cited = list(
            Place.citations.through.objects.order_by("place__code").values_list("place__code", "passage")
        )
        transaction.set_rollback(True)
    for each in (each for some in rows for each in some):
        each.pop("id")
        each.pop("parent_id", None)
    return effects, (rows, sorted(cited))


MISTAKES: dict[str, tuple[str, str]] = {
    "a place that is not there": ("place", "999999"),
    "a party that is not there": ("party", "nobody"),
    "a source of too many parts": ("source", "a | b | c"),
    "no election": ("election", ""),
    "a stage that is none": ("stage", "midnight"),
    "votes that are no number": ("votes", "many"),
    "votes below nothing": ("votes", "-5"),
    "votes past every number": ("votes", "9" * 30),
    "votes without a precision": ("votes_qualifier", ""),
    "a precision without votes": ("votes", ""),
    "a formula": ("votes", "=1+1"),
}


def spoilt(given: list[list[str]], drawn: random.Random, *, share: float) -> list[list[str]]:
    """Some of the lines with a mistake each, and some twice."""
    found = []
    for line in given:
        cells = list(line)
        if drawn.random() < share:
            name, value = drawn.choice(list(MISTAKES.values()))
            cells[AT[name]] = value
        found += [cells, cells] if drawn.random() < share / 5 else [cells]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_sheet_does_the_same_row_by_row_and_in_batches(
    admin: User, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 16)
    drawn = random.Random(seed)  # noqa: S311 - made-up mistakes
    there(communes=10, parties=4)
    loaded(commune_sheet(drawn.sample(lines(seed=1), 20)), admin)
    some = [
        line if drawn.random() < 0.5 else other for line, other in zip(lines(seed=1), lines(), strict=True)
    ]
    drawn.shuffle(some)
    file = commune_sheet(spoilt(some, drawn, share=0.1 * seed))

    one, other = tried(row_by_row, file), tried(together, file)

    assert one == other
    kinds = {said[0] for said, *_places in one[0]}
    assert kinds == {"new", "changed", "unchanged", *(["refused"] if seed else [])}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_told_as_of_the_row_alone(admin: User, name: str) -> None:
    there(communes=3, parties=2)
    given = lines()
    column, value = MISTAKES[name]
    given[3][AT[column]] = value
    file = commune_sheet(given)

    effects, rows = tried(together, file)

    assert (effects, rows) == tried(row_by_row, file)
    assert [said[0] for said, *_places in effects].count("refused") == 1


def a_place(code: str, parent: str, **fields: Any) -> dict[str, Any]:
    """A row of a fixture of places, each part of one that stands before it or not."""
    return row(
        "elections_app.place", code=code, name=f"Place {code}", level="commune", parent=[parent], **fields
    )


@pytest.mark.parametrize("seed", range(2))
def test_rows_that_link_to_each_other_do_the_same_in_batches(admin: User, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - made-up places
    passages = [PassageFactory() for _number in range(3)]
    for code in ("00", "0101", "0102"):
        PlaceFactory(code=code, citations=passages[:1])
    codes = [f"{number // 5:02}{number:02}" for number in range(100, 130)]
    rows = [
        a_place(
            code,
            drawn.choice(["00", *codes[:place], code]),
            citations=[list(each.natural_key()) for each in drawn.sample(passages, drawn.randrange(3))],
        )
        for place, code in enumerate(codes)
    ] + [a_place("0101", "00", citations=[]), a_place("0102", codes[0]), a_place("00", "nowhere")]
    rows.append(row("elections_app.place", code="77", level="commune"))
    if seed:
        drawn.shuffle(rows)
    file = fixture(*rows)

    assert tried(together, file) == tried(row_by_row, file)


def test_rows_in_each_others_way_are_refused_as_row_by_row(admin: User) -> None:
    benchmark = BenchmarkFactory()
    slugs = [RecommendationFactory(slug=f"r-{number}").slug for number in range(5)]

    def tied(slug: str, order: int) -> dict[str, Any]:
        key = {"benchmark": [benchmark.number], "recommendation": [slug]}
        return row("benchmarks_app.benchmarkrecommendation", **key, order=order)

    loaded(fixture(*(tied(slug, order) for order, slug in enumerate(slugs[:3], start=1))), admin)
    # The first two change places, the third makes room for the fourth, the fifth wants what is taken.
    file = fixture(
        tied(slugs[0], 2), tied(slugs[1], 1), tied(slugs[2], 9), tied(slugs[3], 3), tied(slugs[4], 9)
    )

    effects, rows = tried(together, file)

    assert (effects, rows) == tried(row_by_row, file)
    assert [said[0] for said, *_places in effects] == ["refused", "refused", "changed", "new", "refused"]


def test_more_rows_ask_no_more_of_the_database(
    admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    there(communes=60, parties=4)
    file, other = commune_sheet(lines()), commune_sheet(lines(seed=5))

    with django_assert_max_num_queries(45):
        assert planned(file, admin).counts["new"] == 240
    loaded(file, admin)
    with django_assert_max_num_queries(20):
        assert planned(file, admin).counts["unchanged"] == 240
    with django_assert_max_num_queries(20):
        assert planned(other, admin).counts["changed"] > 230


def test_what_many_rows_do_can_be_read_again_in_any_order(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 3)
    there(communes=4, parties=2)

    plan = planned(commune_sheet(lines()), admin)

    places = [each.place.line for each in plan.effects]
    assert places == list(range(5, 13))
    assert [plan.effects[at].place.line for at in (-1, 0, 4)] == [12, 5, 9]
    assert [each.place.line for each in plan.effects[2:5]] == [7, 8, 9]
    assert len(list(plan.of(Kind.NEW))) == len(plan.effects) == 8
    with pytest.raises(IndexError):
        _ = plan.effects[8]


def test_what_was_linked_to_may_be_forgotten_and_asked_again(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 5)
    there(communes=6, parties=3)
    file = commune_sheet(lines())
    remembered = tried(together, file)

    monkeypatch.setattr(linked, "MOST_HELD", 1)

    assert tried(together, file) == remembered


def test_a_cell_that_is_not_utf_8_is_told_with_its_place(admin: User) -> None:
    there(communes=2, parties=1)
    file = commune_sheet(lines())
    before, after = file.content.split(b"exact", 1)

    with pytest.raises(Unreadable) as refusal:
        planned(BroughtFile("communes.csv", before + b"\xe9xact" + after), admin)

    line = len(before.split(b"\n"))
    assert (refusal.value.place, "UTF-8" in str(refusal.value.message)) == (
        PlaceInFile("communes.csv", line, len(before.split(b"\n")[-1]) + 1),
        True,
    )
