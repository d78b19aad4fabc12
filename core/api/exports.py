"""Takes a list away whole, in one file, with everything by which the list can be narrowed and ordered."""

import datetime
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.cells_in_sql import cells_in_sql
from core.api.columns import columns_of
from core.api.copying import can_be_copied, copy
from core.api.export_forms import RENDERERS, Batches, Form, Table, header_line
from core.whole_files import Spool, handed_out

AT_ONCE = 500
# The class below has a method of the name `list`.
Names = list[str]
Renderers = list[BaseRenderer]
# A file is the whole list, row by row as its columns are described: no pages, and nothing nested into it.
OF_A_PAGE = ("page", "page_size", "cursor", "include")
# Asked for by `Accept`; a JSON answer without a suffix is the page of the list, as ever.
BY_ACCEPT = ("csv", "xlsx", "ndjson")


class ExportedList:
    """A list that can also be had whole: by suffix (`.csv`), or by the media type that is accepted."""

    def get_renderers(self) -> Renderers:
        """A page of the list first, then the forms it can be taken away in."""
        renderers: Renderers = super().get_renderers()  # type: ignore[misc]
        if getattr(self, "action", None) != "list":
            return renderers
        return [*renderers, *(RENDERERS[suffix]() for suffix in BY_ACCEPT)]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """What the suffix says; without one, what the caller accepts."""
        suffix = self.kwargs.get("suffix")  # type: ignore[attr-defined]
        if suffix and getattr(self, "action", None) == "list":
            renderer = RENDERERS[suffix]()
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)  # type: ignore[misc]

    @property
    def form(self) -> Form | None:
        """The form in which the list is taken away; None where it is read page by page."""
        renderer = getattr(getattr(self, "request", None), "accepted_renderer", None)
        return getattr(renderer, "form", None)

    def declared_parameters(self) -> Names:
        """The names a call may use; what is whole has no pages."""
        names: Names = super().declared_parameters()  # type: ignore[misc]
        return [name for name in names if name not in OF_A_PAGE] if self.form else names

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the list; the whole of it where a form was asked for."""
        if self.form:
            return self.exported(self.form)  # type: ignore[return-value]
        return super().list(request, *args, **kwargs)  # type: ignore[misc]

    def exported(self, form: Form) -> HttpResponseBase:
        """The whole list as a file; what is wrong with the question is said before anything is sent."""
        view: Any = self
        rows = view.filter_queryset(view.get_queryset())
        options = {"content_type": form.content_type, "headers": self.headers_of_file(form)}
        shown = view.get_serializer()
        if view.request.method != "GET":
            return StreamingHttpResponse(iter(()), **options)
        columns = tuple(column for column in columns_of(view.basename) if column.field in shown.fields)
        with Spool() as spool:
            self.write(form, Table(view.basename, columns, self.batches(rows)), rows, spool)
        return handed_out(spool, **options)

    def write(self, form: Form, table: Table, rows: Any, spool: Spool) -> None:
        """The table in this form; as CSV by PostgreSQL itself where it can write all that is shown."""
        view: Any = self
        cells = cells_in_sql(table.columns, view.get_serializer()) if form.suffix == "csv" else None
        if cells and can_be_copied(rows, cells):
            spool.write(header_line(table))
            copy(rows, cells, spool.write)
        else:
            spool.write_all(form.write(table))

    def batches(self, rows: Any) -> Batches:
        """The rows that the list would show, some at a time: neither all rows nor all cells are ever held."""
        view: Any = self
        return (view.get_serializer(some, many=True).data for some in batched(rows))

    def headers_of_file(self, form: Form) -> dict[str, str]:
        """What the file is called, the list and the day it speaks of; of a table, what its columns are."""
        clocks = getattr(self, "clocks", None)
        day: datetime.date = clocks.day if clocks else timezone.now().date()
        name = f"{self.basename}-{day.isoformat()}.{form.suffix}"  # type: ignore[attr-defined]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if form.suffix == "csv":
            columns = self.request.build_absolute_uri(reverse("data:csvw"))  # type: ignore[attr-defined]
            headers["Link"] = f'<{columns}>; rel="describedby"; type="application/csvm+json"'
        return headers


def batched(rows: Any) -> Iterator[list[Any]]:
    """Rows some at a time: read through one cursor, or cut out where what was found has none."""
    if hasattr(rows, "iterator"):
        every = rows.iterator(chunk_size=AT_ONCE)
        yield from iter(lambda: list(islice(every, AT_ONCE)), [])
        return
    for start in count(0, AT_ONCE):
        some = rows[start : start + AT_ONCE]
        if some:
            yield some
        if len(some) < AT_ONCE:
            return
