"""A real Celery worker over the real Redis, working on the test's own database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config.celery import app

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30


def wait_until(true: Callable[[], Any], *, why: str) -> Any:
    """What `true` gives once it gives something; fails the test when that takes too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if answer := true():
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited {PATIENCE} seconds, but {why}")


def address_of_the_test_database() -> str:
    """The database this test runs on, as an address for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


@pytest.fixture
def redis_url() -> str:
    """The Redis that script/test started; without one this is an error, never a skip."""
    if not settings.REDIS_URL:
        pytest.fail("REDIS_URL is not set: run the suite with script/test, which starts a Redis")
    return settings.REDIS_URL


@pytest.fixture
def worker(transactional_db: None, redis_url: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that has answered once; tasks go to it and not into this process."""
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": address_of_the_test_database(),
        "REDIS_URL": redis_url,
        "TRACKER_TEST_EAGER": "false",
    }
    app.control.purge()
    log = (tmp_path / "worker.log").open("wb")
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool=solo", "--loglevel=INFO"]
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=log, stderr=subprocess.STDOUT)
    app.conf.task_always_eager = False
    try:
        wait_until(lambda: app.control.ping(timeout=0.5), why="no worker answered")
        yield process
    finally:
        app.conf.task_always_eager = True
        process.terminate()
        process.wait(timeout=PATIENCE)
        log.close()
