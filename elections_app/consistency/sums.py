"""Rules about sums: what the parties or the provinces have together is what there is."""

from collections.abc import Iterator
from decimal import Decimal

from core.quantities import Qualifier
from elections_app.consistency.answers import CheckResult, Question, key_of
from elections_app.consistency.figures import (
    Figure,
    best_exact,
    by_source,
    country_results,
    election_figures,
    listed_communes,
    provincial_results,
    result_figures,
    valid_votes,
)
from elections_app.models import Election, PartyResult, Stage

COMMUNES = "Communes"
ON_THE_BALLOT = "Parties on the ballot"
TOTALS = {
    "commune_chiefs": (COMMUNES, "The parties' commune chiefs sum to the communes."),
    "first_deputies": (COMMUNES, "The parties' first deputy chiefs sum to the communes."),
    "second_deputies": (COMMUNES, "The parties' second deputy chiefs sum to the communes."),
    "seats": ("Seats", "The parties' seats sum to all seats."),
    "other_councillors": (
        "Councillors besides chiefs",
        "The parties' councillors besides chiefs sum to all of them.",
    ),
}


def votes_of_the_parties_sum_to_the_valid_votes(election: Election) -> Iterator[CheckResult]:
    """The official votes of the parties that a source lists are all the valid votes."""
    valid = valid_votes(election)
    rule = "The official votes of the parties listed sum to the valid votes."
    for source, results in by_source(country_results(election, stage=Stage.OFFICIAL)).items():
        votes = _all_exact(results, "votes")
        if valid and votes:
            yield Question(election, rule, f"votes sum {key_of(source)}").sums_to(votes, valid)


def numbers_of_the_parties_sum_to_their_total(election: Election) -> Iterator[CheckResult]:
    """Chiefs, deputies, seats and councillors: the parties' official numbers sum to the one for all."""
    figures = election_figures(election)
    groups = by_source(country_results(election, stage=Stage.OFFICIAL))
    for name, (label, rule) in TOTALS.items():
        total = best_exact(figures.get(label, []))
        for source, results in groups.items():
            parts = _all_exact(results, name)
            if total and parts:
                yield Question(election, rule, f"{name} sum {key_of(source)}").sums_to(parts, total)


def communes_listed_are_those_of_the_election(election: Election) -> Iterator[CheckResult]:
    """The communes of the list are as many as the election had; the list is of one day and has no history."""
    communes, listed = best_exact(election_figures(election).get(COMMUNES, [])), listed_communes()
    if communes and listed:
        difference = listed.value - communes.value
        rule = "The communes in the list of places are as many as those of the election."
        yield Question(election, rule, "communes listed").answer(
            holds=difference == 0, difference=difference, figures=[listed, communes]
        )


def provincial_chiefs_sum_to_the_communes(election: Election) -> Iterator[CheckResult]:
    """The commune chiefs that a source gives by province are as many as the communes."""
    communes = best_exact(election_figures(election).get(COMMUNES, []))
    rule = "The commune chiefs by province sum to the communes."
    for source, results in by_source(provincial_results(election)).items():
        chiefs = _all_exact(results, "commune_chiefs")
        if communes and chiefs:
            yield Question(election, rule, f"provincial chiefs {key_of(source)}").sums_to(chiefs, communes)


def provincial_chiefs_of_each_party_sum_to_its_own(election: Election) -> Iterator[CheckResult]:
    """A party's commune chiefs by province are as many as its official ones in the country."""
    for result in country_results(election, stage=Stage.OFFICIAL, commune_chiefs__isnull=False):
        official = best_exact(result_figures([result], "commune_chiefs"))
        rule = f"{result.party}: the commune chiefs by province sum to the official ones."
        for source, results in by_source(provincial_results(election).filter(party=result.party)).items():
            chiefs = _all_exact(results, "commune_chiefs")
            if official and chiefs:
                key = f"{result.party.code} provincial chiefs {key_of(source)}"
                yield Question(election, rule, key).sums_to(chiefs, official)


def parties_named_are_those_on_the_ballot(election: Election) -> Iterator[CheckResult]:
    """As many parties are named for the election as stood in it."""
    stood = best_exact(election_figures(election).get(ON_THE_BALLOT, []))
    if stood:
        count = Decimal(election.parties.count())
        named = Figure("parties named by the sources", count, Qualifier.EXACT, "")
        rule = "The parties named by the sources are as many as stood."
        yield Question(election, rule, "parties named").sums_to([named], stood)


def _all_exact(results: list[PartyResult], name: str) -> list[Figure]:
    """This number of each result that gives it; nothing when one of them is rounded."""
    figures = result_figures(results, name)
    return figures if all(figure.is_exact for figure in figures) else []
