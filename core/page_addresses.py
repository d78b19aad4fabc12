"""The paths of pages, which Django looks up anew each time, looked up once for each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import urls

MANY = 20_000


def reverse(name: str, args: Sequence[Any] = ()) -> str:
    """The path of this name, as `django.urls.reverse` gives it."""
    return path_of(name, tuple(args), *here())


def here() -> tuple[str, Any]:
    """What a path turns on besides its name: where the site is mounted, and its map. Slow to look up."""
    return urls.get_script_prefix(), urls.get_urlconf()


@lru_cache(maxsize=MANY)
def path_of(name: str, args: tuple[Any, ...], _prefix: str, _urlconf: Any) -> str:
    """The path of this name here."""
    return urls.reverse(name, args=args)
