"""The stems of English words by the rules of Snowball (Porter 2), which PostgreSQL's `english` follows."""

import re
from functools import lru_cache

VOWEL = "[aeiouy]"
SHORTEST = 3
# Where R1 begins later than the general rule says, so that "commune" and "communities" stay apart.
LATE_BEGINNINGS = re.compile("^(gener|commun|arsen)")
AS_THEY_ARE = {
    "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl",
    "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl",
    "ngos": "ngo",
    **{word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")},
}  # fmt: skip
AFTER_PLURALS = frozenset(
    {"inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"}
)
DOUBLES = re.compile("(bb|dd|ff|gg|mm|nn|pp|rr|tt)$")
SHORT_SYLLABLE = re.compile(f"([^aeiouy]{VOWEL}[^aeiouywxY]|^{VOWEL}[^aeiouy])$")

STEP_2 = {
    "ization": "ize", "ational": "ate", "fulness": "ful", "ousness": "ous", "iveness": "ive",
    "tional": "tion", "biliti": "ble", "lessli": "less", "entli": "ent", "ation": "ate", "alism": "al",
    "aliti": "al", "ousli": "ous", "iviti": "ive", "fulli": "ful", "enci": "ence", "anci": "ance",
    "abli": "able", "izer": "ize", "ator": "ate", "alli": "al", "bli": "ble",
}  # fmt: skip
STEP_3 = {
    "ational": "ate", "tional": "tion", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic",
    "ness": "", "ful": "",
}  # fmt: skip
STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive",
    "ize", "ion", "al", "er", "ic",
)  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word in small ASCII letters: "elections" and "electing" both give "elect"."""
    if len(word) < SHORTEST:
        return word
    if word in AS_THEY_ARE:
        return AS_THEY_ARE[word]
    word = _with_consonant_y(word)
    first, second = _regions(word)
    word = _without_plural(word)
    if word in AFTER_PLURALS:
        return word
    word = _without_past(word, first)
    word = re.sub("(?<=.[^aeiouy])[yY]$", "i", word)
    word = _replaced(word, first, STEP_2) if not _special_2(word, first) else _special_2(word, first)
    word = _step_3(word, first, second)
    return _step_5(_step_4(word, second), first, second).lower()


def _with_consonant_y(word: str) -> str:
    """The word with each y that is a consonant written Y."""
    return re.sub(f"(^|(?<={VOWEL}))y", "Y", word)


def _regions(word: str) -> tuple[int, int]:
    """Where R1 and R2 begin: each after the first consonant that follows a vowel."""
    late = LATE_BEGINNINGS.match(word)
    first = late.end() if late else _after_syllable(word, 0)
    return first, _after_syllable(word, first)


def _after_syllable(word: str, start: int) -> int:
    found = re.compile(f"{VOWEL}[^aeiouy]").search(word, start)
    return found.end() if found else len(word)


def _without_plural(word: str) -> str:
    """Step 1a."""
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > len("cries") - 1 else word[:-1]
    if word.endswith(("us", "ss")):
        return word
    return word[:-1] if re.search(f"{VOWEL}.+s$", word) else word


def _without_past(word: str, first: int) -> str:
    """Step 1b."""
    if ending := re.search("(eedly|eed)$", word):
        return word[: ending.start()] + "ee" if ending.start() >= first else word
    ending = re.search("(ingly|edly|ing|ed)$", word)
    if not ending or not re.search(VOWEL, word[: ending.start()]):
        return word
    word = word[: ending.start()]
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if DOUBLES.search(word):
        return word[:-1]
    return word + "e" if first >= len(word) and SHORT_SYLLABLE.search(word) else word


def _special_2(word: str, first: int) -> str:
    """What step 2 leaves of an ending that depends on the letter before it; empty when there is none."""
    if word.endswith("ogi") and len(word) - len("ogi") >= first and word.endswith("logi"):
        return word[:-1]
    known = ("bli", "alli", "fulli", "lessli", "ousli", "entli")
    if word.endswith("li") and not word.endswith(known):
        after = len(word) - len("li") >= first and re.search("[cdeghkmnrt]li$", word)
        return word[:-2] if after else word
    return ""


def _replaced(word: str, first: int, endings: dict[str, str]) -> str:
    """The word with its longest ending replaced, if that lies in R1."""
    for ending, instead in endings.items():
        if word.endswith(ending):
            return word[: -len(ending)] + instead if len(word) - len(ending) >= first else word
    return word


def _step_3(word: str, first: int, second: int) -> str:
    if word.endswith("ative"):
        return word[: -len("ative")] if len(word) - len("ative") >= second else word
    return _replaced(word, first, STEP_3)


def _step_4(word: str, second: int) -> str:
    for ending in STEP_4:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            goes = len(rest) >= second and (ending != "ion" or rest.endswith(("s", "t")))
            return rest if goes else word
    return word


def _step_5(word: str, first: int, second: int) -> str:
    rest = word[:-1]
    if word.endswith("e") and (
        len(rest) >= second or (len(rest) >= first and not SHORT_SYLLABLE.search(rest))
    ):
        return rest
    return rest if word.endswith("ll") and len(rest) >= second else word
