"""What a drill finds in the database afterwards, read without a line of the product's own code."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import psycopg2

# Updates of the drill that are not whole: without both rows of evidence or the history of their state.
HALF_WRITTEN = """
SELECT u.id FROM benchmarks_app_progressupdate u WHERE u.narrative LIKE 'Written under load, number %'
AND ((SELECT count(*) FROM benchmarks_app_evidence e WHERE e.update_id = u.id) <> 2
 OR (SELECT count(*) FROM core_historyentry h WHERE h.subject_type = 'progressupdate'
     AND h.subject_key = u.id::text AND h.action = 'drafted') <> 1
 OR (SELECT count(*) FROM core_historyentry h WHERE h.subject_type = 'progressupdate'
     AND h.subject_key = u.id::text AND h.action = 'submitted') <> (u.state = 'submitted')::int)
"""
# How often each reviewer was told of each submitted update: 0 is lost, 2 is twice.
TOLD = """
SELECT u.id, r.user_id, count(n.id) FROM benchmarks_app_progressupdate u
JOIN auth_group g ON g.name = 'reviewer' JOIN core_user_groups r ON r.group_id = g.id
LEFT JOIN core_outboxmessage m ON (m.arguments ->> 'update')::bigint = u.id
LEFT JOIN core_notice n ON n.message_id = m.id AND n.recipient_id = r.user_id
WHERE u.state = 'submitted' AND u.narrative LIKE 'Written under load, number %'
GROUP BY u.id, r.user_id
"""
THERE = "SELECT id, narrative, state FROM benchmarks_app_progressupdate"
OWED = "SELECT count(*) FROM core_outboxmessage WHERE done_at IS NULL"


@dataclass(frozen=True)
class Findings:
    """What is not as it should be; and how many effects there should have been."""

    lost: int
    half_written: int
    effects: int
    never_done: int
    done_twice: int

    @property
    def is_well(self) -> bool:
        """Whether nothing is amiss."""
        return not (self.lost or self.half_written or self.never_done or self.done_twice)


def owed(url: str) -> int:
    """How much background work is still to be done."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(OWED)
        return int(cursor.fetchone()[0])


def look(url: str, drafted: Mapping[int, str], submitted: set[int]) -> Findings:
    """Compare what was acknowledged with what is there."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(THERE)
        there = {key: (narrative, state) for key, narrative, state in cursor.fetchall()}
        cursor.execute(HALF_WRITTEN)
        half_written = len(cursor.fetchall())
        cursor.execute(TOLD)
        times = [count for _, _, count in cursor.fetchall()]
    lost = sum(there.get(key, ("", ""))[0] != narrative for key, narrative in drafted.items())
    lost += sum(there.get(key, ("", ""))[1] != "submitted" for key in submitted)
    return Findings(lost, half_written, len(times), times.count(0), sum(count > 1 for count in times))
