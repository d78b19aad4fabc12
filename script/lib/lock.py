"""`script/lock`: renews requirements/*.txt from pyproject.toml, each pin with its hashes."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from script.lib import environments, programs
from script.lib.checkout import ROOT, temporary_folder, writable
from script.lib.programs import Command
from script.lib.refusals import Refused, run

HELP = """Resolves the dependencies in pyproject.toml to their newest versions, for every Python and system
that the project supports at once, and writes them with their hashes to requirements/."""
GROUPS = {
    "run": [],
    "test": ["--group", "test", "--group", "lint"],
    "postgresql": ["--only-group", "postgresql"],
    "redis": ["--only-group", "redis"],
    "node": ["--only-group", "node"],
}
PLAIN = ["--frozen", "--no-emit-project", "--no-annotate", "--no-header", "--format", "requirements-txt"]


def main(arguments: Sequence[str]) -> int:
    """Makes a lock in a folder of its own, and takes only the pins and hashes from it."""
    argparse.ArgumentParser(prog="script/lock", description=HELP).parse_args(arguments)
    with temporary_folder("tracker-lock-") as folder:
        uv = installed_uv(folder / "tools")
        shutil.copy(ROOT / "pyproject.toml", folder)
        command: Command = [uv, "lock", "--quiet", "--no-config", "--python", sys.executable]
        programs.run_or_refuse(command, "The dependencies do not fit together", cwd=folder)
        for group, options in GROUPS.items():
            export(uv, folder, group, options)
    return 0


def installed_uv(folder: Path) -> Path:
    """The tool that makes the lock, in an environment that goes away again."""
    environments.make(folder)
    environments.pip(folder / "bin" / "python", "uv")
    return folder / "bin" / "uv"


def export(uv: Path, folder: Path, group: str, options: Sequence[str]) -> None:
    """Writes one file of pins."""
    command: Command = [uv, "export", "--quiet", "--no-config", *PLAIN, *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"The lock could not be exported: {environments.last_line(done.stderr)}")
    if "://" in done.stdout or "/" in done.stdout.replace("\\\n", ""):
        raise Refused(f"requirements/{group}.txt would name an address or a folder; nothing was written.")
    target = writable(ROOT / "requirements", "make the checkout writable for you") / f"{group}.txt"
    target.write_text(done.stdout)
    pins = sum(not line.startswith(" ") for line in done.stdout.splitlines())
    print(f"requirements/{group}.txt: {pins} packages", flush=True)


if __name__ == "__main__":
    run(main)
