"""Everything public in one file: the Data Package's description, its tables, and how to read them."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.urls import resolve, reverse

from core.api.dataset.dictionary import DataList, lists
from core.api.dataset.facts import Facts
from core.api.dataset.linked import csv_on_the_web
from core.api.dataset.package import package
from core.whole_files import TooManyReaders

# Of a request only this: where the site is, and nothing by which anybody could be known.
ABOUT_THE_SITE = (
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "SCRIPT_NAME"),
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO"),
)
READ_ME = """Cambodia Benchmark Tracker: everything public, as of {day}

datapackage.json describes every table, column, type, unit and source (Frictionless Data Package, version 1).
csvw-metadata.json describes the same files as they are on the site (CSV on the Web).
data/ holds one CSV file for each list: UTF-8, a header, commas, lines that end in CR LF.

Names with a dot belong together: votes.value is the number, votes.qualifier how exact its source states it.
A benchmark's number is unique within its set: set and number together name it.
A list in a cell is separated by "; ", or stands as JSON. A text that a spreadsheet program would take for a
formula has an apostrophe before it.

{address}
"""


def archive(request: HttpRequest) -> IO[bytes]:
    """The archive as a file that is gone once it is closed; no table is ever held in memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever hands it out
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
            for name, pieces in contents(request):
                with parts.open(entry(name), "w") as part:
                    for piece in pieces:
                        part.write(piece)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def entry(name: str) -> zipfile.ZipInfo:
    """A part without a time: the same rows make the same bytes."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def contents(request: HttpRequest) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The parts, each with its bytes."""
    facts = Facts(request)
    yield "datapackage.json", iter([as_bytes(package(facts, path_in_archive))])
    yield "csvw-metadata.json", iter([as_bytes(csv_on_the_web(facts))])
    yield "README.txt", iter([READ_ME.format(day=facts.day, address=facts.address("data:page")).encode()])
    for table in lists():
        yield path_in_archive(table), anonymous_file(table, request)


def path_in_archive(table: DataList) -> str:
    """Where a table is."""
    return f"data/{table.noun}.csv"


def as_bytes(described: dict[str, Any]) -> bytes:
    """A description for people who open it too."""
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def anonymous_file(table: DataList, request: HttpRequest) -> Iterator[bytes]:
    """What anybody gets at the address of the list's file, of every set, whoever asks for the archive."""
    path = reverse(f"api:{table.noun}-csv")
    found = resolve(path)
    asked = as_anybody(request, path, table.asked_whole)
    answer = found.func(asked, *found.args, **found.kwargs)
    if answer.status_code == TooManyReaders.status_code:
        raise TooManyReaders
    if answer.status_code != 200:  # noqa: PLR2004
        raise RuntimeError(f"{path}: {answer.status_code}")
    return answer.streaming_content


def as_anybody(request: HttpRequest, path: str, query: str) -> HttpRequest:
    """A request for another address of this site, by nobody."""
    known = {name: request.META[name] for name in ABOUT_THE_SITE if name in request.META}
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query.removeprefix("?")}
    scheme = {"wsgi.url_scheme": request.scheme, "wsgi.input": io.BytesIO()}
    anybody: Any = WSGIRequest({**scheme, **known, **asked})
    anybody.user = AnonymousUser()
    return anybody
