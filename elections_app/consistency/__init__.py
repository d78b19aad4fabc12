"""The rules by which an election's figures must agree, and what each rule finds in the database today."""

from collections.abc import Callable, Iterator

from elections_app.consistency.agreement import (
    figures_of_one_label_agree,
    party_numbers_agree,
    turnouts_agree,
)
from elections_app.consistency.answers import CheckResult
from elections_app.consistency.limits import (
    candidates_of_the_parties_stay_within_all_candidates,
    no_party_contests_more_communes_than_there_are,
    no_party_holds_more_posts_than_seats,
    organizations_send_no_more_than_all_national_observers,
    women_are_no_more_than_the_candidates,
)
from elections_app.consistency.sums import (
    communes_listed_are_those_of_the_election,
    numbers_of_the_parties_sum_to_their_total,
    parties_named_are_those_on_the_ballot,
    provincial_chiefs_of_each_party_sum_to_its_own,
    provincial_chiefs_sum_to_the_communes,
    votes_of_the_parties_sum_to_the_valid_votes,
)
from elections_app.consistency.turnout import (
    shares_of_the_parties_imply_one_total,
    turnout_is_the_voters_among_the_registered,
    valid_and_invalid_votes_are_all_votes,
    voters_and_turnout_imply_the_registered,
)
from elections_app.models import Election

__all__ = ["RULES", "CheckResult", "Rule", "consistency_results"]

Rule = Callable[[Election], Iterator[CheckResult]]

RULES: tuple[Rule, ...] = (
    votes_of_the_parties_sum_to_the_valid_votes,
    numbers_of_the_parties_sum_to_their_total,
    provincial_chiefs_sum_to_the_communes,
    provincial_chiefs_of_each_party_sum_to_its_own,
    communes_listed_are_those_of_the_election,
    parties_named_are_those_on_the_ballot,
    valid_and_invalid_votes_are_all_votes,
    turnout_is_the_voters_among_the_registered,
    voters_and_turnout_imply_the_registered,
    shares_of_the_parties_imply_one_total,
    women_are_no_more_than_the_candidates,
    candidates_of_the_parties_stay_within_all_candidates,
    no_party_contests_more_communes_than_there_are,
    no_party_holds_more_posts_than_seats,
    organizations_send_no_more_than_all_national_observers,
    party_numbers_agree,
    turnouts_agree,
    figures_of_one_label_agree,
)


def consistency_results() -> list[CheckResult]:
    """What every rule finds for every election; a rule is silent where its figures are not given."""
    return [result for election in Election.objects.all() for rule in RULES for result in rule(election)]
