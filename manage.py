#!/usr/bin/env python
"""Django's command line for the tracker; without further settings it runs embedded (SQLite, no Redis)."""

import importlib.util
import os
import sys
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv"


def go_on_with_django() -> None:
    """Become the Python of the environment that script/serve makes, where this one has no Django."""
    if importlib.util.find_spec("django"):
        return
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists() or Path(sys.prefix) == ENVIRONMENT:
        sys.exit("What the tracker needs is not installed: run script/serve once.")
    os.execv(python, [str(python), *sys.argv])  # noqa: S606


if __name__ == "__main__":
    go_on_with_django()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
