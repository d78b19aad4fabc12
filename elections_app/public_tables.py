"""Elections are public, all of them."""

from core.public_moments import ITSELF, Source, source
from core.public_tables import Tables, every_table


def tables() -> Tables:
    """Every table."""
    return every_table("elections_app")


def moments() -> list[Source]:
    """By what rows of lists change; of a check, when it was last made is no change."""
    themselves = ("Place", "Election", "PartyResult", "Turnout")
    return [
        *(source(f"elections_app.{name}") for name in themselves),
        source("elections_app.ElectionFigure", "election"),
        source("elections_app.ObserverDelegation", ITSELF, "election"),
        source("elections_app.Finding", ITSELF, "election"),
        source("elections_app.Party", ITSELF, "elections"),
        source("elections_app.ConsistencyCheck", but=("checked_at",)),
    ]
