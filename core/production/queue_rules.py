"""What the queue must do: keep what waits in it, throw nothing away, and let in nobody else."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.checks import CheckMessage

from core.production.database_rules import HERE
from core.production.findings import unsafe, unwise
from core.readiness import SECONDS_FOR_THE_QUEUE


def of_queue() -> Iterator[CheckMessage]:
    """Each rule that Redis breaks, or that it cannot be asked."""
    if not settings.REDIS_URL:
        return  # told by the rules of the settings
    yield from way_there(settings.REDIS_URL)
    try:
        yield from kept(configuration(settings.REDIS_URL))
    except redis.ResponseError:
        what = "Redis does not let its settings be asked."
        yield unwise("redis.config", what, "Look yourself: maxmemory-policy noeviction, appendonly yes.")
    except redis.RedisError as problem:
        what = f"Redis could not be asked ({type(problem).__name__})."
        yield unsafe("redis", what, "Start it, and check host and password in REDIS_URL.")


def configuration(url: str) -> dict[str, Any]:
    """Its settings that matter here."""
    limits = {"socket_timeout": SECONDS_FOR_THE_QUEUE, "socket_connect_timeout": SECONDS_FOR_THE_QUEUE}
    with redis.Redis.from_url(url, decode_responses=True, **limits) as queue:
        return {
            name: value
            for asked in ("maxmemory-policy", "appendonly", "save")
            for name, value in queue.config_get(asked).items()
        }


def way_there(url: str) -> Iterator[CheckMessage]:
    """Whether others can listen, or come in."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "unix" or host in HERE:
        return
    if not parts.password:
        what = (
            "Redis can be reached over a network and asks for no password: whoever reaches it gives orders."
        )
        yield unsafe(
            "redis.password", what, "Set requirepass there, and REDIS_URL=redis://:PASSWORD@host:6379/0"
        )
    if parts.scheme != "rediss" and host not in settings.SERVERS_ON_THIS_MACHINE:
        what = "Redis is on another machine and is spoken to in clear."
        do = "Use TLS (rediss://); or, where the host is on this machine, name it in SERVERS_ON_THIS_MACHINE."
        yield unsafe("redis.tls", what, do)


def kept(found: dict[str, Any]) -> Iterator[CheckMessage]:
    """Whether what waits in the queue stays there."""
    if found.get("maxmemory-policy") != "noeviction":
        what = "Redis throws away what waits in the queue when its memory is full."
        yield unsafe("redis.eviction", what, "Set maxmemory-policy noeviction.")
    if found.get("appendonly") != "yes" and not found.get("save"):
        what = "Redis forgets what waits in the queue when it restarts; the sweeper finds it a minute later."
        yield unsafe("redis.persistence", what, "Set appendonly yes.")
