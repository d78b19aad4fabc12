"""Rules about limits: a part is never more than the whole it belongs to."""

from collections.abc import Iterator
from decimal import Decimal

from elections_app.consistency.answers import CheckResult, Question, key_of
from elections_app.consistency.figures import (
    Figure,
    best_exact,
    by_source,
    country_results,
    election_figures,
    result_figure,
    result_figures,
)
from elections_app.consistency.sums import COMMUNES
from elections_app.models import Election, ObserverDelegation, PartyResult

CANDIDATES = "Candidates"
WOMEN = "Women candidates"
POSTS = ("commune_chiefs", "first_deputies", "second_deputies")
# The total of para. 17 with which the organizations named in para. 15 can be compared.
NATIONAL_OBSERVERS = "National observers, all together"


def women_are_no_more_than_the_candidates(election: Election) -> Iterator[CheckResult]:
    """No source counts more women among candidates than candidates."""
    rule = "Women candidates are no more than candidates."
    for source, results in by_source(country_results(election)).items():
        pairs = [pair for result in results if (pair := _part_and_whole(result))]
        if pairs:
            yield Question(election, rule, f"women candidates {key_of(source)}").within(pairs)
    figures = election_figures(election)
    women, candidates = figures.get(WOMEN), figures.get(CANDIDATES)
    if women and candidates:
        yield Question(election, rule, "women candidates").within([(women[:1], candidates[0])])


def _part_and_whole(result: PartyResult) -> tuple[list[Figure], Figure] | None:
    women = result_figures([result], "women_candidates")
    candidates = result_figure(result, "candidates")
    return (women, candidates) if women and candidates else None


def candidates_of_the_parties_stay_within_all_candidates(election: Election) -> Iterator[CheckResult]:
    """The candidates of the parties that a source lists are no more than those of all parties."""
    figures = election_figures(election)
    for name, label in (("candidates", CANDIDATES), ("women_candidates", WOMEN)):
        rule = f"{label} of the parties listed are no more than those of all parties."
        for source, results in by_source(country_results(election)).items():
            parts = result_figures(results, name)
            if parts and figures.get(label):
                question = Question(election, rule, f"{name} of all parties {key_of(source)}")
                yield question.within([(parts, figures[label][0])])


def no_party_contests_more_communes_than_there_are(election: Election) -> Iterator[CheckResult]:
    """Nobody stands in a commune that does not exist."""
    communes = best_exact(election_figures(election).get(COMMUNES, []))
    rule = "No party contests more communes than there are."
    for source, results in by_source(country_results(election)).items():
        contested = result_figures(results, "communes_contested")
        if communes and contested:
            question = Question(election, rule, f"communes contested {key_of(source)}")
            yield question.within([([figure], communes) for figure in contested])


def no_party_holds_more_posts_than_seats(election: Election) -> Iterator[CheckResult]:
    """Chiefs and deputies of a party sit on the councils, so they are no more than its seats."""
    rule = "No party holds more posts of chief and deputy than seats."
    for source, results in by_source(country_results(election)).items():
        pairs = [pair for result in results if (pair := _posts_and_seats(result))]
        if pairs:
            yield Question(election, rule, f"posts and seats {key_of(source)}").within(pairs)


def _posts_and_seats(result: PartyResult) -> tuple[list[Figure], Figure] | None:
    posts = [figure for name in POSTS if (figure := result_figure(result, name))]
    seats = result_figure(result, "seats")
    return (posts, seats) if posts and seats else None


def organizations_send_no_more_than_all_national_observers(election: Election) -> Iterator[CheckResult]:
    """The organizations named sent no more observers than all of them together."""
    delegations = election.observer_delegations.prefetch_related("citations__document")
    organizations = delegations.filter(scope=ObserverDelegation.Scope.ORGANIZATION)
    named = [figure for row in organizations if (figure := _observers(row))]
    total = next((_observers(row) for row in delegations.filter(organization=NATIONAL_OBSERVERS)), None)
    if named and total:
        rule = "The organizations named sent no more observers than all national observers."
        yield Question(election, rule, "national observers").within([(named, total)])


def _observers(delegation: ObserverDelegation) -> Figure | None:
    quantity = delegation.quantity("observers")
    if quantity is None:
        return None
    source = next(iter(delegation.citations.all()), None)
    return Figure(delegation.organization, Decimal(quantity.value), quantity.qualifier, "", source)
