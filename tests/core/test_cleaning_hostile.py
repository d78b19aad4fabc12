"""Files made to do harm are refused with a reason or come out clean, and their reader is held."""

import logging
import resource
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.cleaning import caps, sandbox
from core.cleaning.copies import clean
from core.errors import RuleBroken
from tests.core import hostile_files
from tests.core.files_by_hand import picture
from tests.core.hostile_files import Hostile

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024


def outcome(file: Hostile) -> str:
    """What became of it; anything but a copy or a refusal is an error of ours, and ends the test."""
    try:
        clean(file.content, name=file.name, declared=file.declared)
    except RuleBroken as refusal:
        told = refusal.field == "file" and refusal.message.endswith(".")
        return "refused" if told else f"refused without a reason: {file.what}"
    return "cleaned"


@pytest.mark.slow
def test_a_hundred_hostile_files_do_no_harm(
    say: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "CPU_SECONDS", 2)
    files = hostile_files.every_one()

    with ThreadPoolExecutor(caps.AT_ONCE) as pool:
        outcomes = Counter(pool.map(outcome, files))

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * BYTES_PER_UNIT
    say(f"Hostile files: {len(files)}, {dict(outcomes)}; the largest reader took {peak // caps.MEGABYTE} MB")
    assert len(files) >= 100
    assert outcomes["refused"] + outcomes["cleaned"] == len(files)
    assert peak <= caps.MEMORY


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = next(file for file in hostile_files.bombs_in_pdfs() if "10^9" in file.what)

    for limit in ("CPU_SECONDS", "WALL_SECONDS"):
        with monkeypatch.context() as limited:
            limited.setattr(caps, limit, 1)
            with pytest.raises(RuleBroken, match="longer than is allowed"):
                clean(endless.content)


def test_a_file_that_finds_every_reader_busy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "WALL_SECONDS", 0.05)
    with sandbox._at_once, sandbox._at_once, pytest.raises(RuleBroken, match="Try again"):
        clean(picture("JPEG"))

    monkeypatch.undo()
    assert clean(picture("JPEG"))


BROKEN_READERS = {
    "dies": "import os; os.abort()",
    "says nothing": "",
    "does not read": "import os; os.close(0); print('{}')",
    "says no JSON": "print('hello')",
    "says more than a line": "print('[' * 1_000_000)",
    "says a reason of its own": """print('{"unfit": "<b>", "values": {}}')""",
    "says a value of its own": """print('{"unfit": "empty", "values": 5}')""",
    "gives back another kind": "print('{}'); print('<script>')",
    "writes without end": "import sys\nwhile True: sys.stdout.write('{}' * 1_000_000)",
}


@pytest.mark.parametrize("program", BROKEN_READERS.values(), ids=list(BROKEN_READERS))
def test_a_reader_that_a_file_has_broken_is_not_believed(
    program: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "_START", program)

    with caplog.at_level(logging.INFO), pytest.raises(RuleBroken) as refusal:
        clean(picture("JPEG", comment=b"a-name"))

    assert "<" not in refusal.value.message
    assert "a-name" not in caplog.text


GIVEN_UP = {
    "a file": "open('/etc/hosts')",
    "a new file": "open('/tmp/left-behind', 'w')",
    "a connection": "__import__('socket').create_connection(('127.0.0.1', 80))",
    "a second process": "os.fork()",
    "memory": "bytearray(2_000_000_000)",
    "a higher limit": "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    "to be root again": "os.setuid(0)",
}
PROBE = """
import os, resource, socket, sys
sys.path.append(sys.argv[1])
from core.cleaning.inside import images, limits, pdfs, texts
limits.hold(5)
limits.let_go()
if [name for name in sys.modules if name.startswith("django")] or "SECRET_OF_THE_SITE" in os.environ:
    os._exit(4)
try:
    ATTEMPT
except (OSError, MemoryError, ValueError):
    os._exit(0)
os._exit(3)
"""


@pytest.mark.parametrize("attempt", GIVEN_UP.values(), ids=list(GIVEN_UP))
def test_a_reader_cannot_have(attempt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SITE", "x")
    monkeypatch.setattr(sandbox, "_START", PROBE.replace("ATTEMPT", attempt))

    outcome = sandbox.run(b"", "jpeg")

    assert outcome == (b"", 0)


def test_the_probe_notices_what_a_reader_can_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_START", PROBE.replace("ATTEMPT", "pass"))

    assert sandbox.run(b"", "jpeg") == (b"", 3)
