"""Resolutions, their paragraphs, and the people and events of the mandate."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from resolutions_app.models import Interlocutor, MandateHolder, Milestone, Resolution, ResolutionParagraph
from tests.factories.core import CitedFactory


class ResolutionFactory(CitedFactory):
    """A resolution of the Human Rights Council that renews the mandate; `themes=[theme, …]` adds themes."""

    class Meta:
        model = Resolution

    slug = factory.Sequence(lambda number: f"a-hrc-res-{number}-36")
    number = factory.Sequence(lambda number: number + 1)
    adopted_on = datetime.date(2021, 10, 11)
    body = Resolution.Body.HUMAN_RIGHTS_COUNCIL
    symbol = factory.LazyAttribute(lambda resolution: resolution.slug.upper().replace("-", "/"))
    agenda_item = "Item 10"
    mandate_effect = Resolution.MandateEffect.EXTENDS
    extension_months = 24
    summary = "What the resolution decides."

    @factory.post_generation
    def themes(self, create: bool, themes: Any, **_: Any) -> None:
        """Add the themes given."""
        if create and themes:
            self.themes.add(*themes)


class ResolutionParagraphFactory(DjangoModelFactory):
    """An operative paragraph; `documents=[…]` and `recalls=[…]` add what it cites."""

    class Meta:
        model = ResolutionParagraph
        skip_postgeneration_save = True

    resolution = factory.SubFactory(ResolutionFactory)
    order = factory.Sequence(lambda number: number + 1)
    part = "III"
    number = "9"
    letter = "a"
    verb = "Requests"
    summary = "What the paragraph asks for."

    @factory.post_generation
    def documents(self, create: bool, documents: Any, **_: Any) -> None:
        """Add the documents given."""
        if create and documents:
            self.documents.add(*documents)

    @factory.post_generation
    def recalls(self, create: bool, resolutions: Any, **_: Any) -> None:
        """Add the resolutions given."""
        if create and resolutions:
            self.recalls.add(*resolutions)


class MandateHolderFactory(CitedFactory):
    """A mandate holder."""

    class Meta:
        model = MandateHolder

    slug = factory.Sequence(lambda number: f"holder-{number}")
    name = factory.Sequence(lambda number: f"Holder Number {number}")
    title = "Special Rapporteur"
    start = "2021"
    order = factory.Sequence(lambda number: number + 1)


class MilestoneFactory(CitedFactory):
    """A milestone; `themes=[theme, …]` adds its themes."""

    class Meta:
        model = Milestone

    slug = factory.Sequence(lambda number: f"milestone-{number}")
    name = factory.Sequence(lambda number: f"Milestone number {number}")
    title = "Why it matters."
    start = "1991-10-23"
    summary = "What happened."
    order = factory.Sequence(lambda number: number + 1)

    @factory.post_generation
    def themes(self, create: bool, themes: Any, **_: Any) -> None:
        """Add the themes given."""
        if create and themes:
            self.themes.add(*themes)


class InterlocutorFactory(CitedFactory):
    """A member of the Government whom the mandate holder met."""

    class Meta:
        model = Interlocutor

    slug = factory.Sequence(lambda number: f"interlocutor-{number}")
    number = factory.Sequence(lambda number: number + 1)
    name = factory.Sequence(lambda number: f"H.E. Minister {number}")
    title = "Minister"
    start = "2022-08"
