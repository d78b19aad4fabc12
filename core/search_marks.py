"""Kinds, themes and spans of rows as words of the index, which no text and no query can hold."""

# Not a letter. It also stands between title and text, so that no phrase reaches across.
BETWEEN = "·"
# A span holds the rows whose number is below two to the power of half its own: two spans, and it is doubled.
FIRST_SPAN, LAST_SPAN = 22, 40


def kind_mark(kind: str) -> str:
    """The word of everything of one kind."""
    return _mark("kind", kind)


def theme_mark(slug: str) -> str:
    """The word of everything that carries a theme."""
    return _mark("theme", slug)


def span_mark(span: int) -> str:
    """The word of everything in one span."""
    return _mark("span", str(span))


def spans_of(number: int) -> range:
    """The spans that the row of this number lies in."""
    return range(max((number * number).bit_length(), FIRST_SPAN), LAST_SPAN + 1)


def _mark(what: str, name: str) -> str:
    """SQLite would split at signs that are ASCII, and does not tell large letters from small."""
    plain = name.lower().replace("-", BETWEEN).replace("_", BETWEEN * 2)
    return f"{BETWEEN}{what}{BETWEEN}{plain}"
