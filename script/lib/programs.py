"""Finds the programs that the tests need, starts servers and stops them, come what may."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from script.lib import environments
from script.lib.checkout import CACHE, ROOT, alone
from script.lib.refusals import Refused

Command = Sequence[str | Path]
START_SECONDS = 60
STOP_SECONDS = 20


def system_is_hidden() -> bool:
    """Whether to act as if this system had no servers, no browser and no Node.js."""
    return os.environ.get("TRACKER_HIDE_SYSTEM_SERVERS") == "1"


def on_path(*names: str) -> Path | None:
    """The first of these programs that PATH leads to."""
    found = [] if system_is_hidden() else [path for name in names if (path := shutil.which(name))]
    return Path(found[0]) if found else None


def in_folders(*patterns: str) -> list[Path]:
    """What matches the patterns in the system's own folders, newest version first."""
    if system_is_hidden():
        return []
    found = [Path(path) for pattern in patterns for path in glob.glob(pattern)]
    return sorted(found, key=version_in, reverse=True)


def version_in(path: Path) -> list[int]:
    """The numbers in a path, so that 15 comes after 9."""
    return [int(part) for part in "".join(c if c.isdigit() else " " for c in str(path)).split()]


def from_wheel(name: str) -> Path:
    """The folder where the wheels pinned in requirements/`name`.txt lie unpacked."""
    requirements = ROOT / "requirements" / f"{name}.txt"
    wanted = environments.fingerprint(requirements)
    folder, stamp = CACHE / name, CACHE / f"{name}-{environments.STAMP}"
    with alone(name):
        if not (folder.is_dir() and stamp.is_file() and stamp.read_text() == wanted):
            stamp.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            unpack(requirements, folder)
            stamp.write_text(wanted)
    return folder


def unpack(requirements: Path, folder: Path) -> None:
    """Installs pinned wheels into a folder of their own."""
    print(f"Installing {requirements.relative_to(ROOT)} into {folder.relative_to(ROOT)} ...", flush=True)
    python = ROOT / ".venv-test" / "bin" / "python"
    only_wheels = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    environments.pip(python, *only_wheels, "--target", str(folder), "--requirement", str(requirements))


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run as when we are root and a program refuses root; nobody else when we are not."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Refused("PostgreSQL does not run as root and there is no user postgres or nobody: add one.")


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments that make subprocess run a program as that user."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


@contextmanager
def running(
    command: Command,
    log: Path,
    ready: str,
    user: pwd.struct_passwd | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[None]:
    """A server that runs from the moment its log says `ready` until the end of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            **as_user(user),
        )
    try:
        wait_until_ready(process, log, ready)
        yield
    finally:
        end(process, stop)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path, ready: str) -> None:
    """Returns once the log says `ready`; refuses when the server has stopped or takes too long."""
    name = Path(process.args[0]).name  # type: ignore[index, arg-type]
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        said = log.read_text(errors="replace")
        if ready in said:
            return
        if process.poll() is not None:
            raise Refused(f"{name} did not start: {environments.last_line(said)}")
        time.sleep(0.02)
    raise Refused(f"{name} was not ready after {START_SECONDS} seconds.")


def end(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    """Asks a server to stop, and makes it when it will not."""
    if process.poll() is not None:
        return
    process.send_signal(stop)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_or_refuse(command: Command, what: str, **options: Any) -> str:
    """What a program printed; when it fails, a refusal that says `what` could not be done, and why."""
    done = subprocess.run(
        list(command), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **options
    )
    if done.returncode:
        raise Refused(f"{what}: {environments.last_line(done.stdout + done.stderr)}")
    return str(done.stdout)
