"""`script/audit`: asks about every pinned package whether a vulnerability of this version is known."""

import argparse
import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from script.lib.checkout import ROOT
from script.lib.refusals import Refused, run

HELP = """Reads requirements/*.txt and asks the Python Package Index about each pinned version. Ends with 1
when a vulnerability is known, or when any answer is missing: not knowing is not a pass. Needs the internet.
AUDIT_SERVICE names another service that answers /NAME/VERSION/json in the same form."""
SERVICE = "https://pypi.org/pypi"
SECONDS = 30
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class Known:
    """One vulnerability of one pinned version."""

    name: str
    version: str
    identity: str
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        mended = f"mended in {', '.join(self.mended_in)}" if self.mended_in else "not mended yet"
        return f"{self.name} {self.version}: {self.identity}, {mended}"


def main(arguments: Sequence[str]) -> int:
    """Prints every known vulnerability; 0 only when every package was asked about and none has any."""
    argparse.ArgumentParser(prog="script/audit", description=HELP).parse_args(arguments)
    service = os.environ.get("AUDIT_SERVICE") or SERVICE
    pinned = pins(ROOT / "requirements")
    known = [one for name, version in pinned for one in vulnerabilities(service, name, version)]
    for one in known:
        print(one, flush=True)
    print(f"packages asked about: {len(pinned)}; known vulnerabilities: {len(known)}", flush=True)
    return 1 if known else 0


def pins(folder: Path) -> list[tuple[str, str]]:
    """Every package and version that is pinned in any of the files, each once."""
    texts = [file.read_text(encoding="utf8") for file in sorted(folder.glob("*.txt"))]
    found = sorted({(match[1], match[2]) for text in texts for match in PIN.finditer(text)})
    if not found:
        raise Refused(f"{folder} pins nothing: run script/lock first.")
    return found


def vulnerabilities(service: str, name: str, version: str) -> Iterator[Known]:
    """What the service knows about one version; what has been withdrawn as mistaken does not count."""
    for entry in asked(service, name, version):
        if not entry.get("withdrawn"):
            names = [entry["id"], *entry.get("aliases", [])]
            yield Known(name, version, " = ".join(names), tuple(entry.get("fixed_in", ())))


def asked(service: str, name: str, version: str) -> list[dict[str, Any]]:
    """The service's list for one version; a refusal when there is no such list to be had."""
    if not service.startswith(("https://", "http://")):
        raise Refused("AUDIT_SERVICE must be an address that starts with https:// or http://.")
    try:
        with urllib.request.urlopen(f"{service}/{name}/{version}/json", timeout=SECONDS) as answer:  # noqa: S310
            found = json.load(answer)["vulnerabilities"]
    except urllib.error.HTTPError as error:
        error.close()
        raise Refused(unanswered(name, version, f"it answered {error.code}")) from error
    except OSError as error:
        raise Refused(unanswered(name, version, "it cannot be reached")) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(unanswered(name, version, "its answer has no list of vulnerabilities")) from error
    return list(found)


def unanswered(name: str, version: str, why: str) -> str:
    """The sentence for a question that stayed open."""
    return (
        f"Nothing is known about {name} {version}: the service was asked and {why}. "
        f"This is not a pass; check the network, or name another service with AUDIT_SERVICE."
    )


if __name__ == "__main__":
    run(main)
