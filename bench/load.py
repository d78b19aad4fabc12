"""How fast is a load of every commune's results beside COPY of the same rows, and does memory grow with them?

    python bench/load.py [times]

Starts a PostgreSQL with 1,652 communes and 17 parties, plans a sheet of their 28,084 results and applies it,
in a process of its own that says how long each took and how much memory it held at most. Then the same rows
go in by COPY, into a bare table with the same indexes, and into the table itself, whose links and triggers
are asked for each row: the least that putting them there can cost. Then the same with more parties, so that
there are `times` as many rows (3), in as many sheets of one load, since a sheet holds at most 100,000 lines.
The sheets lie in memory before and are not counted; one has 16 MB at most.

A load reads each cell by its type, finds what it links to, compares it with what is there, validates it,
keeps what becomes of it and writes the history: the ratio says what that costs. Ends with 1 where a load of
all communes takes longer than minutes, or where so many times the rows need more than 5 MB more.
"""

import io
import json
import os
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMUNES, PARTIES, TIMES = 1_652, 17, 3
TABLE = "elections_app_partyresult"
LEAST_ROWS_A_SECOND, MOST_GROWTH = 100, 5.0  # 28,084 rows in under five minutes; MB


def main(times: int) -> int:
    """Measures both sizes; 1 when a load takes longer than minutes, or memory grows with the rows."""
    sys.path.insert(0, str(ROOT))
    os.environ.pop("DATABASE_URL", None)
    from bench.export import begin_on  # noqa: PLC0415
    from script.lib import postgresql  # noqa: PLC0415

    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    with postgresql.server() as url:
        begin_on(url)
        person = before_it(COMMUNES)
        few = measured(1, person)
        many = measured(times, person)
    growth = many["memory"] - few["memory"]
    print(f"memory: {growth:+.1f} MB for {times} times the rows (at most {MOST_GROWTH:+.1f})")
    return 0 if few["speed"] >= LEAST_ROWS_A_SECOND and growth <= MOST_GROWTH else 1


def before_it(communes: int) -> int:
    """What the rows link to, but for parties; the key of the admin who loads."""
    from tests.core.loading.commune_sheets import there  # noqa: PLC0415
    from tests.factories.core import UserFactory  # noqa: PLC0415

    there(communes, 0)
    return int(UserFactory(roles=["admin"], is_superuser=True, is_staff=True).pk)


def measured(times: int, person: int) -> dict[str, float]:
    """Prints what planning, applying and COPY of so many times every commune's results took."""
    from elections_app.models import PartyResult  # noqa: PLC0415

    PartyResult.objects.all().delete()
    files = sheets(times)
    load = os.getloadavg()[0]
    told = in_a_process(lambda: planned_and_applied(files, person))
    rows = PartyResult.objects.count()
    if rows != COMMUNES * PARTIES * times:
        raise SystemExit(f"{rows:,} rows are there after the load, not {COMMUNES * PARTIES * times:,}")
    took = {name: told[name] for name in ("plan", "apply")} | copied_in()
    print(
        f"{rows:,} rows, {sum(len(file.content) for file in files) / 1e6:.1f} MB, machine's load {load:.1f}"
    )
    for what, seconds in took.items():
        floors = ", ".join(f"{seconds / took[floor]:5.1f} times {floor}" for floor in FLOORS)
        print(f"  {what:20} {seconds:7.2f} s  {rows / seconds:8,.0f} rows a second  {floors}")
    memory = told["most"] - told["idle"]
    print(f"  memory beyond an idle process: at most {memory:.1f} MB", flush=True)
    return {"speed": rows / (told["plan"] + told["apply"]), "memory": memory}


def sheets(times: int) -> list[Any]:
    """So many sheets, each with every commune's results of its own parties."""
    from elections_app.models import Party  # noqa: PLC0415
    from tests.core.loading.commune_sheets import commune_sheet, lines  # noqa: PLC0415
    from tests.factories.elections import PartyFactory  # noqa: PLC0415

    for number in range(Party.objects.count(), PARTIES * times):
        PartyFactory(code=f"party-{number}")
    given, each = lines(), COMMUNES * PARTIES
    return [
        commune_sheet(given[place : place + each], f"communes-{place // each}.csv")
        for place in range(0, len(given), each)
    ]


def planned_and_applied(files: list[Any], person: int) -> dict[str, float]:
    """What a worker does with them, as it does it: planned, and applied as planned."""
    from django.utils import timezone  # noqa: PLC0415

    from core.loading.applying import apply_plan  # noqa: PLC0415
    from core.loading.planning import make_plan  # noqa: PLC0415
    from core.models import User  # noqa: PLC0415

    by, whole, idle = User.objects.get(pk=person), [file.name for file in files], most_held()
    began = time.perf_counter()
    fingerprint = make_plan(files=files, by=by, whole=whole).fingerprint
    between = time.perf_counter()
    brought: Any = {"files": files, "fingerprint": fingerprint, "whole": whole}
    apply_plan(**brought, reason="The official results.", by=by, at=timezone.now())
    plan, apply = between - began, time.perf_counter() - between
    return {"plan": plan, "apply": apply, "idle": idle, "most": most_held()}


def most_held() -> float:
    """The most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process(work: Any) -> dict[str, float]:
    """What a process of its own tells of its work."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    receive, send = os.pipe()
    if not (child := os.fork()):
        try:
            os.write(send, json.dumps(work()).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)  # the server is the parent's to stop
    os.close(send)
    with os.fdopen(receive) as told:
        found = told.read()
    os.waitpid(child, 0)
    if not found:
        raise SystemExit("The load failed.")
    return dict(json.loads(found))


BARE, WITH_TRIGGERS = "COPY", "COPY with triggers"
FLOORS = (BARE, WITH_TRIGGERS)


def copied_in() -> dict[str, float]:
    """How long the same rows take by COPY, into a bare table and into the emptied one, each committed."""
    from django.db import connection  # noqa: PLC0415

    held = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} TO STDOUT", held)
        cursor.execute(f"CREATE TABLE bare (LIKE {TABLE} INCLUDING ALL)")
    took = {BARE: into("bare", held)}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE bare; DELETE FROM {TABLE}")  # noqa: S608 (a name of ours)
        cursor.execute(f"VACUUM {TABLE}")
    return took | {WITH_TRIGGERS: into(TABLE, held)}


def into(table: str, held: io.StringIO) -> float:
    """How long COPY takes to put rows into a table."""
    from django.db import connection, transaction  # noqa: PLC0415

    held.seek(0)
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} FROM STDIN", held)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES))
