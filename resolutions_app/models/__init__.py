"""The app's models, one module a subject."""

from resolutions_app.models.mandate import Interlocutor, MandateHolder, Milestone
from resolutions_app.models.resolutions import Resolution, ResolutionParagraph

__all__ = ["Interlocutor", "MandateHolder", "Milestone", "Resolution", "ResolutionParagraph"]
