"""How fast does the API answer beside the least that could, and beside Django REST framework as it comes?

    python bench/answers.py [rows]

Starts a PostgreSQL, loads the report's content and 28,000 made-up results of parties in communes, and asks
the contenders the same questions in this process, by turns so that noise hits all alike: the floor
(hand-written SQL, psycopg2 and orjson in a bare WSGI function), a stock ModelViewSet behind Django's usual
middleware, and the whole site. All must say the same. The site is asked as it comes, with what a process may
keep until anything public changes: that is what its callers wait for, and what the bounds are for. What the
first to ask after a change waits for is told beside it: each answer made anew. Told are the shortest time and
the least time of the processor for one request.

Then the rows grow ten times over: a page, a page deep in the list, a page in another order; how many rows
there are is known from the page before, as in the running site, and what counting costs is told beside it.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROWS, TIMES, TURNS = 28_000, 10, 60
PLACES = 1_652  # the communes of Cambodia
MOST_OVER_FLOOR, LEAST_UNDER_STOCK, MOST_GROWTH = 2.0, 3.0, 1.3
COUNTED = ", and the first to ask how many there are"
LIST = "/api/v1/benchmarks/"
WHOLE = "/api/v1/party-results/?page_size=100"
RESULTS = "/api/v1/party-results/?election={election}&page_size=100&stage=official"
Application = Callable[..., Any]


def main(rows: int) -> int:
    """Measures everything; 1 when something is slower than it may be."""
    sys.path[:0] = [str(ROOT)]
    os.environ.pop("DATABASE_URL", None)
    from script.lib import postgresql  # noqa: PLC0415

    with postgresql.server() as url:
        begin_on(url)
        election = fill(rows)
        reached = [compared(case, url) for case in cases(election).items()]
        return 0 if all([*reached, grown(rows)]) else 1


def cases(election: str) -> dict[str, str]:
    """What is asked, by what it stands for."""
    return {
        "a list with nesting": LIST,
        "the same, with more": f"{LIST}?include=themes,recommendations",
        "a detail": f"{LIST}6/",
        "a filtered page of 100, counted": RESULTS.format(election=election),
    }


def begin_on(url: str) -> None:
    """Django on an empty database of this server, whose connections stay open as they do in production."""
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.test", DATABASE_URL=url)
    from django.conf import settings  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    settings.API_RATES = {"anonymous": (1_000_000_000, 60)}
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


def fill(rows: int) -> str:
    """The report's content, and so many made-up results; the key of their election."""
    from django.core.management import call_command  # noqa: PLC0415

    from script.lib.preparation import fixtures  # noqa: PLC0415

    call_command("loaddata", *fixtures(), verbosity=0)
    return made(1, rows)


