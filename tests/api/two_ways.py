"""A list as CSV, written by PostgreSQL itself and by its serializer, to be held beside each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import RequestFactory
from rest_framework.test import APIClient

from config.api import ENDPOINTS
from core.api import exports
from core.api.cells_in_sql import cell_in_sql
from core.api.columns import columns_of
from tests.api.taking_away import file_of

# What a search finds and what a line of descent tells are no rows of a table.
LISTS = [noun for noun in ENDPOINTS if noun not in ("search", "lineages")]
# A set is shown with how many benchmarks it has: rows that are counted together PostgreSQL does not write.
COPIED = [noun for noun in LISTS if noun != "benchmark-sets"]
# Of these every column is stored as it is shown.
WHOLE = {"party-results", "turnouts", "observer-delegations", "findings", "status-totals"}


@contextmanager
def copies_counted() -> Iterator[list[str]]:
    """Grows by one with every file that PostgreSQL writes."""
    made: list[str] = []
    copy = exports.copy

    def counted(rows: Any, *given: Any) -> None:
        made.append(rows.model.__name__)
        copy(rows, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exports, "copy", counted)
        yield made


def both_ways(api: APIClient, noun: str, **asked: str) -> tuple[bytes, bytes]:
    """The file as PostgreSQL writes it, and as the serializer does."""
    with copies_counted() as copies:
        copied = file_of(api, noun, "csv", **asked)
        assert len(copies) == 1, f"{noun} was not copied"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exports, "can_be_copied", lambda *_: False)
        return copied, file_of(api, noun, "csv", **asked)


def known_fields(noun: str) -> str:
    """The fields of a list of which every column can be written in SQL, as `fields` has them."""
    serializer: Any = ENDPOINTS[noun].serializer_class(context={"request": RequestFactory().get("/")})
    columns = [column for column in columns_of(noun) if column.field in serializer.fields]
    unknown = {column.field for column in columns if cell_in_sql(column, serializer) is None}
    return ",".join(dict.fromkeys(column.field for column in columns if column.field not in unknown))
