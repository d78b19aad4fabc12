"""How a broken rule is told: what is wrong, and what to do about it."""

from django.core.checks import CheckMessage, Error, Warning


def unsafe(rule: str, what: str, do: str) -> CheckMessage:
    """A reason not to run."""
    return Error(what, hint=do, id=f"production.{rule}")


def unwise(rule: str, what: str, do: str) -> CheckMessage:
    """Something that a person should have decided."""
    return Warning(what, hint=do, id=f"production.{rule}")
