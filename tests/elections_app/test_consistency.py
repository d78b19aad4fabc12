"""That the rules about an election's figures notice what does not agree, and nothing else."""

import datetime
from decimal import Decimal
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command

from elections_app import services
from elections_app.consistency import CheckResult, consistency_results
from elections_app.consistency.figures import Figure
from elections_app.consistency.precision import agrees
from elections_app.models import (
    ConsistencyCheck,
    ElectionFigure,
    ObserverDelegation,
    Party,
    PartyResult,
    Turnout,
)
from elections_app.tasks import run_consistency_checks
from tests.factories.core import NOON, PassageFactory
from tests.factories.elections import ElectionFactory, PlaceFactory

LATER = NOON + datetime.timedelta(days=1)
# What the sources say closes; each is asked, and is not among the gaps.


def qualified(numbers: dict[str, Any]) -> dict[str, Any]:
    """Columns of a row from numbers, each exact or a pair of number and precision."""
    columns: dict[str, Any] = {}
    for name, number in numbers.items():
        value, precision = number if isinstance(number, tuple) else (number, "exact")
        columns |= {name: value, f"{name}_qualifier": precision}
    return columns


class Figures:
    """An election whose figures a test writes down by hand, all from one source unless it says otherwise."""

    def __init__(self) -> None:
        self.election: Any = ElectionFactory(slug="2030-commune")
        self.country: Any = PlaceFactory(code="00", level="country", name="Cambodia")
        self.gazette: Any = PassageFactory(document__slug="gazette", locator="")
        self.report: Any = PassageFactory(document__slug="report", locator="para. 18")

    def party(self, code: str) -> Party:
        return Party.objects.get_or_create(code=code, defaults={"name": code.upper()})[0]

    def result(self, code: str, stage: str = "official", **numbers: Any) -> PartyResult:
        source, place = numbers.pop("source", self.gazette), numbers.pop("place", self.country)
        return PartyResult.objects.create(
            election=self.election,
            party=self.party(code),
            stage=stage,
            source=source,
            place=place,
            **qualified(numbers),
        )

    def turnout(self, stage: str = "official", **numbers: Any) -> Turnout:
        source = numbers.pop("source", self.gazette)
        return Turnout.objects.create(
            election=self.election, stage=stage, source=source, place=self.country, **qualified(numbers)
        )

    def figure(self, label: str, value: int, qualifier: str = "exact", **more: Any) -> ElectionFigure:
        source, order = more.pop("source", self.gazette), self.election.figures.count() + 1
        more = {"unit": "things", "stage": "official", "order": order, **more}
        row = ElectionFigure.objects.create(
            election=self.election, label=label, value=value, qualifier=qualifier, **more
        )
        row.citations.add(source)
        return row

    def observers(self, organization: str, observers: int, scope: str = "organization") -> None:
        ObserverDelegation.objects.create(
            election=self.election,
            organization=organization,
            scope=scope,
            **qualified({"observers": observers}),
        )

    def check(self, key: str) -> CheckResult:
        """The one check whose key goes on like this."""
        slug = f"2030-commune-{key}"
        found = [result for result in consistency_results() if result.slug == slug]
        assert len(found) == 1, [result.slug for result in consistency_results()]
        return found[0]

    def answer(self, key: str) -> tuple[bool, Decimal | int]:
        """Whether that check holds, and its difference."""
        check = self.check(key)
        return check.holds, check.difference


@pytest.fixture
def figures(db: None) -> Figures:
    return Figures()


def test_votes_of_the_parties_that_are_all_the_valid_votes_hold(figures: Figures) -> None:
    figures.result("cpp", votes=70)
    figures.result("clp", votes=30)
    figures.turnout(valid=100)

    assert figures.answer("votes-sum-gazette") == (True, 0)


def test_missing_votes_are_a_negative_difference(figures: Figures) -> None:
    figures.result("cpp", votes=70)
    figures.result("clp", votes=20)
    figures.turnout(valid=100)

    assert figures.answer("votes-sum-gazette") == (False, -10)


def test_votes_too_many_are_a_positive_difference(figures: Figures) -> None:
    figures.result("cpp", votes=103)
    figures.turnout(valid=100)

    assert figures.answer("votes-sum-gazette") == (False, 3)


def test_valid_votes_that_no_source_gives_are_those_cast_less_the_spoiled(figures: Figures) -> None:
    figures.result("cpp", votes=90)
    figures.turnout(voted=100, invalid=6)

    check = figures.check("votes-sum-gazette")
    assert check.difference == -4
    assert [row["label"] for row in check.rows] == ["CPP: votes", "voted", "invalid votes"]


