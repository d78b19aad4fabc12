"""Pages of a list: `page`, and `page_size` up to 200."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response


class Pages(PageNumberPagination):
    """Answers `count, next, previous, results`; a page that is not there is 404, a wrong size 400."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        """The size asked for; nothing is silently cut to the limit."""
        given = request.query_params.get(self.page_size_query_param, "")
        if not given:
            return self.page_size
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= self.max_page_size):
            message = _("“%(given)s” is not a page size: give a number from 1 to %(limit)s.")
            raise ValidationError(
                {self.page_size_query_param: [message % {"given": given, "limit": self.max_page_size}]}
            )
        return int(given)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """How the API's description shows a page of a list; its links are null at the ends."""
        page = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            page["properties"][name] = {"type": ["string", "null"], "format": "uri"}
        return {**page, "required": ["count", "next", "previous", "results"]}


class PagesOfHits(Pages):
    """Pages of what a search found, of which only so many are counted."""

    def get_paginated_response(self, data: Any) -> Response:
        """The page, and whether its count is all there are."""
        answer = super().get_paginated_response(data)
        page: Any = self.page
        more = page.paginator.object_list.are_more
        count, *others = answer.data.items()
        answer.data = dict([count, ("count_qualifier", "more_than" if more else "exact"), *others])
        return answer

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same, described."""
        page = super().get_paginated_response_schema(schema)
        qualifier = {
            "type": "string",
            "enum": ["exact", "more_than"],
            "description": "Whether there are exactly `count` hits, or more than are counted.",
        }
        page["properties"]["count_qualifier"] = qualifier
        return {**page, "required": [*page["required"], "count_qualifier"]}
