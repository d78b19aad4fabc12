"""Pages of a list: `page` and `page_size` up to 200, or `cursor`; the same in the body and as `Link`."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from core.api.counts import Counted, count_of
from core.api.keyset import START, beyond, columns_of, cursor_after, position_of
from core.api.refusals import printable

CURSOR = {
    "name": "cursor",
    "required": False,
    "in": "query",
    "description": "Instead of `page`: `*` for the beginning, then the one in `next`. A cursor goes on after "
    "the last row you saw, so that nothing is left out or comes twice when rows are added meanwhile.",
    "schema": {"type": "string"},
}


class Pages(PageNumberPagination):
    """Answers `count, next, previous, results`; a page that is not there is 404, a wrong size 400."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    cursor_query_param = "cursor"
    django_paginator_class: Any
    by_cursor: dict[str, str | None] | None = None
    page: Any
    request: Any

    def get_page_size(self, request: Request) -> int:
        """The size asked for; nothing is silently cut to the limit."""
        given = request.query_params.get(self.page_size_query_param, "")
        if not given:
            return self.page_size
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= self.max_page_size):
            message = _("“%(given)s” is not a page size: give a number from 1 to %(limit)s.")
            told = {"given": printable(given), "limit": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [message % told]})
        return int(given)

    def paginate_queryset(self, rows: Any, request: Request, view: Any = None) -> list[Any] | None:
        """The rows of the page or cursor asked for."""
        self._refuse_no_page(request)
        if self.cursor_query_param in request.query_params and isinstance(rows, QuerySet):
            self.request = request
            return self._rows_by_cursor(rows, request.query_params[self.cursor_query_param], view)
        self.django_paginator_class = partial(Counted, request=request)
        return super().paginate_queryset(rows, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with the addresses of the others beside it."""
        links = self.by_cursor if self.by_cursor is not None else self._links_by_page()
        body = {"count": self.count, "next": links["next"], "previous": links["prev"], "results": data}
        given = [f'<{address}>; rel="{rel}"' for rel, address in links.items() if address]
        return Response(body, headers={"Link": ", ".join(given)})

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """How the API's description shows them; a search is ranked anew each time and has no cursor."""
        parameters = super().get_schema_operation_parameters(view)
        declared: list[str] = getattr(view, "declared_parameters", list)()
        return [*parameters, CURSOR] if self.cursor_query_param in declared else parameters

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """How the API's description shows a page of a list; its links are null at the ends."""
        page = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            page["properties"][name] = {"type": ["string", "null"], "format": "uri"}
        return {**page, "required": ["count", "next", "previous", "results"]}

    @property
    def count(self) -> int:
        """How many rows the whole list has."""
        return self._count if self.by_cursor is not None else self.page.paginator.count

    def _refuse_no_page(self, request: Request) -> None:
        given = request.query_params.get(self.page_query_param, "")
        if given and self.cursor_query_param in request.query_params:
            raise ValidationError({self.page_query_param: [_("Give either “page” or “cursor”.")]})
        is_number = given.isascii() and given.isdigit() and int(given[:9]) > 0
        if given and given not in self.last_page_strings and not is_number:
            message = _("“%(given)s” is not a page: give a number from 1, or “last”.")
            raise ValidationError({self.page_query_param: [message % {"given": printable(given)}]})

    def _rows_by_cursor(self, rows: QuerySet, cursor: str, view: Any) -> list[Any]:
        columns, of = columns_of(rows), view.basename
        position = position_of(cursor, columns, of=of)
        backwards = position is not None and position.backwards
        size = self.get_page_size(self.request)
        self._count = count_of(rows, self.request)
        found = list(beyond(rows, columns, position)[: size + 1])
        there_is_more, found = len(found) > size, found[:size]
        found = found[::-1] if backwards else found
        before = found and (there_is_more if backwards else position is not None)
        after = found and (backwards or there_is_more)
        self.by_cursor = {
            "first": self._at(START),
            "prev": self._at(cursor_after(found[0], columns, backwards=True, of=of)) if before else None,
            "next": self._at(cursor_after(found[-1], columns, backwards=False, of=of)) if after else None,
        }
        return found

    def _at(self, cursor: str) -> str:
        return replace_query_param(self.request.build_absolute_uri(), self.cursor_query_param, cursor)

    def _links_by_page(self) -> dict[str, str | None]:
        own, page = self.request.build_absolute_uri(), self.page
        first = remove_query_param(own, self.page_query_param)

        def at(number: int) -> str:
            return replace_query_param(own, self.page_query_param, number) if number > 1 else first

        return {
            "first": first,
            "prev": at(page.previous_page_number()) if page.has_previous() else None,
            "next": at(page.next_page_number()) if page.has_next() else None,
            "last": at(page.paginator.num_pages),
        }


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
