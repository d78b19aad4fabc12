"""What goes along with rows is read by statements that a process keeps: they say nothing of the time."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Prefetch
from rest_framework.test import APIClient

from benchmarks_app.api.endpoints import BenchmarkEndpoint
from benchmarks_app.models import Measure
from config.api import ENDPOINTS
from core.api import reading
from core.api.joins import Joins
from tests.api.test_query_bounds import MAKERS

pytestmark = pytest.mark.django_db
NOUNS = [noun for noun in ENDPOINTS if noun not in ("search", "lineages")]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Joins]:
    """The statements kept by what a test asks, and no others."""
    statements: dict[Any, Joins] = {}
    monkeypatch.setattr(reading, "KEPT", statements)
    return statements


def values_in(joins: Joins) -> Iterator[Any]:
    """What the kept statements hold beside the keys they are asked for, those inside of others too."""
    for join in joins._joins:
        if join._statement._around:
            yield from (*join._statement._given[0], *join._statement._given[1])
        yield from values_in(join._joins) if join.inside else ()


def of_their_time(kept: dict[Any, Joins]) -> list[Any]:
    """The values that are a day or a moment."""
    return [value for joins in kept.values() for value in values_in(joins) if is_of_its_time(value)]


def is_of_its_time(value: Any) -> bool:
    """Whether it is a day or a moment, as a value or as SQLite is given it."""
    begins = str(datetime.datetime.now(tz=datetime.UTC).year)
    return isinstance(value, datetime.date) or (isinstance(value, str) and value.startswith(begins))


@pytest.mark.parametrize("noun", NOUNS)
def test_no_kept_statement_holds_a_time(noun: str, api: APIClient, kept: dict[Any, Joins]) -> None:
    MAKERS[noun]()
    included = ",".join(getattr(ENDPOINTS[noun].serializer_class, "includes", ()))

    for asked in ({}, {"include": included} if included else {}):
        assert api.get(f"/api/v1/{noun}/", asked).status_code == 200

    assert kept
    assert of_their_time(kept) == []


def test_a_statement_that_held_a_time_would_be_found(
    api: APIClient, kept: dict[Any, Joins], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Measure.objects.filter(benchmark__timeframe__end__lt=datetime.datetime.now(tz=datetime.UTC))
    rows = BenchmarkEndpoint.queryset.prefetch_related(Prefetch("measures", ended, to_attr="ended"))
    monkeypatch.setattr(BenchmarkEndpoint, "queryset", rows)
    MAKERS["benchmarks"]()

    api.get("/api/v1/benchmarks/")

    assert len(of_their_time(kept)) == 1
