"""The reading process itself: bytes on standard input, one line of JSON and the copy on standard output."""

import importlib
import json
import os
import sys
import warnings
from typing import Any

from core.cleaning import caps
from core.cleaning.inside import limits
from core.cleaning.inside.unfit import UnfitError

_READERS = {"jpeg": "images", "png": "images", "webp": "images", "pdf": "pdfs", "text": "texts"}


def main(kind: str, cpu_seconds: str) -> None:
    """Load the reader, give up every right, and only then look at the file."""
    limits.hold(int(cpu_seconds))
    warnings.simplefilter("ignore")
    reader = importlib.import_module(f"core.cleaning.inside.{_READERS[kind]}")
    limits.let_go()
    said, copy = _answer(reader, sys.stdin.buffer.read(), kind)
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + copy)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is worth tidying here, and what a file has damaged is not to be run again


def _answer(reader: Any, content: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    try:
        copy = reader.redrawn(content, kind)
        if len(copy) > caps.MOST_BYTES_OF_COPY:
            raise UnfitError("too_large_a_copy", limit=caps.MOST_BYTES_OF_COPY // caps.MEGABYTE)
        return {}, copy
    except UnfitError as unfit:
        return {"unfit": unfit.code, "values": unfit.values}, b""
    except MemoryError:
        return {"unfit": "too_much_memory", "values": {}}, b""
