"""What a second worker adds: the same work by one worker and by two, over one PostgreSQL and one Redis.

    python bench/workers.py [pieces]

Starts the processes of compose.yaml, writes down pieces of work in the outbox while no worker runs, starts
one worker or two, asks for all of it at once and takes the time from the first effect to the last. Two kinds
of work: one waits for the database, one reckons. Each must have its effect, a notice, exactly once.

A worker is two processes, so that on two idle processors one worker can reckon on both. Where others want
them too, four processes get more of them than two: the load that is told says how much a ratio is worth.
"""

import os
import sys
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIECES = 400
SECONDS_TO_BE_DONE = 600
PEOPLE = (
    "from core.accounts import make_ready_account; from core.permissions import Role; "
    "make_ready_account(username='bench-reviewer', role=Role.REVIEWER)"
)
WRITE_DOWN = (
    "from django.utils import timezone; from core.models import OutboxMessage; "
    "OutboxMessage.objects.bulk_create(OutboxMessage(task='bench.workers_work.{kind}', "
    "arguments={{'piece': n}}, created_at=timezone.now()) for n in range({pieces}))"
)
ASK = (
    "from core import outbox; from core.models import OutboxMessage; "
    "[outbox.nudge(key) for key in OutboxMessage.objects.filter(done_at=None).values_list('pk', flat=True)]"
)
FIRST_AND_LAST = """
SELECT extract(epoch FROM max(n.created_at) - min(n.created_at))::float, count(*),
 count(DISTINCT n.message_id)
FROM core_notice n JOIN core_outboxmessage m ON m.id = n.message_id WHERE m.task = %s
"""
OWED = "SELECT count(*) FROM core_outboxmessage WHERE done_at IS NULL"
FORGET = "DELETE FROM core_notice; DELETE FROM core_outboxmessage"


def main(pieces: int) -> int:
    """Measures each kind of work with one worker and with two; 1 when a piece was done never or twice."""
    sys.path[:0] = [str(ROOT)]
    from script.lib.checkout import temporary_folder  # noqa: PLC0415
    from script.lib.processes import running  # noqa: PLC0415

    print(f"{pieces} pieces of each kind; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with temporary_folder("tracker-bench-") as folder, running(folder, webs=1, workers=2) as site:
        site.run("manage.py", "shell", "--verbosity=0", "-c", PEOPLE)
        outcomes = [told(site, kind, pieces) for kind in ("wait", "reckon")]
    return 0 if all(outcomes) else 1


def told(site, kind: str, pieces: int) -> bool:  # type: ignore[no-untyped-def]
    """Measure one kind of work, and say what came out; whether each piece was done once."""
    seconds, is_once = {}, True
    for workers in (1, 2):
        seconds[workers], notices, messages = measured(site, kind, pieces, workers)
        is_once = is_once and notices == messages == pieces
        print(
            f"{kind}: {workers} worker(s) {pieces / seconds[workers]:.1f} a second ({seconds[workers]:.1f} s)"
        )
    print(f"{kind}: {seconds[1] / seconds[2]:.2f} times as fast; each once: {'yes' if is_once else 'NO'}")
    return is_once


def measured(site, kind: str, pieces: int, workers: int) -> tuple[float, int, int]:  # type: ignore[no-untyped-def]
    """The seconds from the first effect to the last, how many effects there are, and of how many pieces."""
    names = [f"worker-{number}" for number in (1, 2)]
    for name in names:
        site.processes[name].stop()
    asked(site.database_url, FORGET)
    site.run("manage.py", "shell", "--verbosity=0", "-c", WRITE_DOWN.format(kind=kind, pieces=pieces))
    for name in names[:workers]:
        site.processes[name].start()
    for name in names[:workers]:
        site.processes[name].wait()
    site.run("manage.py", "shell", "--verbosity=0", "-c", ASK)
    until = time.monotonic() + SECONDS_TO_BE_DONE
    while asked(site.database_url, OWED)[0] and time.monotonic() < until:
        time.sleep(0.2)
    return asked(site.database_url, FIRST_AND_LAST, f"bench.workers_work.{kind}")


def asked(url: str, statement: str, *given: str):  # type: ignore[no-untyped-def]
    """The one row that the database answers with, if it does."""
    import psycopg2  # noqa: PLC0415

    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone() if cursor.description else None


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PIECES))
