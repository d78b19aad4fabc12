"""Rules about sources: what one prints, rounded or early, agrees with the best exact number there is."""

from collections.abc import Iterator
from itertools import groupby

from core.quantities import Qualifier
from elections_app.consistency.answers import CheckResult, Question, key_of
from elections_app.consistency.figures import (
    Figure,
    best_exact,
    country_results,
    country_turnouts,
    election_figures,
    name_of,
    result_figures,
    turnout_figure,
    valid_votes,
)
from elections_app.consistency.precision import agrees
from elections_app.models import Election, Party, PartyResult, Stage
from elections_app.models.results import PARTY_RESULT_NUMBERS, TURNOUT_NUMBERS


def party_numbers_agree(election: Election) -> Iterator[CheckResult]:
    """Each number of a party agrees with its best exact one, a share with what votes and valid votes give."""
    results = country_results(election).order_by("party__code", "pk")
    for party, group in groupby(results, key=lambda result: result.party):
        of_party = list(group)
        for name in PARTY_RESULT_NUMBERS:
            figures = result_figures(of_party, name)
            best = _computed_share(election, of_party) if name == "vote_share" else None
            yield from _agree(election, _subject(party, name), figures, best or best_exact(figures))


def turnouts_agree(election: Election) -> Iterator[CheckResult]:
    """Each number about turnout agrees with the best exact one."""
    turnouts = list(country_turnouts(election))
    for name in TURNOUT_NUMBERS:
        figures = [figure for turnout in turnouts if (figure := turnout_figure(turnout, name))]
        yield from _agree(election, f"turnout {name}", figures, best_exact(figures))


def figures_of_one_label_agree(election: Election) -> Iterator[CheckResult]:
    """Each figure about the election as a whole agrees with the best exact one of the same label."""
    for label, figures in election_figures(election).items():
        yield from _agree(election, f"figure {label}", figures, best_exact(figures))


def _subject(party: Party, name: str) -> str:
    return f"{party.code} {name}"


def _agree(
    election: Election, subject: str, figures: list[Figure], best: Figure | None
) -> Iterator[CheckResult]:
    for figure in figures:
        if best and figure is not best and figure.source:
            rule = f"{figure.label}: the number in {name_of(figure.source)} agrees with {_name(best)}."
            yield Question(election, rule, f"{subject} {key_of(figure.source)}").answer(
                holds=agrees(figure, best.value),
                difference=figure.value - best.value,
                figures=[figure, best],
            )


def _name(best: Figure) -> str:
    return f"that in {name_of(best.source)}" if best.source else best.label


def _computed_share(election: Election, results: list[PartyResult]) -> Figure | None:
    """The party's share of the valid votes, from the official numbers of both."""
    official = [result for result in results if result.stage == Stage.OFFICIAL]
    votes, valid = best_exact(result_figures(official, "votes")), valid_votes(election)
    if not votes or not valid or not valid.value:
        return None
    value = votes.value / valid.value * 100
    label = "the share that votes and valid votes give"
    return Figure(label, value, Qualifier.EXACT, Stage.OFFICIAL, in_percent=True, parts=(votes, valid))
