"""How long does a search take the database, beside looking for the same letters in every text?

    python bench/search.py [recommendations] [--sqlite]

Starts PostgreSQL, fills a scratch database with made-up recommendations (250,000) and the index of them, and
measures each search two ways under EXPLAIN ANALYZE: the ranked and counted first page of `core.search`, every
statement it sends, planning and execution; and the floor, a first page of plain `icontains` over the same
texts, ranked as the search once was, without a count. Printed is the smallest of many runs of each statement,
some in each of several turns through all searches, so that a moment in which others work spoils none of them:
what the server says of planning and execution, and for how long a processor worked for it (Linux tells), all
parsing and planning among it. The last is what counts, since it holds on a busy machine. Fails unless every
first page takes at most 10 ms of it and is at least 100 times faster than its floor.

With `--sqlite` the same on SQLite in a file: what is measured is how long this process works for the
statements (SQLite has no server), without a floor, and a first page may take 100 ms.
"""

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
RECOMMENDATIONS, AT_ONCE, PAGE = 250_000, 5000, 20
TURNS, RUNS, RUNS_OF_THE_FLOOR = 4, 10, 1
WORDS_IN_A_TEXT, VOCABULARY = 45, 20_000
HEADING = f"{'':42} {'hits':>10} {'statements':>10} {'planned':>9} {'executed':>9} {'work':>9} {'floor':>10}"
GOAL_MS, GOAL_RATIO, GOAL_MS_ON_SQLITE = 10.0, 100.0, 100.0
# Words of the subject, and in how many of the texts each stands.
SHARES = {
    "prison": 0.4, "government": 0.8, "detention": 0.1, "judges": 0.03, "land": 0.01, "pangolin": 0.0002,
}  # fmt: skip
# Each query, the letters its floor looks for, and how it is narrowed.
QUERIES: list[tuple[str, list[str], dict[str, str]]] = [
    ("absentword", ["absentword"], {}),
    ("pangolin", ["pangolin"], {}),
    ("land", ["land"], {}),
    ("judges", ["judge"], {}),
    ("detention", ["detention"], {}),
    ("prisons", ["prison"], {}),
    ("government", ["government"], {}),
    ("land judges", ["land", "judge"], {}),
    ("prisons detention", ["prison", "detention"], {}),
    ("government prisons judges", ["government", "prison", "judge"], {}),
    ('"legal aid"', ["legal aid"], {}),
    ('"prison detention"', ["prison detention"], {}),
    ('"government prison"', ["government prison"], {}),
    ("prisons", ["prison"], {"theme": "theme-3"}),
    ("pangolin", ["pangolin"], {"theme": "theme-3"}),
    ("prisons", ["prison"], {"kind": "recommendation"}),
    ("judges", ["judge"], {"theme": "theme-3", "kind": "recommendation"}),
    ("prisons -government", ["prison"], {}),
    ("government -prisons", ["government"], {}),
    ("pangolin OR land", ["land"], {}),
    ("detention OR judges", ["judge"], {}),
    ("CCPR", ["ccpr"], {}),
]


class Times(NamedTuple):
    """Milliseconds that a statement takes."""

    planning: float
    execution: float
    work: float


SLOWEST = Times(*[float("inf")] * 3)


def main(number: int, *, on_sqlite: bool) -> int:
    """Fills and measures; 1 when a first page takes too long or is not fast enough beside the floor."""
    sys.path.insert(0, str(ROOT))
    from script.lib import postgresql  # noqa: PLC0415
    from script.lib.checkout import temporary_folder  # noqa: PLC0415

    with temporary_folder("tracker-bench-") as folder, tempfile.TemporaryDirectory() as data:
        if on_sqlite:
            begin_on("", data)
            fill(number)
            return all_measured()
        with postgresql.started_in(folder, shared_buffers="1GB") as url:
            begin_on(url, data)
            fill(number)
            return all_measured()


def all_measured() -> int:
    """Every search in several turns, and a line about each; 1 unless all are as fast as they should be."""
    searches = [Measured(*query) for query in QUERIES]
    for _turn in range(TURNS):
        for search in searches:
            search.measure()
    print(HEADING)
    for search in searches:
        print(search.line(), flush=True)
    reached = sum(search.is_good() for search in searches)
    load = " ".join(f"{average:.1f}" for average in os.getloadavg())
    print(f"{reached} of {len(searches)} searches are as fast as they should be; load {load}")
    return 0 if reached == len(searches) else 1


