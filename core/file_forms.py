"""The forms in which a list of the API can be had as a file: what each is called, and where it is."""

from dataclasses import dataclass

from django.urls import reverse

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
}


@dataclass(frozen=True)
class FileLink:
    """A list as a file."""

    name: str
    media_type: str
    url: str


def files_of(noun: str, query: str = "") -> list[FileLink]:
    """A list in each form, asked for by the same query."""
    return [
        FileLink(suffix.upper(), media_type, reverse(f"api:{noun}-{suffix}") + query)
        for suffix, media_type in MEDIA_TYPES.items()
    ]
