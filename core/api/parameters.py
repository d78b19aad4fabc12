"""Query parameters are declared: one that is not, that is given twice or that cannot be text is refused."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from core.api import modified
from core.api.inclusion import Included, expand, included_in, includes_of
from core.api.refusals import printable

LONGEST = 400
LONGEST_CURSOR = 4000
SPARSE = ("fields", "omit")


class DeclaredParameters:
    """A view that knows its parameters; `own_parameters` are those that no filter backend handles."""

    own_parameters: dict[str, forms.Field] = {}
    included: Mapping[str, Included] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the parameters before anything is read."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        refuse_undeclared(request, self.declared_parameters())
        self.given = read_parameters(request, self.own_parameters)
        self.included = included_in(request, self)

    def declared_parameters(self) -> list[str]:
        """The names a call may use, in the order in which an error lists them."""
        action = getattr(self, "action", None)
        shown = [*SPARSE, *(["include"] if includes_of(self) else []), *self.own_parameters]
        if action == "list":
            filters = [*filters_of(self), *([modified.NAME] if modified.has_moments(self) else [])]
            return [*filters, "search", "ordering", "page", "page_size", "cursor", *shown]
        return shown if action == "retrieve" else []

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer:
        """The serializer, cut down to the fields asked for."""
        serializer = super().get_serializer(*args, **kwargs)  # type: ignore[misc]
        expand(serializer, self.included)
        keep_fields(serializer, self.request.query_params)  # type: ignore[attr-defined]
        return serializer


def filters_of(view: Any) -> list[str]:
    """The names of a view's declared filters."""
    filterset = getattr(view, "filterset_class", None)
    return list(filterset.base_filters) if filterset else []


def refuse_undeclared(request: Request, declared: Iterable[str]) -> None:
    """Raise one error that names every parameter that cannot be used as given."""
    known = list(declared)
    errors = {}
    for name, values in request.query_params.lists():
        if message := _objection(name, values, known):
            errors[name] = [message]
    if errors:
        raise ValidationError(errors)


def _objection(name: str, values: list[str], known: list[str]) -> str | None:
    if name not in known:
        listed = ", ".join(known) or _("none")
        return _("“%(name)s” is not a parameter here; there are: %(known)s.") % {
            "name": printable(name),
            "known": listed,
        }
    if len(values) > 1:
        return _("Give “%(name)s” once.") % {"name": name}
    if "\x00" in values[0] or len(values[0]) > (LONGEST_CURSOR if name == "cursor" else LONGEST):
        return _("“%(name)s” holds a character that is no text, or is too long.") % {"name": name}
    return None


def read_parameters(request: Request, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """What a call gives for these parameters, as their fields read it."""
    given = request.query_params
    return {name: _cleaned(name, field, given.get(name, "")) for name, field in fields.items()}


def _cleaned(name: str, field: forms.Field, value: str) -> Any:
    try:
        return field.clean(value)
    except FormError as error:
        raise ValidationError({name: error.messages}) from error


def keep_fields(serializer: BaseSerializer, parameters: Any) -> None:
    """Drop what `fields` does not name and what `omit` names; a field that is not there is refused."""
    shown: Any = getattr(serializer, "child", serializer)
    for parameter in SPARSE:
        names = [name.strip() for name in parameters.get(parameter, "").split(",") if name.strip()]
        if not names:
            continue
        _refuse_unknown_fields(parameter, names, list(shown.fields))
        for name in list(shown.fields):
            if (name in names) == (parameter == "omit"):
                shown.fields.pop(name)


def _refuse_unknown_fields(parameter: str, names: list[str], known: list[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        message = _("“%(name)s” is not a field here; there are: %(known)s.")
        raise ValidationError(
            {parameter: [message % {"name": printable(unknown[0]), "known": ", ".join(known)}]}
        )
