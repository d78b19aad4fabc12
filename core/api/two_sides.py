"""What every question about two rows of one list has: `from` and `to`, both needed, each by its key."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet

from core.api.clocks import ClockedEndpoint, Clocks
from core.api.filters import KeyField
from core.api.parameters import read_parameters

READING = ("GET", "HEAD")
SIDES = ("from", "to")


class TwoSides(ClockedEndpoint):
    """A view that compares; says which rows, what their key is, and how to ask for one that was left out."""

    key: str

    def rows(self) -> QuerySet:
        """Those that the caller may name."""
        raise NotImplementedError

    def known(self) -> Iterable[str]:
        """The keys that are told to whoever leaves one out."""
        return self.rows().values_list(self.key, flat=True)

    def ask_for(self, known: str) -> str:
        """What is said to them."""
        raise NotImplementedError

    def declared_parameters(self) -> list[str]:
        """The two, and the times they are asked about."""
        return [*SIDES, *ClockedEndpoint.own_parameters]

    def read_clocks(self) -> Clocks:
        """The times, read before the two: which rows can be named depends on them."""
        self.given = read_parameters(self.request, ClockedEndpoint.own_parameters)  # type: ignore[attr-defined]
        return super().read_clocks()

    @property
    def own_parameters(self) -> dict[str, forms.Field]:  # type: ignore[override]
        """All of them, where something is read: other methods are refused for what they are."""
        if self.request.method not in READING:  # type: ignore[attr-defined]
            return {}
        missing = {"required": self.ask_for(", ".join(self.known()))}
        sides = {
            name: KeyField(self.rows(), to_field_name=self.key, error_messages=missing) for name in SIDES
        }
        return {**sides, **ClockedEndpoint.own_parameters}
