"""One word of the index for what British and American English, or a hyphen, write in two ways.

The word chosen is never shown. Of those in -ize and -our only the listed ones have two forms: "size" and
"hour" have one.
"""

import re
from functools import lru_cache

from core.english_stems import stem

IN_ISE = """
    agon american apolog author bastard brutal capital categor central character civil colon commercial
    computer criminal critic crystall custom decentral decriminal demilitar democrat demon demoral
    depolitic destabil digital disorgan econom emphas equal external familiar final formal general
    global harmon hospital immun industrial initial institutional internal international jeopard legal
    legitim liberal local marginal material maxim mechan memor militar minim mobil modern monopol moral
    nation national natural neutral normal optim organ ostrac patron penal personal polar politic
    popular prior priorit privat public radical ration real recogn regional regular reorgan revolution
    scrutin secular sensit social special stabil standard stigmat subsid summar symbol sympath synchron
    terror theor trivial traumat tyrann union urban util victim visual
"""
IN_OR = """
    arm behavi cand clam col demean endeav fav ferv flav harb hon hum lab misbehavi misdemean neighb od parl
    rig rum savi sav splend tum val vap vig
"""
IN_ER = "calib cent centimet fib kilomet lit meag met millimet sab spect theat"
IN_LOR = "council counsel jewel model signal travel"
# Those that follow no rule, each with its other form.
ALONE = {
    "acknowledgement": "acknowledgment", "ageing": "aging", "analogue": "analog", "analyse": "analyze",
    "artefact": "artifact", "catalogue": "catalog", "defence": "defense", "dialogue": "dialog",
    "enquiry": "inquiry", "enrol": "enroll", "enrolment": "enrollment", "fulfil": "fulfill",
    "fulfilment": "fulfillment", "gaol": "jail", "grey": "gray", "instalment": "installment",
    "jewellery": "jewelry", "judgement": "judgment", "licence": "license", "manoeuvre": "maneuver",
    "offence": "offense", "paediatric": "pediatric", "paralyse": "paralyze", "practise": "practice",
    "pretence": "pretense", "programme": "program", "sceptic": "skeptic", "skilful": "skillful",
    "wilful": "willful",
}  # fmt: skip
# Written with a hyphen or as two words too.
TWO_WORDS = {
    "microfinance": ("micro", "finance"), "multiparty": ("multi", "party"),
    "nongovernmental": ("non", "governmental"), "percent": ("per", "cent"), "pretrial": ("pre", "trial"),
    "subdecree": ("sub", "decree"), "subdecrees": ("sub", "decree"),
}  # fmt: skip


def _any_of(roots: str) -> str:
    return "|".join(roots.split())


RULES = (
    (re.compile(r"^(\w{2,})ization(?=s?$|al)"), r"\1isation"),
    (re.compile(f"^((?:re|un)?(?:{_any_of(IN_ISE)}))iz(?=(?:e|es|ed|ing|er|ers)$)"), r"\1is"),
    (re.compile(f"^((?:dis|un)?(?:{_any_of(IN_OR)}))our"), r"\1or"),
    (re.compile(f"^({_any_of(IN_ER)})re(?=s?$)"), r"\1er"),
    (re.compile(f"^({_any_of(IN_ER)})red$"), r"\1ered"),
    (re.compile(f"^({_any_of(IN_LOR)})l(?=[oe]rs?$)"), r"\1"),
)
OTHER_STEM = {stem(word): stem(other) for word, other in ALONE.items()}


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """The stem that stands for a word in small ASCII letters, however it is spelled; two for two words."""
    return tuple(_stem(part) for part in TWO_WORDS.get(word, (word,)))


def _stem(word: str) -> str:
    for rule, spelling in RULES:
        word = rule.sub(spelling, word, count=1)
    found = stem(word)
    return OTHER_STEM.get(found, found)
