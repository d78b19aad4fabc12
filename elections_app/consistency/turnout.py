"""Rules about who voted: ballots, voters, the registered, and the shares computed from them."""

from collections.abc import Iterator
from decimal import Decimal

from elections_app.consistency.answers import CheckResult, Question, key_of
from elections_app.consistency.figures import (
    Figure,
    best_exact,
    by_source,
    country_results,
    country_turnouts,
    result_figure,
    turnout_figure,
)
from elections_app.consistency.precision import agrees, last_place, printed_step
from elections_app.models import Election, PartyResult

HUNDRED = Decimal(100)


def valid_and_invalid_votes_are_all_votes(election: Election) -> Iterator[CheckResult]:
    """Every ballot cast was valid or invalid."""
    rule = "Valid and invalid votes are all votes cast."
    for turnout in country_turnouts(election):
        voted, valid, invalid = (turnout_figure(turnout, name) for name in ("voted", "valid", "invalid"))
        if voted and valid and invalid:
            question = Question(election, rule, f"valid and invalid {key_of(turnout.source)}")
            yield question.sums_to([valid, invalid], voted)


def turnout_is_the_voters_among_the_registered(election: Election) -> Iterator[CheckResult]:
    """The turnout a source prints is the share of those registered who voted, as far as it was printed."""
    rule = "The turnout is the share of those registered who voted."
    for turnout in country_turnouts(election):
        names = ("turnout", "voted", "registered")
        share, voted, registered = (turnout_figure(turnout, name) for name in names)
        if share and voted and registered and registered.value:
            expected = voted.value / registered.value * HUNDRED
            yield Question(election, rule, f"turnout {key_of(turnout.source)}").answer(
                holds=agrees(share, expected),
                difference=share.value - expected,
                figures=[share, voted, registered],
            )


def voters_and_turnout_imply_the_registered(election: Election) -> Iterator[CheckResult]:
    """Where a source gives voters and turnout alone, they fit the registered voters of another source."""
    rule = "Those who voted, divided by the turnout, are the registered voters of another source."
    given = (turnout_figure(turnout, "registered") for turnout in country_turnouts(election))
    registered = best_exact(figure for figure in given if figure)
    for turnout in country_turnouts(election, registered__isnull=True):
        share, voted = turnout_figure(turnout, "turnout"), turnout_figure(turnout, "voted")
        if registered and share and voted and share.value:
            implied = voted.value / share.value * HUNDRED
            # Both were printed to some last digit, and either may have been rounded there.
            slack = last_place(registered.value) + implied * printed_step(share) / share.value
            yield Question(election, rule, f"registered implied {key_of(turnout.source)}").answer(
                holds=abs(implied - registered.value) < slack,
                difference=implied - registered.value,
                figures=[voted, share, registered],
            )


def shares_of_the_parties_imply_one_total(election: Election) -> Iterator[CheckResult]:
    """Votes and shares of all parties in a source can be of one and the same total."""
    rule = "The votes and shares of all parties fit one total of votes."
    for source, results in by_source(country_results(election)).items():
        pairs = [pair for result in results if (pair := _votes_and_share(result))]
        if len(pairs) > 1:
            least, most = zip(*(_possible_totals(*pair) for pair in pairs), strict=True)
            gap = max(Decimal(0), max(least) - min(most))
            figures = [figure for pair in pairs for figure in pair]
            question = Question(election, rule, f"shares fit one total {key_of(source)}")
            yield question.answer(holds=gap == 0, difference=gap, figures=figures)


def _votes_and_share(result: PartyResult) -> tuple[Figure, Figure] | None:
    votes, share = result_figure(result, "votes"), result_figure(result, "vote_share")
    return (votes, share) if votes and share and votes.value and share.value else None


def _possible_totals(votes: Figure, share: Figure) -> tuple[Decimal, Decimal]:
    """The least and the most votes of which these can be this share, given how far it is printed."""
    step = printed_step(share)
    return votes.value / (share.value + step) * HUNDRED, votes.value / (share.value - step) * HUNDRED
