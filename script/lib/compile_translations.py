"""`script/compile-translations`: checks each locale/*/LC_MESSAGES/django.po and writes the .mo beside it."""

import argparse
from collections.abc import Sequence

from script.lib.checkout import ROOT
from script.lib.refusals import Refused, run
from script.lib.translations import Unfinished, compiled, read

HELP = """Edit the lines that begin with msgstr in locale/LANGUAGE/LC_MESSAGES/django.po, then run this. It
names what is missing or would not work, with its line, and otherwise writes the django.mo beside each, which
the site reads when it starts. Needs no gettext."""


def main(arguments: Sequence[str]) -> int:
    """Compiles every language, or none when one is unfinished."""
    argparse.ArgumentParser(prog="script/compile-translations", description=HELP).parse_args(arguments)
    made = {}
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        try:
            made[source.with_suffix(".mo")] = compiled(read(source.read_text(encoding="utf8")))
        except Unfinished as problem:
            raise Refused(f"{source.relative_to(ROOT)}, {problem}") from problem
    for target, content in made.items():
        target.write_bytes(content)
        print(f"{target.relative_to(ROOT)}: {len(content)} bytes")
    return 0


if __name__ == "__main__":
    run(main)
