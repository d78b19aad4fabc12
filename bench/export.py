"""How fast is a list as a file beside PostgreSQL's own COPY, and does it need more memory for more rows?

    python bench/export.py [rows]

Starts a PostgreSQL, fills it with party results (28,000, and ten times as many) and takes them away through
the whole site, in this process. COPY writes the same columns from the same joins; both take turns, and the
fastest of each counts. The memory is the most that a process of its own ever held while it took away so many.
Ends with 1 where the CSV is slower than 0.7 of COPY, or where ten times the rows need more than 5 MB more.
"""

import os
import resource
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROWS, TIMES, TURNS = 28_000, 10, 12
LEAST_SPEED, MOST_GROWTH = 0.7, 5.0  # of COPY's; MB
FORMS, IN_MEMORY = ("csv", "ndjson", "xlsx"), ("csv",)
PLACES = 1_652  # the communes of Cambodia
ADDRESS = "/api/v1/party-results"
SITE = "http://testserver/api/v1/party-results/"
NUMBERS = (
    *("communes_contested", "candidates", "women_candidates", "votes", "vote_share", "seats"),
    *("commune_chiefs", "first_deputies", "second_deputies", "other_councillors"),
)


def main(rows: int) -> int:
    """Measures both sizes; 1 when the CSV is too slow or memory grows with the rows."""
    sys.path.insert(0, str(ROOT))
    os.environ.pop("DATABASE_URL", None)
    from script.lib import postgresql  # noqa: PLC0415

    with postgresql.server() as url:
        begin_on(url)
        many, few = grown(rows * TIMES), grown(rows)
        speed = compared(rows)
    for suffix, most in many.items():
        told = f"at most {few[suffix]:.1f} MB for {rows:,} rows, {most:.1f} MB for {rows * TIMES:,}"
        print(f"memory, {suffix.upper()}: {told} ({most - few[suffix]:+.1f})")
    growth = many["csv"] - few["csv"]
    return 0 if speed >= LEAST_SPEED and growth <= MOST_GROWTH else 1


def grown(rows: int) -> dict[str, float]:
    """The most memory that so many rows need, which another process makes."""
    most_memory(lambda: fill(rows))
    return {suffix: most_memory(partial(taken_away, suffix)) for suffix in IN_MEMORY}


def begin_on(url: str) -> None:
    """Django on an empty database of this server."""
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.test", DATABASE_URL=url)
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)


def fill(rows: int) -> None:
    """So many results of parties in communes, whatever there was before."""
    from core.models import Document, Passage  # noqa: PLC0415
    from elections_app.models import Election, Party, PartyResult, Place  # noqa: PLC0415
    from tests.factories import core, elections  # noqa: PLC0415

    for model in (PartyResult, Party, Place, Election, Passage, Document):
        model.objects.all().delete()
    source = core.PassageFactory()
    election = elections.ElectionFactory()
    places = [
        Place(code=f"{election.pk}-{n:04}", name=f"Commune {n}", level="commune") for n in range(PLACES)
    ]
    parties = [Party(code=f"{election.pk}-{n}", name=f"Party {n}") for n in range(-(-rows // PLACES))]
    Place.objects.bulk_create(places)
    Party.objects.bulk_create(parties)
    common: Any = {"election": election, "source": source, "stage": "official", "note": "As printed, p. 3."}
    pairs = ((place, party) for party in parties for place in places)
    made = (
        PartyResult(place=place, party=party, **common, **numbers(n))
        for n, (place, party) in zip(range(rows), pairs, strict=False)
    )
    while some := list(islice(made, 2_000)):
        PartyResult.objects.bulk_create(some)


def numbers(n: int) -> dict[str, Any]:
    """Numbers with their precision; some are not given."""
    given = {name: (n * 7 + place) % 9_000 for place, name in enumerate(NUMBERS) if (n + place) % 5}
    if "vote_share" in given:
        given["vote_share"] = given["vote_share"] / 100
    return given | {f"{name}_qualifier": "exact" for name in given}


def compared(rows: int) -> float:
    """Prints how long COPY and each form take; how fast CSV is beside COPY."""
    takes = [copied, *(partial(taken_away, suffix) for suffix in FORMS)]
    turns = [[seconds(take) for take in takes[: 2 if turn else None]] for turn in range(TURNS)]
    copy, csv = (min(turn[place] for turn in turns[1:]) for place in (0, 1))
    print(f"{rows:,} rows: COPY {copy:.2f} s, CSV {csv:.2f} s ({rows / csv:,.0f} rows a second)")
    for suffix, taken in zip(FORMS[1:], turns[0][2:], strict=True):
        print(f"{suffix.upper()} {taken:.2f} s ({rows / taken:,.0f} rows a second)")
    print(f"speed of CSV beside COPY: {copy / csv:.2f} (at least {LEAST_SPEED})")
    return copy / csv


def seconds(take: Callable[[], int]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    take()
    return time.perf_counter() - began


class Sink:
    """Counts what is written to it."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data: bytes) -> None:
        """Forget it."""
        self.bytes += len(data)


def copied() -> int:
    """The same columns by COPY; how many bytes."""
    from django.db import connection  # noqa: PLC0415

    given = ", ".join(f"r.{name}, r.{name}_qualifier" for name in NUMBERS)
    joins = "".join(
        f" JOIN {table} {short} ON {short}.id = {key}"
        for table, short, key in (
            ("elections_app_election", "e", "r.election_id"),
            ("elections_app_place", "p", "r.place_id"),
            ("elections_app_party", "y", "r.party_id"),
            ("core_passage", "s", "r.source_id"),
            ("core_document", "d", "s.document_id"),
        )
    )
    columns = f"'{SITE}' || r.id || '/', r.id, e.slug, p.code, r.stage, y.code, {given}, r.note"
    order = "e.date, r.stage, p.code, r.votes DESC NULLS LAST, y.code, r.id"
    rows = f"FROM elections_app_partyresult r{joins} ORDER BY {order}"
    asked = f"SELECT {columns}, d.symbol || ', ' || s.locator {rows}"
    sink = Sink()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({asked}) TO STDOUT WITH (FORMAT csv, HEADER)", sink)
    return sink.bytes


def taken_away(suffix: str) -> int:
    """The list by the site; how many bytes."""
    from django.test import Client  # noqa: PLC0415

    answer = Client().get(f"{ADDRESS}.{suffix}")
    return sum(len(piece) for piece in answer.streaming_content)  # type: ignore[attr-defined]


def most_memory(work: Callable[[], Any]) -> float:
    """The most that a process of its own held while it did this, in MB."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    receive, send = os.pipe()
    if not (child := os.fork()):
        try:
            work()
            os.write(send, str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)  # the server is the parent's to stop
    os.waitpid(child, 0)
    os.close(send)
    with os.fdopen(receive) as told:
        return int(told.read()) / 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
