"""`modified_since`: only the rows of a list that have changed since a moment."""

from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from core.models import PublicMoment
from core.moments import MomentField
from core.public_moments import kinds

NAME = "modified_since"
TEXT = (
    "Only what has changed since: 2023-07-15 or 2023-07-15T12:00:00Z. A row changes with its own fields, "
    "its links (themes, citations, …) and the rows that it shows whole; what it names by a key alone "
    "changes by itself, and so does what `cited_by` tells of. That time alone makes an assessment stale "
    "is no change. When rows changed is known from the day on which this site began to keep it: what was "
    "there before counts as changed on that day, and after an upgrade of the program rows may count as "
    "changed that were not. Ask from a while before your last call, and take a row twice rather than "
    "never: what changed is found from its commit on, a moment later than it was noted. What is gone is "
    "in no list: compare the keys, or read the feed of changes (/changes.atom)."
)


def has_moments(view: Any) -> bool:
    """Whether it is kept when the rows of a view's list changed."""
    rows = getattr(view, "queryset", None)
    return bool(getattr(view, "has_moments", False)) and rows is not None and rows.model in kinds().values()


class ModifiedSinceFilter(BaseFilterBackend):
    """Leaves the rows of which what the public sees has changed since."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """The rows that have; a moment that cannot be read is refused."""
        text = request.query_params.get(NAME, "")
        if not text or not has_moments(view):
            return queryset
        try:
            moment = MomentField(at_start=True).clean(text)
        except FormError as error:
            raise ValidationError({NAME: error.messages}) from error
        changed = PublicMoment.objects.filter(kind=queryset.model._meta.label_lower, modified_at__gte=moment)
        return queryset.filter(pk__in=changed.values("row_id"))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """How the API's description shows it."""
        shown = {"name": NAME, "in": "query", "required": False, "description": TEXT}
        return [shown | {"schema": {"type": "string"}}] if has_moments(view) else []
