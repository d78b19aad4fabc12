"""The paths of pages, which Django looks up anew each time, looked up once for each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import urls

MANY = 20_000


def reverse(name: str, args: Sequence[Any] = ()) -> str:
    """The path of this name, as `django.urls.reverse` gives it."""
    return _found(name, tuple(args), urls.get_script_prefix(), urls.get_urlconf())


@lru_cache(maxsize=MANY)
def _found(name: str, args: tuple[Any, ...], _prefix: str, _urlconf: Any) -> str:
    return urls.reverse(name, args=args)
