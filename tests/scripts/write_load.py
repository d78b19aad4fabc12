"""Writes updates with files, and erases some, from several threads until it is told to stop; run as a module.

Prints the key of each update once it is committed, and so sure.
"""

import hashlib
import secrets
import sys
import threading

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks_app.services import kept_files  # noqa: E402
from core.cleaning.copies import CleanCopy  # noqa: E402
from tests.factories.benchmarks import EvidenceFactory, ProgressUpdateFactory  # noqa: E402
from tests.factories.core import NOON  # noqa: E402

THREADS = 3
told = threading.Lock()


def write_until(stop: threading.Event) -> None:
    """One writer."""
    number = 0
    while not stop.is_set():
        number += 1
        with transaction.atomic():
            update = ProgressUpdateFactory(narrative=secrets.token_hex(200))
            evidence = EvidenceFactory(update=update)
            kept_files.keep(evidence, clean_copy(secrets.token_bytes(5000).hex().encode()), at=NOON)
        if number % 4 == 0:
            with transaction.atomic():
                kept_files.forget([evidence])
        with told:
            sys.stdout.write(f"{update.pk}\n")
            sys.stdout.flush()
    connection.close()


def clean_copy(content: bytes) -> CleanCopy:
    """A file as the cleaning hands it on."""
    made = CleanCopy(content=content, kind="text")
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    return made


if __name__ == "__main__":
    over = threading.Event()
    writers = [threading.Thread(target=write_until, args=[over]) for _ in range(THREADS)]
    for writer in writers:
        writer.start()
    sys.stdin.read()  # until whoever started this closes it
    over.set()
    for writer in writers:
        writer.join()
