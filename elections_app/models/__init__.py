"""The app's models, one module a subject."""

from elections_app.models.consistency import ConsistencyCheck
from elections_app.models.elections import Election, ElectionFigure, Finding, ObserverDelegation
from elections_app.models.places import Place
from elections_app.models.results import Party, PartyResult, Turnout
from elections_app.models.stages import Stage

__all__ = [
    "ConsistencyCheck",
    "Election",
    "ElectionFigure",
    "Finding",
    "ObserverDelegation",
    "Party",
    "PartyResult",
    "Place",
    "Stage",
    "Turnout",
]
