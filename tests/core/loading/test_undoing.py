"""Undoing a load takes away the load's own effects and nothing else."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.errors import NotPermitted, RuleBroken, WrongState
from core.loading import undoing
from core.loading.undoing import plan_undo, undo_load
from core.models import Document, HistoryEntry, Load, Passage, SearchEntry, Theme, User
from elections_app.models import Place, Turnout
from tests.core.loading.files import fixture, loaded, row, theme, undone
from tests.factories.core import NOON, DocumentFactory, PassageFactory, ThemeFactory, UserFactory
from tests.factories.elections import ElectionFactory, PlaceFactory, TurnoutFactory

pytestmark = pytest.mark.django_db


def a_load(by: User) -> Load:
    """A load that adds a theme and changes two fields of another."""
    ThemeFactory(slug="press", name="The press", summary="Papers")
    load = loaded(fixture(theme("courts"), theme("press", summary="All of it")), by)
    assert load is not None
    return load


class TestUndoing:
    """`undo_load`."""

    def test_deletes_what_came_in_and_returns_what_changed(self, admin: User) -> None:
        load = a_load(admin)

        plan = undone(load, admin)

        assert list(Theme.objects.values_list("slug", "name", "summary")) == [
            ("press", "The press", "Papers")
        ]
        assert plan.counts == {"deleted": 1, "returned": 1, "left as it is": 0, "conflicts": 0}

    def test_is_one_change_with_its_own_entry(self, admin: User) -> None:
        load = a_load(admin)
        before = HistoryEntry.objects.count()

        undone(load, admin)

        entry = HistoryEntry.objects.get(sequence=before + 1)
        assert (entry.action, entry.reason, entry.by, entry.at) == (
            "load undone",
            "It was wrong",
            admin,
            NOON,
        )
        assert entry.after["rows"]["deleted"] == 1
        assert HistoryEntry.objects.count() == before + 1
        load.refresh_from_db()
        assert (load.undone_at, load.undone_by) == (NOON, admin)

    def test_happens_once(self, admin: User) -> None:
        load = a_load(admin)
        undone(load, admin)

        with pytest.raises(WrongState, match="already"):
            plan_undo(load=Load.objects.get(), by=admin)

    def test_takes_it_out_of_the_search(self, admin: User) -> None:
        load = a_load(admin)

        undone(load, admin)

        assert list(SearchEntry.objects.filter(type="theme").values_list("title", flat=True)) == ["The press"]

    def test_is_refused_where_somebody_has_edited_since(self, admin: User) -> None:
        load = a_load(admin)
        Theme.objects.filter(slug="press").update(name="Newspapers")

        with pytest.raises(WrongState, match="edited since"), transaction.atomic():
            undone(load, admin)

        assert Theme.objects.get(slug="press").summary == "All of it"
        assert Theme.objects.filter(slug="courts").exists()

    def test_leaves_the_edited_field_and_returns_the_others_when_told_to(self, admin: User) -> None:
        load = a_load(admin)
        Theme.objects.filter(slug="press").update(name="Newspapers")

        plan = undone(load, admin, leave_conflicts=True)

        press = Theme.objects.get()
        assert (press.name, press.summary) == ("Newspapers", "Papers")
        conflict = plan.conflicts[0].conflicts[0]
        said = (conflict.field, conflict.before, conflict.loaded, conflict.now)
        assert said == ("name", "The press", "Press", "Newspapers")

    def test_leaves_a_row_that_was_edited_and_says_how_many(self, admin: User) -> None:
        load = a_load(admin)
        Theme.objects.filter(slug="courts").update(summary="Ours")

        undone(load, admin, leave_conflicts=True)

        assert Theme.objects.get(slug="courts").summary == "Ours"
        load.refresh_from_db()
        assert load.rows_left == 1

    def test_is_refused_where_all_was_edited_and_possible_once_the_edits_are_gone(self, admin: User) -> None:
        load = loaded(fixture(theme("courts"), theme("press")), admin)
        assert load is not None
        Theme.objects.filter(slug="courts").update(summary="Ours")
        Theme.objects.filter(slug="press").delete()

        with pytest.raises(WrongState, match="Nothing is left to take back: 1 row was"), transaction.atomic():
            undone(load, admin, leave_conflicts=True)
        Theme.objects.update(summary="")
        undone(load, admin)

        assert not Theme.objects.exists()

    def test_leaves_a_row_on_which_something_rests_now(self, admin: User) -> None:
        load = loaded(fixture(row("core.document", slug="a-1", title="A report")), admin)
        assert load is not None
        PassageFactory(document=Document.objects.get(slug="a-1"))

        assert plan_undo(load=load, by=admin).conflicts
        assert Document.objects.filter(slug="a-1").exists()

    def test_leaves_a_theme_that_somebody_has_given_to_something_since(self, admin: User) -> None:
        load = loaded(fixture(theme("courts")), admin)
        assert load is not None
        ElectionFactory().themes.add(Theme.objects.get(slug="courts"))

        assert plan_undo(load=load, by=admin).conflicts

    def test_passes_over_what_was_returned_or_deleted_by_hand(self, admin: User) -> None:
        load = a_load(admin)
        Theme.objects.filter(slug="press").update(name="The press", summary="Papers")
        Theme.objects.filter(slug="courts").delete()

        plan = undone(load, admin)

        assert plan.counts == {"deleted": 0, "returned": 0, "left as it is": 2, "conflicts": 0}

    def test_tells_of_a_changed_row_that_is_gone(self, admin: User) -> None:
        load = a_load(admin)
        Theme.objects.filter(slug="press").delete()

        assert [each.loaded.name for each in plan_undo(load=load, by=admin).conflicts] == ["press"]

    def test_does_not_put_back_half_of_what_belongs_together(self, admin: User) -> None:
        turnout = TurnoutFactory(voted=None, voted_qualifier="")
        key = {
            "election": [turnout.election.slug],
            "stage": turnout.stage,
            "place": [turnout.place.code],
            "source": list(turnout.source.natural_key()),
        }
        numbers = row("elections_app.turnout", **key, voted=5, voted_qualifier="exact")
        load = loaded(fixture(numbers, theme("courts")), admin)
        assert load is not None
        Turnout.objects.update(voted_qualifier="about")

        undone(load, admin, leave_conflicts=True)

        turnout.refresh_from_db()
        assert (turnout.voted, turnout.voted_qualifier) == (5, "about")

    def test_returns_lists_and_links(self, admin: User) -> None:
        one, other = PassageFactory(), PassageFactory()
        PlaceFactory(code="00", level="country")
        PlaceFactory(code="99", level="country")
        place = PlaceFactory(code="01", parent=Place.objects.get(code="00"), citations=[one])
        changed = row("elections_app.place", code="01", parent=["99"], citations=[list(other.natural_key())])
        load = loaded(fixture(changed), admin)
        assert load is not None

        undone(load, admin)

        place.refresh_from_db()
        assert (place.parent, list(place.citations.all())) == (Place.objects.get(code="00"), [one])

    def test_does_not_return_a_link_to_what_is_gone(self, admin: User) -> None:
        for code in ("98", "99"):
            PlaceFactory(code=code, level="country")
        PlaceFactory(code="01", parent=Place.objects.get(code="98"))
        load = loaded(fixture(row("elections_app.place", code="01", parent=["99"]), theme("courts")), admin)
        assert load is not None
        Place.objects.get(code="98").delete()

        plan = undone(load, admin, leave_conflicts=True)

        assert "is gone" in plan.conflicts[0].conflicts[0].reason
        assert Place.objects.get(code="01").parent == Place.objects.get(code="99")

    def test_is_refused_when_something_changed_since_it_was_planned(self, admin: User) -> None:
        load = a_load(admin)
        plan = plan_undo(load=load, by=admin)
        Theme.objects.filter(slug="press").update(name="Newspapers")

        with pytest.raises(WrongState, match="plan again"), transaction.atomic():
            undo_load(
                load=load, fingerprint=plan.fingerprint, reason="x", by=admin, at=NOON, leave_conflicts=True
            )

    def test_is_refused_to_everybody_else(self, admin: User, reviewer: User) -> None:
        load = a_load(admin)

        with pytest.raises(NotPermitted):
            plan_undo(load=load, by=reviewer)
        with pytest.raises(NotPermitted):
            undo_load(load=load, fingerprint="", reason="x", by=reviewer, at=NOON)

    def test_wants_a_reason(self, admin: User) -> None:
        load = a_load(admin)

        with pytest.raises(RuleBroken):
            undo_load(load=load, fingerprint="", reason=" ", by=admin, at=NOON)

    def test_undoes_nothing_when_the_history_cannot_be_written(
        self, admin: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load = a_load(admin)

        def fail(**_: Any) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(undoing.history, "record", fail)

        with pytest.raises(OSError, match="full"), transaction.atomic():
            undone(load, admin)

        assert Theme.objects.filter(slug="courts").exists()
        assert Load.objects.get().undone_at is None


# --- Any load, and anything done in between ------------------------------------------------------------

SLUGS = ("a", "b", "c", "d")
TEXTS = ("", "one", "two", "three")
FIELDS = ("symbol", "title", "note")
documents = st.lists(
    st.tuples(
        st.sampled_from(SLUGS), st.sampled_from(TEXTS[1:]), st.sampled_from(TEXTS), st.sampled_from(TEXTS)
    ),
    max_size=4,
    unique_by=lambda each: each[0],
)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from(SLUGS), st.sampled_from(FIELDS), st.sampled_from(TEXTS)),
        st.tuples(st.just("delete"), st.sampled_from(SLUGS)),
        st.tuples(st.just("cite"), st.sampled_from(SLUGS)),
    ),
    max_size=5,
)
Rows = dict[str, dict[str, str]]


def every_row() -> Rows:
    """All documents, field by field."""
    return {each.slug: {name: getattr(each, name) for name in FIELDS} for each in Document.objects.all()}


def edit(action: tuple[str, ...]) -> None:
    """What somebody does by hand."""
    rows = Document.objects.filter(slug=action[1])
    if action[0] == "edit":
        rows.update(**{action[2]: action[3]})
    elif action[0] == "cite":
        for each in rows:
            Passage.objects.get_or_create(document=each, locator="para. 1")
    else:
        rows.filter(passages=None).delete()


def expected(before: Rows, after: Rows, now: Rows, cited: set[str]) -> Rows:
    """What must be there once the load is undone, worked out from what was there and without the product."""
    rows = {}
    for slug, fields in now.items():
        if slug not in before and slug in after:
            if after[slug] != fields or slug in cited:
                rows[slug] = fields
        elif slug in before and slug in after:
            rows[slug] = {
                name: before[slug][name] if after[slug][name] == value else value
                for name, value in fields.items()
            }
        else:
            rows[slug] = fields
    return rows


class OnlyItsOwnEffectsGo(TestCase):
    """Random loads over random rows, with random edits in between."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(there=documents, brought=documents, between=edits)
    def test_only_the_loads_own_effects_go(self, there: Any, brought: Any, between: Any) -> None:
        admin = UserFactory(roles=["admin"])
        for slug, title, symbol, note in there:
            DocumentFactory(slug=slug, title=title, symbol=symbol, note=note)
        before = every_row()
        rows = [
            row("core.document", slug=slug, title=title, symbol=symbol, note=note)
            for slug, title, symbol, note in brought
        ]
        load = loaded(fixture(*rows), admin) if rows else None
        after = every_row()
        for action in between:
            edit(action)
        now, cited = every_row(), set(Passage.objects.values_list("document__slug", flat=True))

        left = expected(before, after, now, cited) if load else now
        if load is not None:
            refused = _undone_or_refused(load, admin)
            assert not refused or left == now

        assert every_row() == left


def _undone_or_refused(load: Load, by: User) -> bool:
    """Undoes a load; True where that is refused, because nothing of it is left to take back."""
    try:
        with transaction.atomic():
            undone(load, by, leave_conflicts=True)
    except WrongState:
        return True
    return False
