"""The endpoint all content is read through: a list and a detail that start from what the caller may see."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from core.api.citations import citations_in
from core.api.exports import ExportedList
from core.api.parameters import DeclaredParameters

SLUG = "[-a-zA-Z0-9_]+"
NUMBER = "[0-9]{1,4}"
ID = "[0-9]{1,18}"


class ContentEndpoint(ExportedList, DeclaredParameters, ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """A list and a detail of one model; says which rows go along, how to filter, search and order."""

    lookup_field = "slug"
    lookup_value_regex = SLUG
    search_fields: tuple[str, ...] = ()
    ordering_fields: dict[str, str] = {}

    def get_queryset(self) -> QuerySet:
        """The rows the caller may see; to everybody else the others are not there."""
        rows = super().get_queryset().visible_to(self.request.user)  # type: ignore[attr-defined]
        return rows.prefetch_related(*(read for how in self.included.values() for read in how.read_for(self)))

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer:
        """The serializer, with the citations of everything it will show."""
        serializer = super().get_serializer(*args, **kwargs)
        if serializer.instance is not None:
            context: Any = serializer.context
            context["citations"] = citations_in(serializer, self.request)
        return serializer
