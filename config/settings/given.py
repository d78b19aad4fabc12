"""What the environment gives: a value, or the name of a file that holds it, for what is secret."""

import os
import ssl
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit


def given(name: str) -> str:
    """The value of `NAME`, or what stands in the file that `NAME_FILE` names; empty when neither is given."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf8").strip()
    return os.environ.get(name, "")


def separated(text: str) -> list[str]:
    """What stands between commas, or each on a line of its own."""
    return [each.strip() for each in text.replace("\n", ",").split(",") if each.strip()]


def with_password(url: str, password: str) -> str:
    """An address of a server with the password put in, where one is given and none stands there."""
    parts = urlsplit(url)
    if not password or parts.password or not parts.hostname:
        return url
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}:{quote(password, safe='')}@{place}"))


def proof_of_the_server(url: str) -> dict[str, ssl.VerifyMode] | None:
    """What is asked of a Redis spoken to by TLS: a good certificate, of which kombu by itself asks none."""
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED} if urlsplit(url).scheme == "rediss" else None
