"""How a refusal repeats what somebody sent."""


def printable(text: str) -> str:
    """What somebody sent, short and safe to repeat."""
    return "".join(character for character in text[:60] if character.isprintable())
