"""How long does a search take the database, beside looking for the same letters in every text?

    python bench/search.py [recommendations]

Starts PostgreSQL, fills a scratch database with made-up recommendations (250,000) and the index of them, and
runs each search two ways under EXPLAIN ANALYZE: the ranked and counted first page of `core.search`, both its
queries together; and the floor, a first page of plain `icontains` over the same texts, ranked as the search
once was, without a count. The middle of several runs by turns is printed. The goal: a first page within 10 ms
of database time and at least 100 times faster than the floor.
"""

import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RECOMMENDATIONS, AT_ONCE, RUNS, PAGE = 250_000, 5000, 5, 20
WORDS_IN_A_TEXT, VOCABULARY = 45, 20_000
GOAL_MS, GOAL_RATIO = 10.0, 100.0
# Words of the subject, and in how many of the texts each stands.
SHARES = {
    "prison": 0.4, "government": 0.8, "detention": 0.1, "judges": 0.03, "land": 0.01, "pangolin": 0.0002,
}  # fmt: skip
# Each query, the words its floor looks for, and how it is narrowed.
QUERIES: list[tuple[str, list[str], dict[str, str]]] = [
    ("pangolin", ["pangolin"], {}),
    ("absentword", ["absentword"], {}),
    ("land", ["land"], {}),
    ("judges", ["judge"], {}),
    ("prisons", ["prison"], {}),
    ("government", ["government"], {}),
    ("prisons detention", ["prison", "detention"], {}),
    ("government prisons judges", ["government", "prison", "judge"], {}),
    ('"legal aid"', ["legal aid"], {}),
    ("pangolin OR land", ["land"], {}),
    ("prisons -government", ["prison"], {}),
    ("prisons", ["prison"], {"theme": "theme-3"}),
    ("prisons", ["prison"], {"kind": "recommendation"}),
    ("judges", ["judge"], {"theme": "theme-3", "kind": "recommendation"}),
]


def main(number: int) -> int:
    """Fills and measures; 1 when a first page takes too long or is not fast enough beside the floor."""
    sys.path.insert(0, str(ROOT))
    from script.lib import postgresql  # noqa: PLC0415
    from script.lib.checkout import temporary_folder  # noqa: PLC0415

    with (
        temporary_folder("tracker-bench-") as folder,
        postgresql.started_in(folder) as url,
        tempfile.TemporaryDirectory() as data,
    ):
        begin_on(url, data)
        fill(number)
        reached = [measured(*query) for query in QUERIES]
        return 0 if all(reached) else 1


def begin_on(url: str, folder: str) -> None:
    """Django on an empty database."""
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.test", DATABASE_URL=url, TRACKER_DATA=folder)
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


def fill(number: int) -> None:
    """So many recommendations on twenty benchmarks of five themes, and the index over them."""
    from core.search_index import refresh_everything  # noqa: PLC0415

    began = time.perf_counter()
    make_recommendations(number)
    print(f"{number:,} recommendations written in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    refresh_everything()
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


def measured(query: str, letters: list[str], narrowed: dict[str, str]) -> bool:
    """Prints one line about a search; whether it is as fast as it should be."""
    from core.search import entries_as_seen_by, find  # noqa: PLC0415

    found, page, floor = find(query, None, **narrowed), [], []
    hits = found.count()
    for _ in range(RUNS):
        page.append(milliseconds(found.ranked_query(entries_as_seen_by(None, found.chosen))))
        if hits:
            page[-1] += milliseconds(found.rows_query(found.ranked[:PAGE]))
        floor.append(milliseconds(floor_of(letters)[:PAGE]))
    took, beside = statistics.median(page), statistics.median(floor)
    good = took <= GOAL_MS and (beside / took >= GOAL_RATIO)
    count = f"more than {hits:,}" if found.are_more else f"{hits:,}"
    narrow = "".join(f" {name}={value}" for name, value in narrowed.items())
    print(
        f"{query + narrow:42} {count:>16} hits: {took:7.2f} ms, floor {beside:8.1f} ms, "
        f"{beside / took:7.0f} times faster{'' if good else '   <- MISSED'}",
        flush=True,
    )
    return good


def floor_of(letters: list[str]) -> Any:
    """What the search did before it had an index: these letters anywhere, ranked, over the same texts."""
    from django.db.models import Case, Q, Value, When  # noqa: PLC0415

    from benchmarks_app.models import Recommendation  # noqa: PLC0415

    rows, rank = Recommendation.objects.order_by(), Value(0)
    for word in letters:
        rows = rows.filter(Q(slug__icontains=word) | Q(summary__icontains=word))
        rank += Case(When(slug__icontains=word, then=Value(3)), default=Value(1))  # type: ignore[assignment]
    return rows.annotate(rank=rank).order_by("-rank", "pk")


def milliseconds(rows: Any) -> float:
    """Planning and execution, as the database itself measures them."""
    import json  # noqa: PLC0415

    (plan,) = json.loads(rows.explain(format="json", analyze=True, timing=False))
    return plan["Planning Time"] + plan["Execution Time"]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECOMMENDATIONS))
