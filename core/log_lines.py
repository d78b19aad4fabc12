"""What a log may hold: where something failed and of which kind it was, never what somebody typed."""

import datetime
import json
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


class JSONLines(WithoutMessages):
    """One JSON object a line, for a server's log: no address, no path, no query string, no body.

    Django's own lines about a request name its path: the name of the route stands there instead. What it
    refuses as suspicious it quotes: there only the kind is told.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        request = getattr(record, "request", None)
        told = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            **self.said(record, request),
        }
        return json.dumps(told, default=str)

    def said(self, record: logging.LogRecord, request: Any) -> dict[str, Any]:
        """What happened: the words of the program, and beside them what it names."""
        if request is None:
            text, _, failure = super().format(record).partition("\n")
            found = {"message": text, "failure": failure} if failure else {"message": text}
            return {**found, **getattr(record, "told", {})}
        match = getattr(request, "resolver_match", None)
        about = {
            "route": match.view_name if match else None,
            "method": getattr(request, "method", None),
            "status": getattr(record, "status_code", None),
        }
        failure = self.formatException(record.exc_info) if record.exc_info else ""
        return {"message": _kind(record), **about, **({"failure": failure} if failure else {})}


def kind_and_place(error: BaseException) -> str:
    """A failure in a few words, for a list: its kind and the last place in the code, never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{_named(error)}{place}"


def _kind(record: logging.LogRecord) -> str:
    """What kind of thing happened to a request: its first words, before any quotation."""
    if record.name.startswith("django.security."):
        return f"Refused: {record.name.rpartition('.')[2]}"
    if record.exc_info:
        return "Failed"
    return f"Answered {getattr(record, 'status_code', '')}".strip()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, then what it was raised from or while handling."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> str:
    return "".join(traceback.format_tb(error.__traceback__)) + _named(error)


def _named(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return f"{kind}{f' ({constraint})' if constraint else ''}"
