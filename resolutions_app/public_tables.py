"""Resolutions are public, all of them."""

from core.public_moments import ITSELF, Source, source
from core.public_tables import Tables, every_table


def tables() -> Tables:
    """Every table."""
    return every_table("resolutions_app")


def moments() -> list[Source]:
    """By what rows of lists change."""
    themselves = ("Resolution", "MandateHolder", "Milestone", "Interlocutor")
    return [
        *(source(f"resolutions_app.{name}") for name in themselves),
        source("resolutions_app.ResolutionParagraph", ITSELF, "resolution"),
    ]