def made(elections: int, rows: int) -> str:
    """So many results of parties in communes in each of so many elections; the key of the last."""
    from django.db import connection  # noqa: PLC0415

    from bench.export import numbers  # noqa: PLC0415
    from elections_app.models import Party, PartyResult, Place  # noqa: PLC0415
    from tests.factories import core  # noqa: PLC0415
    from tests.factories import elections as factories  # noqa: PLC0415

    source = core.PassageFactory()
    places = [
        Place.objects.get_or_create(code=f"9{n:05}", defaults={"name": f"Commune {n}", "level": "commune"})[0]
        for n in range(PLACES)
    ]
    parties = [
        Party.objects.get_or_create(code=f"party-{n}", defaults={"name": f"Party {n}"})[0]
        for n in range(-(-rows // PLACES))
    ]
    pairs = [(place, party) for party in parties for place in places][:rows]
    for _ in range(elections):
        election: Any = factories.ElectionFactory()
        common: Any = {"election": election, "source": source, "stage": "official", "note": "As printed."}
        PartyResult.objects.bulk_create(
            (
                PartyResult(place=place, party=party, **common, **numbers(n))
                for n, (place, party) in enumerate(pairs)
            ),
            batch_size=2_000,
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return election.slug


def compared(case: tuple[str, str], url: str) -> bool:
    """Prints one line about a question; whether ours is as fast as it should be."""
    name, address = case
    askers = contenders(url)
    assert_the_same(address, askers)
    wall, cpu = fastest(address, askers)
    print(f"{name}: {address}")
    for who in askers:
        print(f"  {who:10} {wall[who] * 1000:8.2f} ms, {cpu[who] * 1000:8.2f} ms of the processor")
    ratios("made anew", wall, cpu)
    over, under = ratios("as it comes", wall, cpu)
    reached = over <= MOST_OVER_FLOOR and under >= LEAST_UNDER_STOCK
    print("" if reached else "  <- MISSED", flush=True)
    return reached


def ratios(who: str, wall: dict[str, float], cpu: dict[str, float]) -> tuple[float, float]:
    """How many times the floor one way of ours takes, and how many times less than stock: the worse."""
    over = [took[who] / took["floor"] for took in (wall, cpu)]
    under = [took["stock"] / took[who] for took in (wall, cpu)]
    print(
        f"  {who}: {over[0]:.2f} of the floor by the clock, {over[1]:.2f} by the processor; "
        f"{under[0]:.1f} and {under[1]:.1f} times faster than stock"
    )
    return max(over), min(under)


def contenders(url: str) -> dict[str, Callable[[str], bytes]]:
    """Who is asked, by name."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    from bench import answers_floor, answers_stock  # noqa: PLC0415

    ours = get_wsgi_application()
    floor = answers_floor.Floor(url)
    stock = answers_stock.application()
    return {
        "floor": lambda address: asked(floor, address),
        "stock": lambda address: asked(stock, address),
        "made anew": lambda address: anew(ours, address),
        "as it comes": lambda address: asked(ours, address),
    }


def asked(application: Application, address: str) -> bytes:
    """The body of an answer, read to its end as a server does."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_HOST": "testserver",
        "HTTP_ACCEPT": "*/*",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    begun: list[str] = []
    answer = application(environ, lambda status, headers, *_: begun.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if begun != ["200 OK"]:
        raise SystemExit(f"{address}: {begun} {body[:500]!r}")
    return body


def anew(application: Application, address: str) -> bytes:
    """The same, with nothing that was kept of an answer before."""
    from core.api.kept_answers import store  # noqa: PLC0415

    store.forget()
    return asked(application, address)


def assert_the_same(address: str, askers: dict[str, Callable[[str], bytes]]) -> None:
    """Whether all say the same."""
    expected = json.loads(askers["made anew"](address))
    for who, ask in askers.items():
        said = json.loads(ask(address))
        if said != expected:
            raise SystemExit(f"{who} says something else of {address}: {difference(said, expected)}")


def difference(one: Any, other: Any, path: str = "") -> str:
    """Where two bodies differ first."""
    if isinstance(one, dict) and isinstance(other, dict) and list(one) == list(other):
        pairs = [(f"{path}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{path}[{place}]", *both) for place, both in enumerate(zip(one, other, strict=True))]
    else:
        return "" if one == other else f"{path}: {str(one)[:200]} beside {str(other)[:200]}"
    return next(filter(None, (difference(a, b, where) for where, a, b in pairs)), "")


def fastest(
    address: str,
    askers: dict[str, Callable[[str], bytes]],
    turns: int = TURNS,
    before: Callable[[str], object] = len,
) -> tuple[dict[str, float], dict[str, float]]:
    """The shortest time of each, and the least time of the processor, by turns; `before` is not timed."""
    wall, cpu = dict.fromkeys(askers, 9e9), dict.fromkeys(askers, 9e9)
    for _ in range(turns):
        for who, ask in askers.items():
            before(address)
            at, worked = time.perf_counter(), time.process_time()
            ask(address)
            cpu[who] = min(cpu[who], time.process_time() - worked)
            wall[who] = min(wall[who], time.perf_counter() - at)
    return wall, cpu


def grown(rows: int) -> bool:
    """Prints how much longer the same takes when there are ten times as many rows."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    ours = get_wsgi_application()
    few = growing(ours, rows)
    made(TIMES - 1, rows)
    many = growing(ours, rows * TIMES)
    for name, before in few.items():
        missed = many[name] / before > MOST_GROWTH and not name.endswith(COUNTED)
        print(
            f"{name}: {before * 1000:.2f} ms of {rows:,} rows, "
            f"{many[name] * 1000:.2f} ms of {rows * TIMES:,}: "
            f"{many[name] / before:.2f} times{'   <- MISSED' if missed else ''}",
            flush=True,
        )
    return all(many[name] / few[name] <= MOST_GROWTH for name in few if not name.endswith(COUNTED))


def growing(ours: Application, rows: int) -> dict[str, float]:
    """How long a page, a page deep in the list and a page in another order take, each made anew.

    How many rows there are is counted once until something public changes, and is known when the next page is
    asked for; what the first to ask waits for is told beside it, and grows with the rows.
    """
    addresses = {
        "a page": WHOLE,
        "a page deep in the list": deep_in(ours, rows),
        "a page in another order": f"{WHOLE}&ordering=-votes",
    }
    took: dict[str, float] = {}
    for name, address in addresses.items():
        page = {name: lambda asked_of: asked(ours, asked_of)}
        wall, _ = fastest(address, page, 20, before=lambda asked_of: anew(ours, f"{asked_of}&fields=id"))
        first = {name + COUNTED: lambda asked_of: anew(ours, asked_of)}
        took |= wall | fastest(address, first, 20)[0]
    return took


def deep_in(ours: Application, rows: int) -> str:
    """The address of the page by cursor that begins in the middle of the list."""
    from django.db.models import F  # noqa: PLC0415
    from rest_framework.request import Request  # noqa: PLC0415
    from rest_framework.test import APIRequestFactory  # noqa: PLC0415

    from core.api.filters import DeclaredOrderingFilter  # noqa: PLC0415
    from core.api.keyset import columns_of, cursor_after  # noqa: PLC0415
    from elections_app.api.endpoints import PartyResultEndpoint  # noqa: PLC0415
    from elections_app.models import PartyResult  # noqa: PLC0415

    request = Request(APIRequestFactory().get(WHOLE))
    rows_in_order = DeclaredOrderingFilter().filter_queryset(
        request, PartyResult.objects.all(), PartyResultEndpoint()
    )
    columns = columns_of(rows_in_order)
    row = rows_in_order.annotate(**{column.name: F(column.path) for column in columns})[rows // 2]
    cursor = cursor_after(row, columns, backwards=False, of="party-results")
    return f"{WHOLE}&cursor={cursor}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
