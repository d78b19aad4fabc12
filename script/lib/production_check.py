"""`script/production-check`: refuses unsafe settings and servers, and says what to do for each."""

import argparse
import os
import subprocess
from collections.abc import Sequence

from script.lib import environments
from script.lib.checkout import ROOT
from script.lib.programs import Command
from script.lib.refusals import run

HELP = """Looks at the settings, the database, the queue and the files of the server that the environment
describes (SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL ...), names what is unsafe and says what to do.
The exit code is 0 only when nothing is."""


def main(arguments: Sequence[str]) -> int:
    """The exit code of the check under the settings of a server."""
    argparse.ArgumentParser(prog="script/production-check", description=HELP).parse_args(arguments)
    surroundings = {"DJANGO_SETTINGS_MODULE": "config.settings.production", **os.environ}
    command: Command = [environments.of_the_site(), "manage.py", "production_check"]
    return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


if __name__ == "__main__":
    run(main)
