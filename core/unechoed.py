"""Fields whose text goes one way only: what was typed into them is never sent back to a page."""

from typing import Any

from django import forms


class Unechoed:
    """Shows the field empty, whatever was typed; browsers and drafts are asked to keep nothing of it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        asked = {"autocomplete": "off", "spellcheck": "false", "data-never-kept": True}
        super().__init__(asked | (attrs or {}))  # type: ignore[call-arg]

    def format_value(self, value: Any) -> None:
        """Nothing to show."""


class UnechoedInput(Unechoed, forms.TextInput):
    """One line that is not shown again."""


class UnechoedTextarea(Unechoed, forms.Textarea):
    """Several lines that are not shown again."""
