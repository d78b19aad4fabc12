"""Asks a site on this machine one of its pages, as a container's health check does; exit code 0 for 200."""

import http.client
import os
import sys
from urllib.parse import urlsplit

SECONDS = 10


def status_of(address: str, host: str) -> int | None:
    """The status of a page for somebody who knows the site by this name; None while nothing answers."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request("GET", parts.path, headers={"Host": host})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def own_name() -> str:
    """A name that the site answers to."""
    return os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")


if __name__ == "__main__":
    sys.exit(0 if status_of(sys.argv[1], own_name()) == http.client.OK else 1)
