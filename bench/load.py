"""How fast is a load of every commune's results beside COPY of the same rows, and does memory grow with them?

    python bench/load.py [times]

Starts a PostgreSQL with 1,652 communes and 17 parties, plans a sheet of their 28,084 results and applies it,
each in a process of its own that says how much memory it held at most. Then the same rows go out and in by
COPY, into a bare table with the same indexes, and into the table itself, whose links and triggers are asked
for each row: the least that putting them there can cost. Then the same with more parties, so that there are
`times` as many rows (4; a sheet holds at most 16 MB).

A load reads each cell by its type, finds what it links to, compares it with what is there, validates it,
keeps what becomes of it and writes the history: the ratio says what that costs.
"""

import io
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMUNES, PARTIES, TIMES = 1_652, 17, 4
TABLE = "elections_app_partyresult"
LEAST_ROWS_A_SECOND = 100  # 28,084 rows in under five minutes: minutes, not hours


def main(times: int) -> int:
    """Measures both sizes; 1 when a load takes longer than minutes."""
    sys.path.insert(0, str(ROOT))
    os.environ.pop("DATABASE_URL", None)
    from bench.export import begin_on  # noqa: PLC0415
    from script.lib import postgresql  # noqa: PLC0415

    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    with postgresql.server() as url:
        begin_on(url)
        person = before_it(COMMUNES)
        few = measured(PARTIES, person)
        many = measured(PARTIES * times, person)
    print(f"memory: {many['memory'] - few['memory']:+.1f} MB for {times} times the rows")
    return 0 if few["speed"] >= LEAST_ROWS_A_SECOND else 1


def before_it(communes: int) -> int:
    """What the rows link to, but for parties; the key of the admin who loads."""
    from tests.core.loading.commune_sheets import there  # noqa: PLC0415
    from tests.factories.core import UserFactory  # noqa: PLC0415

    there(communes, 0)
    return int(UserFactory(roles=["admin"], is_superuser=True, is_staff=True).pk)


def measured(parties: int, person: int) -> dict[str, float]:
    """Prints what planning, applying and COPY of so many parties' results took."""
    from bench.export import most_memory  # noqa: PLC0415
    from elections_app.models import Party, PartyResult  # noqa: PLC0415
    from tests.core.loading.commune_sheets import commune_sheet, lines  # noqa: PLC0415
    from tests.factories.elections import PartyFactory  # noqa: PLC0415

    PartyResult.objects.all().delete()
    for number in range(Party.objects.count(), parties):
        PartyFactory(code=f"party-{number}")
    file = commune_sheet(lines())
    idle = most_memory(lambda: None)
    began = time.perf_counter()
    planning = most_memory(lambda: planned(file, person))
    between = time.perf_counter()
    applying = most_memory(lambda: applied(file, person))
    took = {"plan": between - began, "plan and apply": time.perf_counter() - between}
    rows = PartyResult.objects.count()
    if rows != COMMUNES * parties:
        raise SystemExit(f"{rows:,} rows are there after the load, not {COMMUNES * parties:,}")
    took |= copied_in()
    print(f"{rows:,} rows, {len(file.content) / 1e6:.1f} MB")
    for what, seconds in took.items():
        beside = f"{seconds / took['COPY']:.1f} times COPY"
        print(f"  {what:15} {seconds:7.2f} s  {rows / seconds:8,.0f} rows a second  {beside}")
    held = f"{planning - idle:.1f} MB planning, {applying - idle:.1f} MB applying"
    print(f"  memory beyond an idle process: {held}", flush=True)
    return {"speed": rows / took["plan and apply"], "memory": applying - idle}


def planned(file: Any, person: int) -> Any:
    """The plan of a file, by the admin."""
    from core.loading.planning import make_plan  # noqa: PLC0415
    from core.models import User  # noqa: PLC0415

    return make_plan(files=[file], by=User.objects.get(pk=person), whole=[file.name])


def applied(file: Any, person: int) -> None:
    """The file planned, and applied as planned, as `manage.py load --apply` does."""
    from django.utils import timezone  # noqa: PLC0415

    from core.loading.applying import apply_plan  # noqa: PLC0415
    from core.models import User  # noqa: PLC0415

    apply_plan(
        files=[file],
        fingerprint=planned(file, person).fingerprint,
        reason="The official results.",
        by=User.objects.get(pk=person),
        at=timezone.now(),
        whole=[file.name],
    )


def copied_in() -> dict[str, float]:
    """How long the same rows take by COPY, into a bare table and into the emptied one, each committed."""
    from django.db import connection  # noqa: PLC0415

    held = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} TO STDOUT", held)
        cursor.execute(f"CREATE TABLE bare (LIKE {TABLE} INCLUDING ALL)")
    took = {"COPY": into("bare", held)}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE bare; DELETE FROM {TABLE}")  # noqa: S608 (a name of ours)
    return took | {"COPY, triggers": into(TABLE, held)}


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
