"""What a log may hold: where something failed and of which kind it was, never what somebody typed."""

import logging
import traceback
from collections.abc import Iterator, Mapping
from typing import Any


class WithoutMessages(logging.Formatter):
    """Leaves out the message of an exception, because it may quote a text that is nobody's to read.

    PostgreSQL, for one, quotes the whole row that breaks a constraint. The places in the code, the kinds
    of the exceptions and the name of the constraint are kept: with them a failure can be found.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line; a task that failed is logged with its exception among the arguments."""
        if isinstance(record.args, Mapping) and "exc" in record.args:
            record = logging.makeLogRecord(vars(record))
            record.args = {**record.args, "exc": "(see below)", "traceback": ""}  # type: ignore[dict-item]
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """The exception and those that led to it, the first cause first."""
        return "\n".join(_told(error) for error in reversed(list(_chain(ei[1]))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, then what it was raised from or while handling."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"{places}{kind}{f' ({constraint})' if constraint else ''}"
