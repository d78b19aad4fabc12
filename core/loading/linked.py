"""Finds the rows that a file links to by their readable keys."""

from typing import Any

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _


class Links:
    """The rows found so far: a key is asked of the database once."""

    def __init__(self) -> None:
        self.found: dict[tuple[Any, ...], models.Model] = {}

    def find(self, model: Any, key: Any) -> models.Model:
        """The row of this key; raises ValidationError where there is none."""
        parts = key if isinstance(key, list) else [key]
        if len(parts) != len(model.NATURAL_KEY) or not all(_is_plain(part) for part in parts):
            names = ", ".join(path.replace("__", " ") for path in model.NATURAL_KEY)
            said = _("A %(kind)s is named by: %(names)s.")
            raise ValidationError(said % {"kind": model._meta.verbose_name, "names": names})
        known = (model, *(f"{type(part).__name__}:{part}" for part in parts))
        if known not in self.found:
            self.found[known] = self._asked(model, parts)
        return self.found[known]

    def _asked(self, model: Any, parts: list[Any]) -> models.Model:
        try:
            return model._default_manager.get_by_natural_key(*parts)
        except (ObjectDoesNotExist, MultipleObjectsReturned) as error:
            named = ", ".join(str(part) for part in parts)
            said = _("There is no %(kind)s “%(named)s”.")
            raise ValidationError(said % {"kind": model._meta.verbose_name, "named": named}) from error
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError(_("This is not the key of anything.")) from error


def _is_plain(part: Any) -> bool:
    return part is not None and not isinstance(part, list | dict)
