"""Refusals: what a service answers instead of changing something, in words for the person who asked."""

from typing import Any


class DomainError(Exception):
    """A refusal; a form shows it beside `field`, the API answers it as a problem, the admin as a message."""

    status = 400

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotPermitted(DomainError):
    """This person may not do this; the API answers 403."""

    status = 403


class WrongState(DomainError):
    """This cannot be done to the object as it now stands; the API answers 409."""

    status = 409


class StaleVersion(DomainError):
    """Somebody changed it since it was read; `current` is how it stands now, and the API answers 412."""

    status = 412

    def __init__(self, message: Any, *, current: Any) -> None:
        super().__init__(message)
        self.current = current


class RuleBroken(DomainError):
    """What was given breaks a rule; the API answers 400 and names the field."""