def begin_on(url: str, folder: str) -> None:
    """Django on an empty database."""
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.test", DATABASE_URL=url, TRACKER_DATA=folder)
    if not url:
        del os.environ["DATABASE_URL"]
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


def fill(number: int) -> None:
    """So many recommendations on twenty benchmarks of five themes, and the index over them."""
    from django.db import connection  # noqa: PLC0415

    from core.search_index import refresh_everything  # noqa: PLC0415
    from core.search_terms import set_up, take_down  # noqa: PLC0415

    began = time.perf_counter()
    make_recommendations(number)
    print(f"{number:,} recommendations written in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    if connection.vendor == "sqlite":  # whose triggers fill the index
        refresh_everything()
        print(f"indexed in {time.perf_counter() - began:.0f} s", flush=True)
        return
    with connection.schema_editor() as editor:
        take_down(None, editor)
    refresh_everything()
    with connection.schema_editor() as editor:
        set_up(None, editor)
    print(f"indexed in {time.perf_counter() - began:.0f} s; {sizes()}", flush=True)


def make_recommendations(number: int) -> None:
    """The rows, each linked to a benchmark."""
    from benchmarks_app.models import BenchmarkRecommendation, Recommendation  # noqa: PLC0415
    from tests.factories.benchmarks import BenchmarkFactory  # noqa: PLC0415
    from tests.factories.core import DocumentFactory, ThemeFactory  # noqa: PLC0415

    document: Any = DocumentFactory(symbol="CCPR/C/KHM/CO/2")
    themes = [ThemeFactory(slug=f"theme-{place}") for place in range(5)]
    benchmarks: list[Any] = [BenchmarkFactory(themes=[themes[place % 5]]) for place in range(20)]
    made = texts(number)
    for start in range(0, number, AT_ONCE):
        places = range(start, min(start + AT_ONCE, number))
        rows = Recommendation.objects.bulk_create(
            Recommendation(
                slug=f"made-up-{place}",
                mechanism="human_rights_committee",
                addressee="government",
                document=document,
                paragraph=str(place),
                summary=text,
                order=1,
            )
            for place, text in zip(places, itertools.islice(made, len(places)), strict=True)
        )
        BenchmarkRecommendation.objects.bulk_create(
            BenchmarkRecommendation(
                benchmark=benchmarks[place % 20], recommendation=row, order=place // 20 + 1
            )
            for place, row in zip(places, rows, strict=True)
        )


def texts(number: int) -> Iterator[str]:
    """Texts of invented words, as uneven as those of a language, with words of the subject among them."""
    chance = random.Random(6)  # noqa: S311
    letters = "bcdfghklmnprstvz"
    invented = [
        "".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(chance.randint(2, 5)))
        for _ in range(VOCABULARY)
    ]
    weights = list(itertools.accumulate(1 / (place + 1) for place in range(VOCABULARY)))
    for place in range(number):
        words = chance.choices(invented, cum_weights=weights, k=WORDS_IN_A_TEXT)
        words += [word for word, share in SHARES.items() if chance.random() < share]
        chance.shuffle(words)
        yield " ".join(words) + (" legal aid" if place % 50 == 0 else "")


