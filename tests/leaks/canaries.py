"""Random words in every confidential field, and the search for them in whatever comes out."""

import io
import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from tests.leaks.worlds import World

CANARY = re.compile(rb"zcanary[0-9a-f]{16}")


class CanaryWorld(World):
    """A world in which every secret is a random word, to be looked for wherever it could come out."""

    def word(self, seed: str) -> str:
        """A word that nobody can guess."""
        return f"zcanary{secrets.token_hex(8)}"


class Search:
    """Counts the bytes it was shown, and remembers where it saw a word that should not be there."""

    def __init__(self, hidden: Iterable[str]) -> None:
        self.hidden = {word.encode() for word in hidden}
        self.size = 0
        self.hits: list[str] = []

    def look_at(self, where: str, what: bytes | str) -> None:
        """Search one run of bytes."""
        data = what.encode() if isinstance(what, str) else what
        self.size += len(data)
        self.hits += [f"{where}: {word.decode()}" for word in self.hidden & set(CANARY.findall(data))]


def rows_in_the_database() -> int:
    """How many rows there are, of any kind."""
    return sum(model._base_manager.count() for model in apps.get_models())


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All that is logged inside the block, from DEBUG on, as the settings format it."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(import_string(settings.LOGGING["formatters"]["lines"]["()"])())
    watched = [logging.getLogger(name) for name in ("", *LOGGERS)]
    levels = [logger.level for logger in watched]
    watched[0].addHandler(handler)
    try:
        for logger in watched:
            logger.setLevel(logging.DEBUG)
        yield log
    finally:
        watched[0].removeHandler(handler)
        for logger, level in zip(watched, levels, strict=True):
            logger.setLevel(level)


LOGGERS = (
    *("django", "django.request", "django.security", "django.template", "django.db.backends"),
    *("django.db.backends.schema", "celery", "celery.app.trace", "core", "benchmarks_app"),
)