def test_votes_of_two_sources_are_not_added_to_each_other(figures: Figures) -> None:
    figures.result("cpp", votes=100)
    figures.result("cpp", votes=99, source=figures.report)
    figures.turnout(valid=100)

    assert figures.answer("votes-sum-gazette") == (True, 0)
    assert figures.answer("votes-sum-report-para-18") == (False, -1)


def test_preliminary_votes_are_not_held_against_the_official_total(figures: Figures) -> None:
    figures.result("cpp", stage="preliminary", votes=60)
    figures.turnout(valid=100)

    assert not any("votes-sum" in result.slug for result in consistency_results())


@pytest.mark.parametrize(
    ("number", "label", "key"),
    [
        ("commune_chiefs", "Communes", "commune-chiefs-sum-gazette"),
        ("first_deputies", "Communes", "first-deputies-sum-gazette"),
        ("second_deputies", "Communes", "second-deputies-sum-gazette"),
        ("seats", "Seats", "seats-sum-gazette"),
        ("other_councillors", "Councillors besides chiefs", "other-councillors-sum-gazette"),
    ],
)
def test_each_number_of_the_parties_sums_to_its_total(
    figures: Figures, number: str, label: str, key: str
) -> None:
    six: dict[str, Any] = {number: 6}
    four: dict[str, Any] = {number: 4}
    figures.figure(label, 10)
    figures.result("cpp", **six)
    assert figures.answer(key) == (False, -4)

    figures.result("clp", **four)
    assert figures.answer(key) == (True, 0)


def test_a_rounded_number_of_a_party_is_not_summed(figures: Figures) -> None:
    figures.figure("Seats", 10)
    figures.result("cpp", seats=(6, "about"))

    assert consistency_results() == []


def test_a_rounded_total_is_not_held_against_the_parties(figures: Figures) -> None:
    figures.figure("Seats", 10, "about")
    figures.result("cpp", seats=6)

    assert consistency_results() == []


def test_chiefs_by_province_short_of_the_communes_are_noticed(figures: Figures) -> None:
    takeo = PlaceFactory(code="21", name="Takeo")
    figures.figure("Communes", 10)
    figures.result("cpp", stage="preliminary", place=takeo, commune_chiefs=7)
    figures.result("clp", stage="preliminary", place=takeo, commune_chiefs=1)

    check = figures.check("provincial-chiefs-gazette")
    assert (check.holds, check.difference) == (False, Decimal(-2))
    assert [row["label"] for row in check.rows[:2]] == [
        "Takeo, CLP: commune chiefs",
        "Takeo, CPP: commune chiefs",
    ]


def test_the_party_that_is_short_of_chiefs_by_province_is_named(figures: Figures) -> None:
    takeo = PlaceFactory(code="21")
    for code, by_province in (("cpp", 7), ("clp", 1)):
        figures.result(code, stage="preliminary", place=takeo, commune_chiefs=by_province)
    figures.result("cpp", commune_chiefs=9)
    figures.result("clp", commune_chiefs=1)

    assert figures.answer("cpp-provincial-chiefs-gazette") == (False, -2)
    assert figures.answer("clp-provincial-chiefs-gazette") == (True, 0)


def test_parties_that_stood_but_are_not_named_are_counted(figures: Figures) -> None:
    figures.figure("Parties on the ballot", 3)
    figures.party("cpp").elections.add(figures.election)

    assert figures.answer("parties-named") == (False, -2)


def test_valid_and_invalid_votes_are_all_votes(figures: Figures) -> None:
    figures.turnout(voted=100, valid=90, invalid=10)
    figures.turnout(voted=100, valid=90, invalid=9, source=figures.report)

    assert figures.answer("valid-and-invalid-gazette") == (True, 0)
    assert figures.answer("valid-and-invalid-report-para-18") == (False, -1)


def test_a_turnout_holds_as_far_as_it_is_printed(figures: Figures) -> None:
    figures.turnout(registered=9710655, voted=8214430, turnout=Decimal("84.59"))
    figures.turnout(registered=9710655, voted=8214430, turnout=Decimal("84.61"), source=figures.report)

    assert figures.check("turnout-gazette").holds
    assert not figures.check("turnout-report-para-18").holds


def test_about_80_per_cent_is_not_77(figures: Figures) -> None:
    figures.turnout(registered=9200000, voted=(7100000, "about"), turnout=(80, "about"))

    assert figures.answer("turnout-gazette") == (False, Decimal("2.826"))


@pytest.mark.parametrize(("registered", "holds"), [(9200000, True), (9400000, False)])
def test_voters_and_turnout_imply_the_registered_of_another_source(
    figures: Figures, registered: int, holds: bool
) -> None:
    figures.turnout(voted=7394427, turnout=Decimal("80.32"))
    figures.turnout(stage="registration", registered=registered, source=figures.report)

    check = figures.check("registered-implied-gazette")
    assert check.holds is holds
    assert check.difference == Decimal("9206208.914") - registered