def sizes() -> str:
    """How large table and index have become, with the planner's samples taken."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT pg_size_pretty(pg_table_size('core_searchentry')),"
            " pg_size_pretty(pg_relation_size('search_entry_terms'))"
        )
        table, index = cursor.fetchone()
    return f"the index's table takes {table}, the GIN over its words {index}"


class Measured:
    """One search, its statements, and the least that each of them has taken so far."""

    def __init__(self, query: str, letters: list[str], narrowed: dict[str, str]) -> None:
        from core.search import find  # noqa: PLC0415

        found = find(query, None, **narrowed)
        self.statements = statements_of(lambda: (found.count(), found[:PAGE]))
        (self.floor_statement,) = statements_of(lambda: list(floor_of(letters)[:PAGE]))
        self.name = query + "".join(f" {name}={value}" for name, value in narrowed.items())
        self.count = f"{'over ' if found.are_more else ''}{found.count():,}"
        self.least = [SLOWEST] * len(self.statements)
        self.floor = SLOWEST

    def measure(self) -> None:
        """Once more, some runs of each statement."""
        from django.db import connection  # noqa: PLC0415

        smallest = smallest_on_sqlite if connection.vendor == "sqlite" else smallest_on_postgresql
        times = [smallest(statement, RUNS) for statement in self.statements]
        self.least = [both_least(*pair) for pair in zip(self.least, times, strict=True)]
        if connection.vendor != "sqlite":
            self.floor = both_least(self.floor, smallest(self.floor_statement, RUNS_OF_THE_FLOOR))

    @property
    def page(self) -> Times:
        """What all of them take together."""
        return Times(*(sum(part) for part in zip(*self.least, strict=True)))

    def is_good(self) -> bool:
        """Whether it is as fast as it should be."""
        if self.floor == SLOWEST:
            return self.page.work <= GOAL_MS_ON_SQLITE
        return self.page.work <= GOAL_MS and self.floor.work / self.page.work >= GOAL_RATIO

    def line(self) -> str:
        """What is printed of it."""
        page, floor = self.page, self.floor.work
        beside = "" if self.floor == SLOWEST else f" {floor:7.1f} ms, {floor / page.work:5.0f} times faster"
        return (
            f"{self.name:42} {self.count:>10} {len(self.statements):>10} "
            f"{page.planning:6.2f} ms {page.execution:6.2f} ms {page.work:6.2f} ms{beside}"
            f"{'' if self.is_good() else '   <- MISSED'}"
        )


def both_least(one: Times, other: Times) -> Times:
    """Of each part the smaller."""
    return Times(*map(min, one, other))


def statements_of(asks: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The statements, with their parameters, that something sends to the database."""
    from django.db import connection  # noqa: PLC0415

    sent = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        asks()
    return sent


def floor_of(letters: list[str]) -> Any:
    """What the search did before it had an index: these letters anywhere, ranked, over the same texts."""
    from django.db.models import Case, Q, Value, When  # noqa: PLC0415

    from benchmarks_app.models import Recommendation  # noqa: PLC0415

    rows, rank = Recommendation.objects.order_by(), Value(0)
    for word in letters:
        rows = rows.filter(Q(slug__icontains=word) | Q(summary__icontains=word))
        rank += Case(When(slug__icontains=word, then=Value(3)), default=Value(1))  # type: ignore[assignment]
    return rows.annotate(rank=rank).order_by("-rank", "pk")


def smallest_on_sqlite(statement: tuple[str, Any], runs: int) -> Times:
    """Of so many runs the least work of this process."""
    from django.db import connection  # noqa: PLC0415

    taken = []
    with connection.cursor() as cursor:
        for _ in range(max(runs // 4, 1)):
            before = time.process_time()
            cursor.execute(*statement)
            cursor.fetchall()
            taken.append((time.process_time() - before) * 1000)
    return Times(0, min(taken), min(taken))


def smallest_on_postgresql(statement: tuple[str, Any], runs: int) -> Times:
    """Of so many runs the least of planning, execution and the server's own work."""
    from django.db import connection  # noqa: PLC0415

    sql, parameters = statement
    taken = []
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # work is what one process does
        cursor.execute("SELECT pg_backend_pid()")
        (server,) = cursor.fetchone()
        for _ in range(runs):
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
            ((plan,),) = cursor.fetchone()
            before = worked(server)
            cursor.execute(sql, parameters)
            work = worked(server) - before
            taken.append(Times(plan["Planning Time"], plan["Execution Time"], work))
    return Times(*(min(part) for part in zip(*taken, strict=True)))


def worked(process: int) -> float:
    """The milliseconds for which a processor has worked for a process."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("recommendations", type=int, nargs="?", default=RECOMMENDATIONS)
    arguments.add_argument("--sqlite", action="store_true")
    given = arguments.parse_args()
    sys.exit(main(given.recommendations, on_sqlite=given.sqlite))
