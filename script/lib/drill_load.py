"""Writes through the web processes from several threads, and keeps what they have acknowledged."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from script.lib.ports import LOOPBACK
from script.lib.processes import HOST

SECONDS_FOR_AN_ANSWER = 20
SECONDS_AFTER_A_FAILURE = 0.2
EVIDENCE = [
    {"description": "A report of the trial", "origin": "An observer group", "visibility": "public"},
    {"description": "A second report", "origin": "Another group", "visibility": "public"},
]


@dataclass
class Load:
    """Who writes where, and what was acknowledged: narratives by their update, and what was submitted."""

    token: str
    web_ports: list[int]
    drafted: dict[int, str] = field(default_factory=dict)
    submitted: set[int] = field(default_factory=set)
    unanswered: int = 0
    numbers: Iterator[int] = field(default_factory=itertools.count)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def write_until_over(self, number: int) -> None:
        """One writer, who drafts and submits; what is not acknowledged is neither counted nor repeated."""
        while not self.over.is_set():
            number += 1
            if not self.write_once(self.web_ports[number % len(self.web_ports)]):
                with self.lock:
                    self.unanswered += 1
                time.sleep(SECONDS_AFTER_A_FAILURE)

    def write_once(self, port: int) -> bool:
        """Draft one update and submit it; False when either was not acknowledged."""
        with self.lock:
            narrative = f"Written under load, number {next(self.numbers)}."
        status, made = self.call(port, "/api/v1/progress-updates/", body(narrative))
        if status != http.client.CREATED:
            return False
        with self.lock:
            self.drafted[made["id"]] = narrative
        status, _ = self.call(port, f"/api/v1/progress-updates/{made['id']}/submit/", {})
        if status != http.client.OK:
            return False
        with self.lock:
            self.submitted.add(made["id"])
        return True

    def call(self, port: int, path: str, content: dict[str, Any]) -> tuple[int, Any]:
        """Status and content of an answer; 0 where none came."""
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Authorization": f"Token {self.token}",
            "Content-Type": "application/json",
        }
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=SECONDS_FOR_AN_ANSWER)
        try:
            connection.request("POST", path, json.dumps(content), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()


def body(narrative: str) -> dict[str, Any]:
    """An update with two rows of evidence."""
    said = {"benchmark": 6, "status": "variable", "assessor": "ohchr", "assessed_on": "2023"}
    return {**said, "narrative": narrative, "evidence": EVIDENCE}


@contextmanager
def written(token: str, web_ports: list[int], threads: int) -> Iterator[Load]:
    """Somebody writes until the end of the block."""
    load = Load(token, web_ports)
    writers = [threading.Thread(target=load.write_until_over, args=[number]) for number in range(threads)]
    for writer in writers:
        writer.start()
    try:
        yield load
    finally:
        load.over.set()
        for writer in writers:
            writer.join()