def test_votes_and_shares_that_fit_one_total_hold(figures: Figures) -> None:
    figures.result("cpp", votes=3540056, vote_share=Decimal("50.76"))
    figures.result("cnrp", votes=3056824, vote_share=Decimal("43.83"))

    assert figures.answer("shares-fit-one-total-gazette") == (True, 0)


def test_votes_and_shares_of_two_totals_are_noticed(figures: Figures) -> None:
    figures.result("cpp", votes=50, vote_share=Decimal("50.0"))
    figures.result("cnrp", votes=40, vote_share=Decimal("30.0"))

    assert not figures.check("shares-fit-one-total-gazette").holds


def test_more_women_than_candidates_are_noticed(figures: Figures) -> None:
    figures.result("cpp", stage="registration", candidates=10, women_candidates=10)
    assert figures.answer("women-candidates-gazette") == (True, 0)

    figures.result("clp", stage="registration", candidates=10, women_candidates=12)
    assert figures.answer("women-candidates-gazette") == (False, 2)


def test_more_women_than_candidates_of_all_parties_are_noticed(figures: Figures) -> None:
    figures.figure("Candidates", 86000, "about")
    figures.figure("Women candidates", 87000, "about")

    assert figures.answer("women-candidates") == (False, 1000)


def test_candidates_of_some_parties_stay_within_those_of_all(figures: Figures) -> None:
    figures.figure("Candidates", 20)
    figures.result("cpp", stage="registration", candidates=11)
    assert figures.answer("candidates-of-all-parties-gazette") == (True, 0)

    figures.result("clp", stage="registration", candidates=12)
    assert figures.answer("candidates-of-all-parties-gazette") == (False, 3)


def test_a_party_in_more_communes_than_there_are_is_noticed(figures: Figures) -> None:
    figures.figure("Communes", 10)
    figures.result("cpp", stage="registration", communes_contested=10)
    figures.result("clp", stage="registration", communes_contested=11, source=figures.report)

    assert figures.answer("communes-contested-gazette") == (True, 0)
    assert figures.answer("communes-contested-report-para-18") == (False, 1)


def test_a_party_with_more_posts_than_seats_is_noticed(figures: Figures) -> None:
    figures.result("cpp", seats=9, commune_chiefs=3, first_deputies=3, second_deputies=3)
    assert figures.answer("posts-and-seats-gazette") == (True, 0)

    figures.result("clp", seats=2, first_deputies=3)
    assert figures.answer("posts-and-seats-gazette") == (False, 1)


@pytest.mark.parametrize(("all_together", "answer"), [(70, (True, 0)), (60, (False, 5))])
def test_organizations_that_send_more_than_all_observers_are_noticed(
    figures: Figures, all_together: int, answer: tuple[bool, int]
) -> None:
    figures.observers("Youth", 40)
    figures.observers("Women", 25)
    figures.observers("National observers, all together", all_together, scope="total")

    assert figures.answer("national-observers") == answer


def test_a_rounded_number_agrees_with_the_exact_one(figures: Figures) -> None:
    figures.result("cpp", seats=9376)
    figures.result("cpp", stage="preliminary", seats=(9400, "about"), source=figures.report)

    assert figures.answer("cpp-seats-report-para-18") == (True, 24)


def test_a_rounded_share_is_held_against_the_votes(figures: Figures) -> None:
    figures.result("cpp", votes=5378773)
    figures.turnout(valid=7237037)
    figures.result("cpp", stage="preliminary", vote_share=(80, "about"), source=figures.report)

    check = figures.check("cpp-vote-share-report-para-18")
    assert (check.holds, check.difference) == (False, Decimal("5.677"))
    assert [row["value"] for row in check.rows] == [80, 5378773, 7237037]


def test_the_official_number_is_the_one_others_are_held_against(figures: Figures) -> None:
    figures.result("cpp", stage="preliminary", seats=7, source=figures.report)
    figures.result("cpp", seats=8)

    assert figures.answer("cpp-seats-report-para-18") == (False, -1)


def test_a_turnout_of_another_source_is_held_against_the_official_one(figures: Figures) -> None:
    figures.turnout(voted=7394427)
    figures.turnout(stage="preliminary", voted=(7100000, "about"), source=figures.report)

    assert figures.answer("turnout-voted-report-para-18") == (False, -294427)


def test_figures_of_one_label_agree(figures: Figures) -> None:
    figures.figure("Seats", 11622)
    figures.figure("Seats", 11600, "about", source=figures.report)

    assert figures.answer("figure-seats-report-para-18") == (True, -22)


