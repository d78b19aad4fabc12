"""Virtual environments that hold exactly what a file of pinned requirements says."""

import hashlib
import importlib
import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

from script.lib.checkout import ROOT, alone, writable
from script.lib.refusals import Refused

STAMP = "installed-requirements"
NO_NETWORK = ("NewConnectionError", "Max retries", "Temporary failure", "ProxyError", "ConnectTimeout")


def prepared(folder: Path, requirements: Path) -> Path:
    """The Python of the environment in `folder`, made or renewed when the requirements have changed."""
    writable(ROOT, "make the checkout writable for you, or clone it where you may write")
    wanted = fingerprint(requirements)
    with alone(folder.name):
        if not is_ready(folder, wanted):
            make(folder)
            install(folder, requirements)
            (folder / STAMP).write_text(wanted)
    return folder / "bin" / "python"


def of_the_site() -> Path:
    """A Python that runs the site: this one where all is installed beside it, else that of `.venv`."""
    if importlib.util.find_spec("django"):
        return Path(sys.executable)
    return prepared(ROOT / ".venv", ROOT / "requirements" / "run.txt")


def fingerprint(requirements: Path) -> str:
    """What an environment must have been made from to be the right one."""
    return f"{platform.python_version()} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"


def is_ready(folder: Path, wanted: str) -> bool:
    """Whether the last installation finished, was of the same things, and its Python still runs."""
    stamp = folder / STAMP
    if not stamp.is_file() or stamp.read_text() != wanted:
        return False
    python = folder / "bin" / "python"
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def make(folder: Path) -> None:
    """A new, empty environment in `folder`."""
    if not can_make_environments():
        version = ".".join(platform.python_version_tuple()[:2])
        raise Refused(
            f"{sys.executable} cannot make virtual environments: install its venv module "
            f"(on Debian and Ubuntu: apt-get install python{version}-venv)."
        )
    writable(folder.parent, "make the checkout writable for you, or clone it where you may write")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", folder], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise Refused(f"Could not make {folder}: {last_line(made.stdout + made.stderr)}")


def can_make_environments() -> bool:
    """Whether this Python came with all of its venv module; Debian packages it apart."""
    try:
        return bool(importlib.import_module("venv") and importlib.import_module("ensurepip").version())
    except (ImportError, AttributeError):
        return False


def install(folder: Path, requirements: Path) -> None:
    """Installs the pinned requirements, each checked against its hash."""
    print(f"Installing {requirements.relative_to(ROOT)} into {folder.name} ...", flush=True)
    pip(folder / "bin" / "python", "--require-hashes", "--requirement", str(requirements))


def pip(python: Path | str, *arguments: str) -> None:
    """Runs pip's install quietly; on failure says in one sentence what was wrong."""
    quietly = ["--quiet", "--no-compile", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(
        [python, "-m", "pip", "install", *quietly, *arguments], capture_output=True, text=True, check=False
    )
    if not done.returncode:
        return
    if any(sign in done.stderr for sign in NO_NETWORK):
        raise Refused("pip could not reach the package index: check the network and pip's own settings.")
    raise Refused(f"pip could not install what is needed: {last_line(done.stderr)}")


def last_line(output: str) -> str:
    """The last line of what a program printed, where it usually says what was wrong."""
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
    return lines[-1].strip() if lines else "it gave no reason."
