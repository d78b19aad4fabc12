"""Whether this process can do its work: what is missing, in plain words, and nothing that is secret."""

from collections.abc import Callable, Iterator
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core import search
from core.models import SearchEntry
from core.search_index import is_of_an_older_edition

SECONDS_FOR_THE_QUEUE = 2
DATABASE = "The database does not answer."
MIGRATIONS = "The database is not up to date: run manage.py migrate."
SEARCH = "The search knows nothing yet: run manage.py reindex_search."
OLD_WORDS = "The search holds words of an older version: run manage.py reindex_search."
QUEUE = "The queue (Redis) does not answer."


def missing() -> list[str]:
    """What keeps this process from its work, one sentence each; empty when it is ready."""
    return [*_of_the_database(), *_of_the_queue()]


def _of_the_database() -> Iterator[str]:
    """The first thing that is wrong with the database; what follows from it is not told as well."""
    checks: list[tuple[Callable[[], bool], str]] = [
        (_answers, DATABASE),
        (is_migrated, MIGRATIONS),
        (_search_has_entries, SEARCH),
        (lambda: not is_of_an_older_edition(), OLD_WORDS),
    ]
    for holds, told in checks:
        try:
            if holds():
                continue
        except DatabaseError:
            connection.close()
        yield told
        return


def _answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def is_migrated() -> bool:
    """Whether every migration of this program was applied."""
    return migrations_on_disk() <= set(MigrationRecorder(connection).applied_migrations())


@cache
def migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Every migration that this program brings, by app and name."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})


def _search_has_entries() -> bool:
    """Whether something can be found, or there is nothing to find."""
    return SearchEntry.objects.exists() or not any(
        source.queryset(None).exists() for source in search.sources()
    )


def _of_the_queue() -> Iterator[str]:
    """Whether the broker that is configured answers; without one tasks run in this process."""
    if settings.REDIS_URL and not queue_answers(settings.REDIS_URL):
        yield QUEUE


def queue_answers(url: str) -> bool:
    """Whether a Redis answers there within two seconds."""
    limits = {"socket_timeout": SECONDS_FOR_THE_QUEUE, "socket_connect_timeout": SECONDS_FOR_THE_QUEUE}
    try:
        with redis.Redis.from_url(url, **limits) as queue:
            return bool(queue.ping())
    except redis.RedisError:
        return False
