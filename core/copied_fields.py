"""Copies of what a row is listed by: text of the row it links to, which the database itself keeps true.

An index lies in one table, so a list in the order of other tables' columns is sorted whole for every page.
`core/copied_triggers.py` writes the copies; nothing else does, and no answer, file or history shows them.
"""

from typing import Any

from django.db import models


class CopiedField(models.CharField):
    """The text at `of`, a link of this row and a column of the row it leads to: "place__code"."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kept_out = {"editable": False, "serialize": False, "blank": True, "default": ""}
        super().__init__(*args, **(kwargs | kept_out))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """The same for a migration, which has to know where it is copied from."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}


def is_copy(field: Any) -> bool:
    """Whether a field only repeats what another row says."""
    return isinstance(field, CopiedField)
