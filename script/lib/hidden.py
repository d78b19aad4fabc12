"""`script/prove-hidden`: runs the tests from a clean clone on a machine that seems to have no servers."""

import argparse
import fnmatch
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from script.lib.clones import clean_clone, hand_over, impersonal
from script.lib.programs import as_user
from script.lib.refusals import Refused, run

HELP = """Clones HEAD and runs script/test there with PostgreSQL, Redis, Chromium, Node.js and apt hidden,
first as root and then as an ordinary user; when you are not root, as you alone. Everything then has to
come from the pinned packages."""
HIDDEN = (
    *("postgres*", "pg_*", "initdb", "psql", "redis-*", "valkey-*"),
    *("chromium*", "*chrome*", "node", "nodejs", "npm", "npx", "corepack", "apt*"),
)
ORDINARY = "nobody"


def main(arguments: Sequence[str]) -> int:
    """Proves it for each kind of user that this process can be."""
    parser = argparse.ArgumentParser(prog="script/prove-hidden", description=HELP)
    parser.add_argument("--only", choices=["root", "user"], help="as this kind of user alone")
    only = parser.parse_args(arguments).only
    problems = [prove(user) for user in users(only)]
    return 1 if any(problems) else 0


def users(only: str | None) -> list[pwd.struct_passwd]:
    """Whom to run the tests as."""
    me = pwd.getpwuid(os.getuid())
    if os.getuid() != 0:
        if only == "root":
            raise Refused("Only root can prove it for root: run this as root, or leave --only away.")
        return [me]
    both = {"root": me, "user": pwd.getpwnam(ORDINARY)}
    return [user for kind, user in both.items() if only in (None, kind)]


def prove(user: pwd.struct_passwd) -> int:
    """The exit code of script/test in a clone of its own, run as that user."""
    with clean_clone() as checkout:
        environment = bare_environment(checkout.parent, user)
        hand_over(checkout.parent, user.pw_uid, user.pw_gid)
        print(f"\n##### as {user.pw_name}, with the system's servers hidden", flush=True)
        began = time.monotonic()
        identity = as_user(user) if os.getuid() == 0 else {}
        command = [checkout / "script" / "test"]
        code = subprocess.run(command, cwd=checkout, env=environment, check=False, **identity).returncode
        seconds = time.monotonic() - began
        verdict = "green" if code == 0 else f"FAILED with exit code {code}"
        print(f"##### as {user.pw_name}: {verdict} after {seconds:.0f} s", flush=True)
        return code


def bare_environment(folder: Path, user: pwd.struct_passwd) -> dict[str, str]:
    """An environment with an empty home and a PATH that leads to none of the hidden programs."""
    home, programs = folder / "home", folder / "programs"
    home.mkdir()
    programs.mkdir()
    for name, path in visible_programs(user):
        (programs / name).symlink_to(path)
    return {
        **{name: value for name, value in impersonal(os.environ).items() if not name.startswith("XDG_")},
        "HOME": str(home),
        "USER": user.pw_name,
        "LOGNAME": user.pw_name,
        "PATH": str(programs),
        "TRACKER_HIDE_SYSTEM_SERVERS": "1",
    }


def visible_programs(user: pwd.struct_passwd) -> Iterator[tuple[str, Path]]:
    """The first program of each name on PATH that this user may run and that is not hidden."""
    seen: set[str] = set()
    for folder in map(Path, os.get_exec_path()):
        if not folder.is_dir() or (user.pw_uid != 0 and not open_to_all(folder)):
            continue
        for path in folder.iterdir():
            if path.name not in seen and not is_hidden(path.name) and shutil.which(path):
                seen.add(path.name)
                yield path.name, path


def is_hidden(name: str) -> bool:
    """Whether a program belongs to what the tests must do without."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in HIDDEN)


def open_to_all(folder: Path) -> bool:
    """Whether every user can reach what is in a folder."""
    resolved = folder.resolve()
    return all(part.stat().st_mode & 0o001 for part in (resolved, *resolved.parents))


if __name__ == "__main__":
    run(main)
