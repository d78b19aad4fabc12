"""The gaps in the report's own figures are found by number, and no others."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command

from elections_app import services
from elections_app.consistency import RULES, CheckResult, consistency_results
from elections_app.models import ConsistencyCheck, Election
from tests.factories.core import NOON

pytestmark = pytest.mark.django_db

CLOSED = {
    "2017-commune-commune-chiefs-sum-global-times-commune-results-2017",
    "2017-commune-other-councillors-sum-global-times-commune-results-2017",
    "2018-national-assembly-seats-sum-a-hrc-51-66-para-10",
    "2022-commune-commune-chiefs-sum-akp-commune-results-2022",
    "2022-commune-first-deputies-sum-akp-commune-results-2022",
    "2022-commune-second-deputies-sum-akp-commune-results-2022",
    "2022-commune-seats-sum-akp-commune-results-2022",
    "2022-commune-valid-and-invalid-akp-commune-results-2022",
    "2023-national-assembly-seats-sum-phnom-penh-post-results-2023",
    "2023-national-assembly-turnout-phnom-penh-post-results-2023",
}


@pytest.fixture
def found(report: None, db: None) -> dict[str, CheckResult]:
    """What the rules find in the report's own data, by key."""
    return {result.slug: result for result in consistency_results()}


def test_the_known_gaps_of_the_sources_are_found_by_number_and_no_others(
    found: dict[str, CheckResult],
) -> None:
    gaps = {slug: result.difference for slug, result in found.items() if not result.holds}

    assert gaps == {
        "2017-commune-parties-named": -5,
        "2022-commune-votes-sum-akp-commune-results-2022": -113448,
        "2022-commune-provincial-chiefs-fresh-news-commune-chiefs-2022": -10,
        "2022-commune-cpp-provincial-chiefs-fresh-news-commune-chiefs-2022": -10,
        "2022-commune-turnout-a-hrc-51-66-para-17": Decimal("2.826"),
        "2022-commune-turnout-voted-a-hrc-51-66-para-17": -294427,
        "2022-commune-cpp-vote-share-a-hrc-51-66-para-18": Decimal("5.677"),
        "2022-commune-clp-vote-share-a-hrc-51-66-para-18": Decimal("-3.254"),
        "2023-national-assembly-votes-sum-phnom-penh-post-results-2023": -659475,
    }
    assert found.keys() >= CLOSED


def test_every_rule_has_something_to_say_about_the_report(report: None) -> None:
    call_command("loaddata", settings.FIXTURES_FOLDER / "26_districts_and_communes.json", verbosity=0)

    def silent(elections: list[Election]) -> Iterator[str]:
        for rule in RULES:
            if not any(list(rule(election)) for election in elections):
                yield rule.__name__

    assert list(silent(list(Election.objects.all()))) == []


def test_every_check_of_the_report_fits_its_columns(found: dict[str, CheckResult]) -> None:
    services.refresh_consistency_checks(at=NOON)

    for check in ConsistencyCheck.objects.all():
        check.full_clean()
    assert ConsistencyCheck.objects.count() == len(found)
