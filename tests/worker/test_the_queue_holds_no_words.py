"""What Redis holds between the site and its worker: ids, and not one word of an update."""

import base64
import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.utils import timezone

from benchmarks_app import services
from config.celery import app
from core.models import Notice, User
from tests.factories.benchmarks import EvidenceFactory, ProgressUpdateFactory
from tests.factories.core import UserFactory
from tests.worker.conftest import wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def values_in(queue: Any) -> Iterator[bytes]:
    """Every key and every value in plain bytes, whatever kind of value it is."""
    read: dict[bytes, Callable[[bytes], Any]] = {
        b"string": lambda key: [queue.get(key)],
        b"list": lambda key: queue.lrange(key, 0, -1),
        b"set": queue.smembers,
        b"hash": lambda key: [part for pair in queue.hgetall(key).items() for part in pair],
        b"zset": lambda key: queue.zrange(key, 0, -1),
    }
    for key in queue.scan_iter():
        yield key
        for value in read[queue.type(key)](key):
            yield value
            if b'"body": "' in value:  # a message carries its arguments in base64
                yield base64.b64decode(json.loads(value)["body"])


def submitted(canary: str) -> None:
    """An update with this word in every text of it, handed to the reviewers."""
    author = UserFactory(username=canary, email=f"{canary}@example.org", roles=["monitor"])
    update = ProgressUpdateFactory(narrative=f"Said {canary}.", author=author)
    EvidenceFactory(update=update, description=canary, origin=canary, visibility="restricted")
    services.submit_update(update=update, by=author, at=timezone.now())


def test_no_key_and_no_value_in_redis_holds_a_word_of_an_update(
    transactional_db: None, redis_url: str, say: Callable[[str], None]
) -> None:
    queue, canary = redis.from_url(redis_url), f"zcanary{secrets.token_hex(8)}"
    app.control.purge()
    app.conf.task_always_eager = False
    try:
        submitted(canary)
        waiting = list(values_in(queue))
    finally:
        app.conf.task_always_eager = True
        app.control.purge()

    say(f"redis: {len(waiting)} keys and values, {sum(map(len, waiting)):,} bytes searched for a canary")
    assert any(b"core.tasks.keep_promise" in value for value in waiting)
    assert not any(canary.encode() in value for value in waiting)


def test_after_the_worker_is_done_redis_holds_none_either(worker: Any, redis_url: str) -> None:
    reviewer: User = UserFactory(roles=["reviewer"])
    canary = f"zcanary{secrets.token_hex(8)}"

    submitted(canary)
    wait_until(Notice.objects.filter(recipient=reviewer).exists, why="the worker told nobody")

    assert not any(canary.encode() in value for value in values_in(redis.from_url(redis_url)))
