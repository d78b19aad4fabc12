"""Numbers with the precision their source gave them: "about 28,000", "nearly 40,000", "more than 150"."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Qualifier(models.TextChoices):
    """How exactly a source states a number."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    NEARLY = "nearly", _("nearly")
    MORE_THAN = "more_than", _("more than")
    UP_TO = "up_to", _("up to")


class Quantity(NamedTuple):
    """A number as its source states it."""

    value: Decimal | int
    qualifier: str


class HasQuantities(models.Model):
    """A row whose numbers each stand beside a column `<name>_qualifier`."""

    class Meta:
        abstract = True

    def quantity(self, name: str) -> Quantity | None:
        """The number in column `name` with its qualifier; None when the source gives none."""
        value = getattr(self, name)
        return None if value is None else Quantity(value, getattr(self, f"{name}_qualifier"))


def count_field(name: Any) -> models.PositiveIntegerField:
    """A column for a number of people, votes or seats; empty when the source gives none."""
    return models.PositiveIntegerField(name, null=True, blank=True)


def percentage_field(name: Any) -> models.DecimalField:
    """A column for a share in per cent; empty when the source gives none."""
    return models.DecimalField(name, max_digits=6, decimal_places=3, null=True, blank=True)


def qualifier_field() -> models.CharField:
    """The column beside a number that says how exact it is; empty with an empty number."""
    return models.CharField(_("precision"), max_length=10, choices=Qualifier.choices, blank=True, default="")


def qualified(model: str, *names: str) -> list[models.CheckConstraint]:
    """One named constraint a number: it has a qualifier exactly when it has a value."""
    return [
        models.CheckConstraint(
            name=f"{model}_{name}_has_precision",
            condition=Q(**{f"{name}__isnull": True, f"{name}_qualifier": ""})
            | Q(**{f"{name}__isnull": False, f"{name}_qualifier__in": Qualifier.values}),
        )
        for name in names
    ]
