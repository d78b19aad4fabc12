"""A file is planned row by row, and applied whole, once and as planned, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from benchmarks_app.report_check import CONTENT
from core.errors import NotPermitted, RuleBroken, WrongState
from core.loading import applying
from core.loading.applying import apply_plan
from core.loading.effects import Kind
from core.loading.given import BroughtFile
from core.loading.loadable import loadable_models
from core.loading.planning import WithoutManifest, make_plan
from core.models import HistoryEntry, Load, LoadedRow, SearchEntry, Theme, User
from elections_app.models import ConsistencyCheck, Place
from tests.core.loading.files import fixture, loaded, planned, row, theme
from tests.factories.benchmarks import BenchmarkFactory, ObservationFactory
from tests.factories.core import NOON, DocumentFactory, PassageFactory, ThemeFactory
from tests.factories.elections import PartyResultFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def kept() -> tuple[int, ...]:
    """How many rows there are of all that a load writes."""
    return tuple(model.objects.count() for model in (Theme, Load, LoadedRow, HistoryEntry, SearchEntry))


class TestAPlan:
    """`make_plan`."""

    def test_tells_new_changed_unchanged_and_refused_apart(self, admin: User) -> None:
        ThemeFactory(slug="land", name="Land")
        ThemeFactory(slug="press", name="The press", summary="")

        plan = planned(fixture(theme("courts"), theme("land"), theme("press"), theme("Not a slug")), admin)

        assert [effect.kind for effect in plan.effects] == [
            Kind.NEW,
            Kind.UNCHANGED,
            Kind.CHANGED,
            Kind.REFUSED,
        ]
        assert plan.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 1}

    def test_shows_a_changed_row_field_by_field(self, admin: User) -> None:
        ThemeFactory(slug="press", name="The press", summary="Newspapers")

        effect = planned(fixture(theme("press", summary="Newspapers")), admin).effects[0]

        said = [(each.field, each.before, each.after) for each in effect.differences]
        assert said == [("name", "The press", "Press")]

    def test_names_line_and_column_of_what_is_refused(self, admin: User) -> None:
        text = "- model: core.theme\n  fields:\n    slug: land\n    name: Land\n    colour:   red\n"

        effect = planned(BroughtFile("a.yaml", text.encode()), admin).effects[0]

        place = effect.problems[0].place
        assert (place.file, place.line, place.column) == ("a.yaml", 5, 15)
        assert "no such field" in str(effect.problems[0].reason)

    def test_writes_nothing(self, admin: User) -> None:
        before = kept()

        planned(fixture(theme("courts")), admin)

        assert kept() == before

    def test_is_refused_to_everybody_else(self, reviewer: User, stranger: User) -> None:
        for person in (reviewer, stranger):
            with pytest.raises(NotPermitted):
                planned(fixture(theme()), person)

    def test_wants_somebody_to_vouch_for_the_file(self, admin: User) -> None:
        with pytest.raises(WithoutManifest):
            make_plan(files=[fixture(theme())], by=admin)

    def test_links_to_rows_of_the_same_file(self, admin: User) -> None:
        document = row("core.document", slug="a-1", title="A report")
        passage = row("core.passage", document=["a-1"], locator="para. 1")

        assert planned(fixture(document, passage), admin).counts["new"] == 2
        assert planned(fixture(passage, document), admin).effects[0].kind is Kind.REFUSED

    def test_leaves_alone_what_the_file_does_not_name(self, admin: User) -> None:
        ThemeFactory(slug="courts", name="Courts", summary="Written by hand")

        assert planned(fixture(theme("courts")), admin).counts["unchanged"] == 1


REFUSED: list[tuple[str, Any, str]] = [
    ("a person", row("core.user", username="x"), "kind"),
    ("an update", row("benchmarks_app.progressupdate", client_key="x"), "kind"),
    ("evidence", row("benchmarks_app.evidence", order=1), "kind"),
    ("a grade", row("benchmarks_app.followupgrade", grade="A"), "kind"),
    ("a worked-out check", row("elections_app.consistencycheck", slug="x"), "kind"),
    ("history", row("core.historyentry", sequence=1), "kind"),
    ("a load", row("core.load", reason="x"), "kind"),
    ("a row's number", row("core.theme", id=5, slug="a", name="A"), "no such field"),
    ("a row without a key", row("core.theme", name="A"), "no key"),
    ("a link that leads nowhere", row("core.passage", document=["b"], locator=""), "There is no"),
    ("a link of too many parts", row("core.passage", document=["b", "c"], locator=""), "is named by"),
    ("a list for a word", row("core.theme", slug="a", name=["A"]), "one value"),
    ("yes for a word", row("core.theme", slug="a", name=True), "quotes"),
    ("nothing for a word", row("core.theme", slug="a", name=None), "empty"),
    ("an empty word", row("core.theme", slug="a", name=""), "blank"),
    ("a word too long", row("core.theme", slug="a", name="A" * 121), "120"),
    ("no choice", row("elections_app.place", code="01", name="A", level="moon"), "not a valid choice"),
    ("a huge number", row("benchmarks_app.measure", benchmark=[10**39], order=1, title="A"), "There is no"),
]


@pytest.mark.parametrize(("given", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_row_that_cannot_come_in_is_refused(admin: User, given: Any, why: str) -> None:
    effect = planned(fixture(given), admin).effects[0]

    assert effect.kind is Kind.REFUSED
    assert why in str(effect.problems[0].reason)


def test_a_row_named_twice_is_refused(admin: User) -> None:
    plan = planned(fixture(theme("land"), theme("land", summary="Again")), admin)

    assert [effect.kind for effect in plan.effects] == [Kind.NEW, Kind.REFUSED]


def test_an_observation_of_an_update_is_not_to_be_reached(admin: User) -> None:
    observation = ObservationFactory()
    key = [observation.indicator.slug]
    given = row("benchmarks_app.observation", indicator=key, period="2020", value=1, update=[1])

    effect = planned(fixture(given), admin).effects[0]

    assert "no such field" in str(effect.problems[0].reason)


def test_files_bring_exactly_the_content() -> None:
    assert set(loadable_models().values()) == set(CONTENT)


class TestApplying:
    """`apply_plan`."""

    def test_writes_the_rows_one_entry_and_what_each_row_was(self, admin: User) -> None:
        press = ThemeFactory(slug="press", name="The press")
        before = HistoryEntry.objects.count()

        load = loaded(fixture(theme("courts"), theme("press")), admin)

        assert load is not None
        press.refresh_from_db()
        assert (press.name, Theme.objects.get(slug="courts").name) == ("Press", "Courts")
        entry = HistoryEntry.objects.get(sequence=before + 1)
        assert (entry.action, entry.by, entry.at, entry.reason) == ("loaded", admin, NOON, "The new edition")
        assert entry.after["files"][0]["sha256"] == load.files[0]["sha256"]
        assert entry.after["rows"] == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
        assert HistoryEntry.objects.count() == before + 1
        added, changed = load.rows.all()
        assert (added.was_added, added.after["name"]) == (True, "Courts")
        assert (changed.before, changed.after) == ({"name": "The press"}, {"name": "Press"})

    def test_of_the_same_file_again_changes_nothing_and_leaves_no_entry(self, admin: User) -> None:
        loaded(fixture(theme("courts")), admin)
        before = kept()

        assert loaded(fixture(theme("courts")), admin) is None
        assert kept() == before

    def test_is_refused_when_the_rows_changed_since_the_plan(self, admin: User) -> None:
        ThemeFactory(slug="press", name="The press")
        file = fixture(theme("courts"), theme("press"))
        plan = planned(file, admin)
        Theme.objects.filter(slug="press").update(name="Newspapers")
        before = kept()

        with pytest.raises(WrongState, match="plan again"), transaction.atomic():
            apply_plan(
                files=[file], fingerprint=plan.fingerprint, reason="x", by=admin, at=NOON, whole=[file.name]
            )

        assert kept() == before

    def test_of_a_file_with_one_bad_row_writes_none(self, admin: User) -> None:
        before = kept()

        with pytest.raises(RuleBroken, match="1 rows are refused"), transaction.atomic():
            loaded(fixture(theme("courts"), theme("Not a slug")), admin)

        assert kept() == before

    def test_is_refused_to_everybody_else(self, admin: User, reviewer: User) -> None:
        file = fixture(theme("courts"))
        plan = planned(file, admin)

        with pytest.raises(NotPermitted):
            apply_plan(
                files=[file],
                fingerprint=plan.fingerprint,
                reason="x",
                by=reviewer,
                at=NOON,
                whole=[file.name],
            )

    def test_wants_a_reason(self, admin: User) -> None:
        with pytest.raises(RuleBroken):
            loaded(fixture(theme("courts")), admin, reason=" ")

    def test_writes_nothing_when_what_follows_fails(
        self, admin: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_: Any) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(applying.history, "record", fail)
        before = kept()

        with pytest.raises(OSError, match="full"), transaction.atomic():
            loaded(fixture(theme("courts")), admin)

        assert kept() == before

    def test_lets_the_search_find_what_came_in(self, admin: User) -> None:
        loaded(fixture(theme("courts", name="Palais de justice")), admin)

        assert SearchEntry.objects.get(type="theme").title == "Palais de justice"

    def test_works_the_checks_out_anew(self, admin: User) -> None:
        country = PlaceFactory(code="00", level="country")
        result = PartyResultFactory(place=country, candidates=5, candidates_qualifier="exact")
        given = row(
            "elections_app.partyresult",
            **{"election": [result.election.slug], "stage": result.stage, "place": [result.place.code]},
            **{"party": [result.party.code], "source": list(result.source.natural_key())},
            **{"women_candidates": 9, "women_candidates_qualifier": "exact"},
        )

        loaded(fixture(given), admin)

        assert ConsistencyCheck.objects.filter(holds=False).exists()

    def test_sets_lists_of_links(self, admin: User) -> None:
        passage = PassageFactory()
        PlaceFactory(code="00", level="country")
        given = row(
            "elections_app.place", code="01", name="A", level="province", parent=["00"],
            citations=[list(passage.natural_key())],
        )  # fmt: skip

        loaded(fixture(given), admin)

        assert list(Place.objects.get(code="01").citations.all()) == [passage]
        assert planned(fixture(given), admin).counts["unchanged"] == 1


def test_a_contradiction_between_rows_is_a_refused_row(admin: User) -> None:
    benchmark = BenchmarkFactory()
    DocumentFactory(slug="a-1")
    same = {"mechanism": "special_rapporteur", "addressee": "government", "document": ["a-1"], "summary": "A"}
    rows = [row("benchmarks_app.recommendation", slug=f"r-{n}", order=n, **same) for n in (1, 2)]
    tied = [
        row(
            "benchmarks_app.benchmarkrecommendation",
            benchmark=[benchmark.number],
            recommendation=[slug],
            order=1,
        )
        for slug in ("r-1", "r-2")
    ]

    plan = planned(fixture(*rows, *tied), admin)

    assert [effect.kind for effect in plan.effects][2:] == [Kind.NEW, Kind.REFUSED]


def test_the_whole_set_plans_clean_over_itself(
    report: None, admin: User, say: Callable[[str], None], settings: Any
) -> None:
    shipped = [path for path in settings.FIXTURES if path.name[:2] not in {"06", "40"}]
    files = [BroughtFile(path.name, path.read_bytes()) for path in shipped]

    plan = make_plan(files=files, by=admin, whole=[file.name for file in files])

    assert plan.counts["unchanged"] == len(plan.effects) > 1000, plan.counts
