"""The fast ways to an answer give the same bytes as the plain ones: shapes, orjson, filters given alone."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient
from rest_framework.viewsets import GenericViewSet

from benchmarks_app.models import Benchmark
from config.api import ENDPOINTS
from core.api import counts, filters
from core.api.filters import DeclaredFilterBackend
from core.api.inclusion import includes_of
from core.api.reading import ContentEndpoint, flat_shape_asked, shape_asked
from core.api.renderers import Json
from elections_app.models import Election
from tests.factories import benchmarks, elections
from tests.factories.core import NOON, UserFactory

pytestmark = pytest.mark.django_db
LISTS = sorted(noun for noun in ENDPOINTS if noun != "search")
# What their serializers alone can show.
LEFT_TO_THE_SERIALIZER = {
    "benchmark-sets",
    "consistency-checks",
    "documents",
    "lineages",
    "progress-updates",
    "releases",
    "resolution-paragraphs",
    "resolutions",
    "search",
    "themes",
}
SHOWN_FROM_COLUMNS = {"party-results", "turnouts"}
ROLES: dict[str, Callable[[], Any]] = {
    "monitor": lambda: UserFactory(roles=["monitor"]),
    "reviewer": lambda: UserFactory(roles=["reviewer"]),
    "admin": lambda: UserFactory(roles=["admin"], is_staff=True, is_superuser=True),
}


@pytest.fixture(scope="module", autouse=True)
def content(report: None) -> None:
    """The report's own content is there."""


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on everything is done as it comes."""

    def do() -> None:
        monkeypatch.setattr(ContentEndpoint, "shape", lambda view: None)
        monkeypatch.setattr(ContentEndpoint, "filter_queryset", as_it_comes)
        monkeypatch.setattr(DeclaredFilterBackend, "filter_queryset", DjangoFilterBackend.filter_queryset)
        monkeypatch.setattr(filters, "light", lambda rows, kept: rows)
        monkeypatch.setattr(counts, "is_for_nobody_now", lambda request: False)
        monkeypatch.setattr(ContentEndpoint, "renderer_classes", [JSONRenderer])
        monkeypatch.setattr(
            DeclaredFilterBackend,
            "get_filterset_class",
            lambda _, view, rows=None: getattr(view, "filterset_class", None),
        )

    return do


def as_it_comes(view: Any, rows: Any) -> Any:
    """The rows asked for, with all that goes along with them."""
    return GenericViewSet.filter_queryset(view, rows).prefetch_related(*view.going_along())


def questions(noun: str) -> Iterator[dict[str, str]]:
    """What a list is asked: as it is, with each whole object and all of them, some fields, all but some."""
    includes = list(includes_of(ENDPOINTS[noun]))
    names = list(ENDPOINTS[noun].serializer_class(context={}).fields)
    yield {}
    yield from ({"include": name} for name in includes)
    if includes:
        yield {"include": ",".join(includes), "omit": names[0]}
    yield {"fields": ",".join(names[1:4])}
    yield {"omit": ",".join(names[2:5])}
    yield {"fields": names[-1]}


def answers(api: APIClient, noun: str, details: list[str], given: list[dict[str, str]]) -> list[bytes]:
    """The bodies of a list and of some details, asked like this."""
    asked = [(reverse(f"api:{noun}-list"), {"page_size": "5"} | each) for each in given]
    asked += [(address, each) for address in details for each in given[::2]]
    found = [api.get(address, each) for address, each in asked]
    assert [answer.status_code for answer in found] == [200] * len(found)
    return [answer.content for answer in found]


@pytest.mark.parametrize("noun", LISTS)
def test_every_answer_is_the_one_of_the_serializer(
    noun: str, api: APIClient, plainly: Callable[[], None]
) -> None:
    judged()
    rows = api.get(reverse(f"api:{noun}-list"), {"page_size": 20}).json()["results"]
    details = [rows[0]["url"], rows[-1]["url"]] if rows else []
    given = list(questions(noun))

    fast = answers(api, noun, details, given)
    plainly()

    assert fast == answers(api, noun, details, given)


@pytest.mark.parametrize("noun", LISTS)
def test_so_it_is_of_each_field_by_itself_and_of_all_but_one(
    noun: str, api: APIClient, plainly: Callable[[], None]
) -> None:
    names = list(ENDPOINTS[noun].serializer_class(context={}).fields)
    given = [{how: name} for name in names for how in ("fields", "omit")]

    fast = answers(api, noun, [], given)
    plainly()

    assert fast == answers(api, noun, [], given)


@pytest.mark.parametrize("noun", LISTS)
def test_so_it_is_for_people_of_every_role(noun: str, plainly: Callable[[], None]) -> None:
    judged()
    clients = [APIClient() for _ in ROLES]
    for client, make in zip(clients, ROLES.values(), strict=True):
        client.force_login(make())
    given = [
        {},
        {"omit": "url"} | ({"include": ",".join(known)} if (known := includes_of(ENDPOINTS[noun])) else {}),
    ]

    fast = [answers(client, noun, [], given) for client in clients]
    plainly()

    assert fast == [answers(client, noun, [], given) for client in clients]


def judged() -> None:
    """Two assessors who differ, at a moment with fractions of a second; a measure and grades."""
    benchmark = Benchmark.objects.get(number=6)
    at = NOON.replace(day=17, microsecond=123456)
    make = partial(benchmarks.ProgressUpdateFactory, benchmark=benchmark, published=True, published_at=at)
    make(status="on_target", assessor="government")
    update = make(status="off_target", assessor="civil_society")
    make(measure=benchmark.measures.get(order=1), assessor="ohchr")
    benchmarks.ObservationFactory(indicator=benchmark.indicators.all()[0], update=update, period="2024")
    for recommendation in benchmark.recommendations.all()[:2]:
        benchmarks.FollowUpGradeFactory(recommendation=recommendation)
    benchmarks.StatusTotalFactory()
    elections.ConsistencyCheckFactory(election=Election.objects.all()[0])


@pytest.mark.parametrize("noun", LISTS)
def test_what_has_a_shape_and_what_is_left_to_its_serializer(noun: str) -> None:
    shape = shape_asked(ENDPOINTS[noun].serializer_class, (), "", "")

    assert (shape is None) == (noun in LEFT_TO_THE_SERIALIZER)
    flat = flat_shape_asked(ENDPOINTS[noun].serializer_class, (), "", "")
    assert (flat is not None) == (noun in SHOWN_FROM_COLUMNS)


@pytest.mark.parametrize(
    "given",
    [
        {"level": "commune"},
        {"votes__gte": "1", "seats__lt": "40"},
        {"election_kind": "commune_council", "stage": "official", "ordering": "-votes"},
    ],
)
def test_filters_given_alone_narrow_as_all_do(
    given: dict[str, str], api: APIClient, plainly: Callable[[], None]
) -> None:
    address = reverse("api:party-results-list")
    fast = api.get(address, given).content
    plainly()

    assert fast == api.get(address, given).content


@pytest.mark.parametrize(
    "value",
    [
        {"text": 'ខ្មែរ \u2028 \u2029 \x7f \\ " <b>'},
        {"number": 33.1, "whole": 33, "large": 10**15, "beyond": 2**80, "small": 1e-7, "nothing": None},
        {"lone": "\ud800"},
        {1: "a key that is no text"},
        ["list", ("tuple",), True, {"nested": {}}],
    ],
)
def test_json_is_written_as_the_stock_renderer_writes_it(value: Any) -> None:
    def written(renderer: Any) -> Any:
        try:
            return renderer.render(value, "application/json", {})
        except UnicodeEncodeError as error:
            return str(error)

    assert written(Json()) == written(JSONRenderer())
