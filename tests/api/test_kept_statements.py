"""Rows and what goes along with them are read by statements that a process keeps: they hold no time."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F, Prefetch, Q, QuerySet
from rest_framework.test import APIClient

from benchmarks_app.api.endpoints import BenchmarkEndpoint
from benchmarks_app.models import Measure
from config.api import ENDPOINTS
from core.api import kept_statements, reading
from core.api.joins import Joins
from core.api.kept_statements import Texts, structure_of, text_of
from elections_app.models import PartyResult
from tests.api.test_query_bounds import MAKERS
from tests.factories import elections

pytestmark = pytest.mark.django_db
NOUNS = [noun for noun in ENDPOINTS if noun not in ("search", "lineages")]


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> Texts:
    """The texts kept by what a test asks, and no others."""
    texts = Texts()
    monkeypatch.setattr(kept_statements, "texts", texts)
    return texts


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
def test_no_kept_statement_holds_a_time_and_no_text_a_value(
    noun: str, api: APIClient, kept: dict[Any, Joins], texts: Texts
) -> None:
    MAKERS[noun]()
    included = ",".join(getattr(ENDPOINTS[noun].serializer_class, "includes", ()))

    for asked in ({}, {"include": included} if included else {}):
        answer = api.get(f"/api/v1/{noun}/", asked)
    assert api.get(answer.json()["results"][0]["url"]).status_code == 200

    assert of_their_time(kept) == []
    assert [text.sql for text in texts if "'" in text.sql] == []
    assert [text.sql for text in texts if text.reading._compiler.query.where.children] == []
    assert kept or list(texts)


def test_a_statement_that_held_a_time_would_be_found(
    api: APIClient, kept: dict[Any, Joins], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Measure.objects.filter(benchmark__timeframe__end__lt=datetime.datetime.now(tz=datetime.UTC))
    rows = BenchmarkEndpoint.queryset.prefetch_related(Prefetch("measures", ended, to_attr="ended"))
    monkeypatch.setattr(BenchmarkEndpoint, "queryset", rows)
    MAKERS["benchmarks"]()

    api.get("/api/v1/benchmarks/")

    assert len(of_their_time(kept)) == 1


RESULTS = "/api/v1/party-results/"
# Questions of the same structure: what is kept of the first answers the second.
ALIKE = [
    ({"stage": "official"}, {"stage": "preliminary"}),
    ({"votes__gte": "10", "page_size": "1"}, {"votes__gte": "12", "page_size": "2"}),
    ({"votes": "10", "ordering": "-votes"}, {"votes": str(2**40), "ordering": "-votes"}),
    ({"vote_share__lt": "11.5", "level": "commune"}, {"vote_share__lt": "50", "level": "province"}),
    ({"page": "1", "page_size": "2"}, {"page": "2", "page_size": "2"}),
]


def results() -> None:
    """Results of two stages, places and many numbers."""
    for number in range(10, 14):
        place = elections.PlaceFactory(level="commune" if number % 2 else "province")
        numbers = {
            "votes": number,
            "votes_qualifier": "exact",
            "vote_share": number,
            "vote_share_qualifier": "about",
        }
        stage = "official" if number < 12 else "preliminary"
        elections.PartyResultFactory(stage=stage, place=place, **numbers)


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_a_text_answers_whatever_values_it_is_given(
    first: dict[str, str],
    second: dict[str, str],
    api: APIClient,
    texts: Texts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results()
    api.get(RESULTS, first)
    before = {text.sql for text in texts}
    again = api.get(RESULTS, second)

    assert len(before) == 2
    assert {text.sql for text in texts} == before
    monkeypatch.setattr(kept_statements, "structure_of", lambda query: None)
    assert api.get(RESULTS, second).content == again.content


def test_of_somebody_or_another_time_no_text_is_kept(api: APIClient, monitor: Any, texts: Texts) -> None:
    results()
    for clock in ("as_of", "known_at"):
        api.get(RESULTS, {clock: "2030-01-01", "stage": "official"})
    api.force_login(monitor)
    api.get(RESULTS, {"stage": "official"})

    assert list(texts) == []


ROWS = PartyResult.objects.all()
# Each of these is asked for by another text.
UNLIKE: list[QuerySet] = [
    ROWS,
    ROWS.order_by("pk"),
    ROWS.order_by("-pk"),
    ROWS.order_by(F("votes").desc(nulls_last=True)),
    ROWS.order_by(F("votes").asc(nulls_last=True)),
    ROWS.order_by(F("votes").asc(nulls_first=True)),
    ROWS.filter(votes=1),
    ROWS.exclude(votes=1),
    ROWS.filter(votes__gt=1),
    ROWS.filter(votes__isnull=True),
    ROWS.filter(votes__isnull=False),
    ROWS.filter(seats=1),
    ROWS.filter(votes=1, seats=1),
    ROWS.filter(Q(votes=1) | Q(seats=1)),
    ROWS.filter(Q(stage="official") | Q(note="")),
    ROWS.exclude(Q(stage="official") | Q(note="")),
    ROWS.filter(place__level="commune"),
    ROWS.filter(place__parent__level="commune"),
    ROWS.filter(stage="official"),
    ROWS.filter(stage__iexact="official"),
    ROWS.select_related("election"),
    ROWS.select_related("place"),
]


def test_what_is_asked_otherwise_has_another_text() -> None:
    found = [structure_of(rows.query) for rows in UNLIKE]
    keys = [(structure.key, structure.order) for structure in found if structure]

    assert len(set(keys)) == len(UNLIKE)


@pytest.mark.parametrize(
    "rows",
    [
        ROWS.filter(pk__in=[1, 2]),
        ROWS.filter(pk__in=ROWS.values("pk")),
        ROWS.filter(votes__gt=F("seats")),
        ROWS.filter(note__contains="%"),
        ROWS.annotate(twice=F("votes") * 2),
        ROWS.distinct(),
        ROWS.only("votes"),
        ROWS.order_by(F("votes") + 1),
        ROWS.none(),
        ROWS.union(ROWS),
        ROWS.extra(where=["votes > 1"]),
        ROWS.select_for_update(),
    ],
    ids=range(12),
)
def test_what_cannot_all_be_named_is_left_to_django(rows: QuerySet) -> None:
    assert structure_of(rows.query) is None


def test_a_text_with_other_values_than_its_conditions_is_not_kept(db: None) -> None:
    assert text_of(ROWS.filter(votes=1), "as asked", lambda rows: rows.query.clone())
    assert text_of(ROWS.filter(seats=1), "otherwise", lambda _: ROWS.filter(seats=2).query) is None
