"""A disk of its own for evidence files, and a key that opens what was sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage
import pytest

from tests.benchmarks_app.evidence_files import Committing
from tests.factories.core import SealingKeyFactory


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Path:
    """The folder in which this test's files lie."""
    folder = tmp_path / "files"
    shared = settings.STORAGES["evidence"]
    options = {**shared["OPTIONS"], "location": folder}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**shared, "OPTIONS": options}}
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def private_key(db: None) -> pyrage.x25519.Identity:
    """The key that opens what is sealed here; only the test has it."""
    identity = pyrage.x25519.Identity.generate()
    SealingKeyFactory(public_key=str(identity.to_public()))
    return identity


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committing:
    """What happens once the transaction is over happens at the end of the block."""

    @contextmanager
    def block() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return block
