"""A large load is taken back many rows at once, and what becomes of each is what would become of it alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.loading import returning_together
from core.loading.returning import Return, take_back
from core.loading.returning_together import take_back_all
from core.loading.undoing import plan_undo
from core.models import Load, Theme, User
from elections_app.models import PartyResult, Place
from tests.core.loading.commune_sheets import commune_sheet, lines, there
from tests.core.loading.files import fixture, loaded, row, theme, undone
from tests.factories.core import ThemeFactory
from tests.factories.elections import PlaceFactory, TurnoutFactory

pytestmark = pytest.mark.django_db


def results(by: User, *, seed: int = 0, note: str = "") -> Load:
    """A load of every commune's results."""
    given = [[*line[:-1], note] for line in lines(seed=seed)]
    load = loaded(commune_sheet(given), by)
    assert load is not None
    return load


def places(by: User) -> Load:
    """A load of a province, a district in it and two communes in that."""
    codes = {"01": ["00"], "0101": ["01"], "010101": ["0101"], "010102": ["0101"]}
    levels = {2: "province", 4: "district", 6: "commune"}
    PlaceFactory(code="00", level="country")
    rows = (
        row("elections_app.place", code=code, name=code, level=levels[len(code)], parent=parent)
        for code, parent in codes.items()
    )
    load = loaded(fixture(*rows), by)
    assert load is not None
    return load


def told(returns: Iterator[Return]) -> list[Any]:
    """What becomes of each row, found out and taken back."""
    with transaction.atomic():
        said = [each.said for each in returns]
        transaction.set_rollback(True)
    return said


def alone(load: Load) -> list[Any]:
    return told(take_back(each) for each in load.rows.order_by("-order"))


def together(load: Load) -> list[Any]:
    return told(take_back_all(load.rows.order_by("-order")))


def number_of_queries(load: Load, by: User) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        plan_undo(load=load, by=by)
    return len(asked)


def test_as_many_rows_more_ask_the_database_no_more_often(admin: User) -> None:
    there(2, 3)
    few = number_of_queries(results(admin), admin)
    PartyResult.objects.all().delete()
    for number in range(20):
        PlaceFactory(code=f"99{number:04}", level="commune")

    many = number_of_queries(results(admin, seed=1), admin)

    assert PartyResult.objects.count() == 66
    assert many <= few


def test_changed_rows_go_back_at_once_too(admin: User) -> None:
    there(4, 3)
    results(admin)
    second = results(admin, seed=1, note="Counted anew")
    few = number_of_queries(second, admin)
    before = list(PartyResult.objects.order_by("pk").values_list("votes", flat=True))

    undone(second, admin)

    assert few < 60
    assert not PartyResult.objects.filter(note="Counted anew").exists()
    assert list(PartyResult.objects.order_by("pk").values_list("votes", flat=True)) != before


def test_a_place_goes_after_what_lies_in_it_and_stays_with_what_stays(admin: User) -> None:
    load = places(admin)
    assert together(load) == alone(load)
    TurnoutFactory(place=Place.objects.get(code="010101"))

    plan = undone(load, admin, leave_conflicts=True)

    assert plan.counts == {"deleted": 1, "returned": 0, "left as it is": 3, "conflicts": 3}
    assert set(Place.objects.values_list("code", flat=True)) == {"00", "01", "0101", "010101"}


@pytest.mark.parametrize("at_once", [1, 2, 500])
def test_edited_gone_and_used_rows_among_many_are_told_as_each_would_be(
    admin: User, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(returning_together, "ROWS_AT_ONCE", at_once)
    ThemeFactory(slug="old-1", name="One", summary="Before")
    ThemeFactory(slug="old-2", name="Two", summary="Before")
    new = [theme(f"new-{number}") for number in range(5)]
    old = [theme(f"old-{number}", summary="After") for number in (1, 2)]
    load = loaded(fixture(*new, *old), admin)
    assert load is not None
    Theme.objects.filter(slug="new-1").update(summary="Edited")
    Theme.objects.filter(slug="new-2").delete()
    TurnoutFactory().election.themes.add(Theme.objects.get(slug="new-3"))
    Theme.objects.filter(slug="old-1").update(name="Edited")

    assert together(load) == alone(load)
    undone(load, admin, leave_conflicts=True)

    left = dict(Theme.objects.values_list("slug", "summary"))
    assert left == {"new-1": "Edited", "new-3": left["new-3"], "old-1": "Before", "old-2": "Before"}


def test_where_the_database_refuses_one_of_many_the_others_go_back(admin: User) -> None:
    there(2, 2)
    without_votes = [[*line[:5], "", "", *line[7:]] for line in lines()]
    loaded(commune_sheet(without_votes), admin)
    counted = loaded(commune_sheet(lines()), admin)
    assert counted is not None
    one = PartyResult.objects.order_by("pk")[1]
    PartyResult.objects.filter(pk=one.pk).update(votes_qualifier="about")

    assert together(counted) == alone(counted)
    plan = undone(counted, admin, leave_conflicts=True)

    assert plan.counts == {"deleted": 0, "returned": 3, "left as it is": 1, "conflicts": 2}
    assert list(PartyResult.objects.exclude(votes=None).values_list("pk", flat=True)) == [one.pk]
