"""How a refusal of the API repeats what somebody sent."""

from core.refusals import printable

__all__ = ["printable"]