def test_a_figure_alone_is_held_against_nothing(figures: Figures) -> None:
    figures.figure("Seats", 11622)

    assert consistency_results() == []


def test_a_row_says_the_number_its_precision_and_where_it_stands(figures: Figures) -> None:
    figures.result("cpp", seats=9376)
    figures.result("cpp", stage="preliminary", seats=(9400, "about"), source=figures.report)

    assert figures.check("cpp-seats-report-para-18").rows[0] == {
        "label": "CPP: seats",
        "value": 9400,
        "qualifier": "about",
        "source": {"document": "report", "locator": "para. 18", "text": "REPORT, para. 18"},
    }


@pytest.mark.parametrize(
    ("printed", "qualifier", "in_percent", "true", "answer"),
    [
        ("9400", "about", False, "9376", True),
        ("9400", "about", False, "9500", False),
        ("7200", "about", False, "7259", True),
        ("7200", "about", False, "7300", False),
        ("2200", "nearly", False, "2198", True),
        ("2200", "nearly", False, "2200", False),
        ("2200", "nearly", False, "2100", False),
        ("150", "more_than", False, "151", True),
        ("150", "more_than", False, "150", False),
        ("20", "up_to", False, "20", True),
        ("20", "up_to", False, "21", False),
        ("1646", "exact", False, "1646", True),
        ("1646", "exact", False, "1647", False),
        ("80", "about", True, "80.32", True),
        ("80", "about", True, "81", False),
        ("80.32", "exact", True, "80.325", True),
        ("80.32", "exact", True, "80.326", False),
        ("0", "exact", False, "1", False),
    ],
)
def test_a_number_agrees_with_another_as_far_as_it_is_printed(
    printed: str, qualifier: str, in_percent: bool, true: str, answer: bool
) -> None:
    figure = Figure("number", Decimal(printed), qualifier, "official", in_percent=in_percent)

    assert agrees(figure, Decimal(true)) is answer


def test_refreshing_stores_each_answer_with_its_time(figures: Figures) -> None:
    figures.figure("Seats", 10)
    figures.result("cpp", seats=6)

    assert services.refresh_consistency_checks(at=NOON) == 1

    check = ConsistencyCheck.objects.get()
    assert (check.slug, check.holds) == ("2030-commune-seats-sum-gazette", False)
    assert (check.difference, check.checked_at) == (Decimal(-4), NOON)
    assert [row["value"] for row in check.rows] == [6, 10]


def test_refreshing_again_updates_the_same_row(figures: Figures) -> None:
    figures.figure("Seats", 10)
    result = figures.result("cpp", seats=6)
    services.refresh_consistency_checks(at=NOON)
    first = ConsistencyCheck.objects.get()

    PartyResult.objects.filter(pk=result.pk).update(seats=10)
    services.refresh_consistency_checks(at=LATER)

    check = ConsistencyCheck.objects.get()
    assert (check.pk, check.holds, check.checked_at) == (first.pk, True, LATER)


def test_a_rule_whose_figures_are_gone_leaves_no_row(figures: Figures) -> None:
    figures.figure("Seats", 10)
    figures.result("cpp", seats=6)
    services.refresh_consistency_checks(at=NOON)

    PartyResult.objects.all().delete()

    assert services.refresh_consistency_checks(at=LATER) == 0
    assert not ConsistencyCheck.objects.exists()


def test_a_refresh_that_breaks_off_changes_nothing(figures: Figures) -> None:
    figures.figure("Seats", 10)
    figures.result("cpp", seats=6)
    services.refresh_consistency_checks(at=NOON)
    ElectionFigure.objects.update(value=6)

    breaking = mock.patch.object(ConsistencyCheck.objects, "exclude", side_effect=RuntimeError)
    with breaking, pytest.raises(RuntimeError):
        services.refresh_consistency_checks(at=LATER)

    assert ConsistencyCheck.objects.get().checked_at == NOON


def test_the_nightly_task_refreshes_the_checks(figures: Figures) -> None:
    figures.figure("Seats", 10)
    figures.result("cpp", seats=6)

    assert run_consistency_checks.name == "elections_app.tasks.run_consistency_checks"
    assert run_consistency_checks.delay().get() == 1
    assert ConsistencyCheck.objects.count() == 1


def test_the_command_prints_only_what_does_not_hold(figures: Figures) -> None:
    figures.figure("Seats", 10)
    figures.figure("Communes", 3)
    figures.result("cpp", seats=6, commune_chiefs=3)
    printed = StringIO()

    call_command("run_consistency_checks", stdout=printed)

    lines = printed.getvalue().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("2030-commune-seats-sum-gazette: The parties' seats")
    assert lines[0].endswith("Difference: -4.")
