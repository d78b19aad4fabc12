"""`include`: what an answer names by key, as whole objects instead; each endpoint declares which."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, Serializer

from core.api.refusals import printable


@dataclass(frozen=True)
class Included:
    """How a field looks when it is included, and what has to be read for a whole answer at once."""

    serializer: type[Serializer]
    many: bool = False
    reads: tuple[str | Callable[[Any], Prefetch], ...] = ()

    def read_for(self, view: Any) -> Iterator[str | Prefetch]:
        """What to read for a call of this view; some of it depends on the clocks asked for."""
        return (read(view) if callable(read) else read for read in self.reads)

    def field(self) -> BaseSerializer:
        """The field that shows whole objects in place of keys."""
        return self.serializer(many=self.many, read_only=True)


# Included or not, these come whole: a caller who asks for them to be sure gets what they asked for.
WHOLE_ANYWAY = None
Includes = Mapping[str, Included | None]


def includes_of(view: Any) -> Includes:
    """What an endpoint's answers can include, by the name of the field."""
    return getattr(getattr(view, "serializer_class", None), "includes", {})


def included_in(request: Request, view: Any) -> dict[str, Included]:
    """What this call asks to include; a name that cannot be included is refused."""
    known = includes_of(view)
    asked = [name.strip() for name in request.query_params.get("include", "").split(",") if name.strip()]
    for name in asked:
        if name not in known:
            message = _("“%(name)s” cannot be included here; there are: %(known)s.")
            told = {"name": printable(name), "known": ", ".join(known) or _("none")}
            raise ValidationError({"include": [message % told]})
    return {name: included for name in asked if (included := known[name])}


def expand(serializer: BaseSerializer, included: Mapping[str, Included]) -> None:
    """Show whole objects in these fields."""
    shown: Any = getattr(serializer, "child", serializer)
    for name, how in included.items():
        if name in shown.fields:
            shown.fields[name] = how.field()
