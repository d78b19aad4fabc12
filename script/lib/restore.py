"""`script/restore`: a backup into an empty server, all or nothing, with proof that it is what was saved."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from script.lib.backup import become_the_sites_python
from script.lib.refusals import run

HELP = """Restores what script/backup wrote into the database and the folder of data that the environment
names, which must be empty. First the whole file is read and checked against its fingerprints; when anything
in it is not as it was written, nothing is restored. Then every table and file is compared with the backup."""


def main(arguments: Sequence[str]) -> int:
    """Checks, restores and compares; 1 when anything differs."""
    options = parsed(arguments)
    become_the_sites_python("script.lib.restore", arguments)
    from script.lib.restoring import restore, told  # noqa: PLC0415  needs the site's Python

    print(told(restore(options.file, options.key, only_check=options.check)))
    return 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="script/restore", description=HELP)
    parser.add_argument("file", type=Path, help="what script/backup wrote")
    parser.add_argument("--key", type=Path, required=True, help="the file of the private key")
    parser.add_argument("--check", action="store_true", help="only read all of it and check its fingerprints")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    run(main)
