"""Tells the language of an official wording by its script, and among Latin letters by its commonest words."""

import re

SCRIPTS = {
    "zh": re.compile(r"[\u3400-\u9fff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "km": re.compile(r"[\u1780-\u17ff]"),
}
LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
COMMON = {
    "en": frozenset(["the", "of", "and", "to", "in", "that", "for", "with", "by", "should"]),
    "fr": frozenset(["le", "la", "les", "des", "et", "du", "à", "dans", "que", "pour", "par"]),
    "es": frozenset(["el", "la", "los", "las", "del", "y", "en", "que", "para", "por"]),
}


def language_of(text: str) -> str:
    """The code of the language; empty when it cannot be told."""
    letters = len(LATIN.findall(text))
    # A Chinese character says about as much as three letters do.
    counts = {
        code: len(script.findall(text)) * (3 if code == "zh" else 1) for code, script in SCRIPTS.items()
    }
    code = max(counts, key=lambda each: counts[each])
    return code if counts[code] > letters else _of_latin(text)


def _of_latin(text: str) -> str:
    words = re.findall(r"[a-zà-ÿ]+", text.lower())
    counts = sorted((sum(word in common for word in words), code) for code, common in COMMON.items())
    (second, _), (most, code) = counts[-2:]
    return code if most > second else ""
