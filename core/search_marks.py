"""Kinds and themes as words of the index, which no text and no query can hold."""

# Not a letter. It also stands between title and text, so that no phrase reaches across.
BETWEEN = "·"


def kind_mark(kind: str) -> str:
    """The word of everything of one kind."""
    return _mark("kind", kind)


def theme_mark(slug: str) -> str:
    """The word of everything that carries a theme."""
    return _mark("theme", slug)


def _mark(what: str, name: str) -> str:
    """SQLite would split at signs that are ASCII, and does not tell large letters from small."""
    plain = name.lower().replace("-", BETWEEN).replace("_", BETWEEN * 2)
    return f"{BETWEEN}{what}{BETWEEN}{plain}"
