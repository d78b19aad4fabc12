"""The verbs with which paragraphs open, so that "Also requests" counts with "Requests"."""

# They say where a paragraph stands among others, not what the body does.
ONLY_ORDER = frozenset({"also", "further"})


def plain_verb(printed: str) -> str:
    """The verb in small letters, without the words that only put it in a row."""
    return " ".join(word for word in printed.lower().split() if word not in ONLY_ORDER)
