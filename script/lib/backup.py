"""`script/backup`: database, files and a manifest as one set, encrypted to public keys."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from script.lib import environments
from script.lib.refusals import Refused, run

HELP = """Writes the database of one moment, the files that its rows name and a manifest with fingerprints and
row counts into one file, encrypted to the public keys given; the site goes on meanwhile. Nothing of it lies
in clear on a disk. Make the pair of keys on another computer: manage.py make_sealing_key FILE. The private
key opens the backup with script/restore; without it nobody does."""


def main(arguments: Sequence[str]) -> int:
    """Writes one backup and says what is in it."""
    options = parsed(arguments)
    become_the_sites_python("script.lib.backup", arguments)
    if options.file.exists():
        raise Refused(f"{options.file} is there already; a backup is never overwritten.")
    from script.lib.backing_up import back_up  # noqa: PLC0415  needs the site's Python

    options.file.absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = back_up(options.file, options.to)
    tables = about["tables"]
    rows = sum(table["rows"] for table in tables.values())
    files = len(about["files"])
    size = options.file.stat().st_size
    print(f"{options.file}: {len(tables)} tables, {rows:,} rows, {files} files, {size:,} bytes")
    return 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="script/backup", description=HELP)
    parser.add_argument("file", type=Path, help="the backup, a file that is not there yet: 2024-01-15.age")
    parser.add_argument(
        "--to",
        action="append",
        required=True,
        metavar="age1…",
        help="a public key; as often as there are keys",
    )
    return parser.parse_args(arguments)


def become_the_sites_python(module: str, arguments: Sequence[str]) -> None:
    """Go on in the Python that has Django, with the site's settings ready."""
    python = environments.of_the_site()
    if str(python) != sys.executable:
        os.execv(python, [str(python), "-m", module, *arguments])  # noqa: S606
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
    django.setup()


if __name__ == "__main__":
    run(main)
