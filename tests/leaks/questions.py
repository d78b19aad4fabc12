"""Every GET that can be asked, made from the API's description and the site's own addresses and forms."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice, zip_longest
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.api.description import description
from core.api.export_forms import FORMS
from tests.leaks.readers import Caller

API = "/api/v1/"
ABSENT = ("absent-key", "98765", "97-9")
DAYS = ("2023", "2023-07", "2024-01-15", "2024-01-16", "2024-01-25", "2031-01-01", "never")
MOMENTS = (*DAYS, "2024-01-16T12:00:00Z", "2024-01-20T00:00:00Z")
NUMBERS = ("1", "2", "3", "200", "999", "0", "x")
# Nouns some of whose rows are hidden; the worlds call a file by the number of its row.
HAVE_HIDDEN_KEYS = ("progress-updates", "evidence-files")
Parameters = dict[str, list[str]]


@dataclass
class Known:
    """What somebody who asks may know or guess: keys there are, keys of what is hidden, words in it."""

    words: list[str]
    ids: list[int]
    # The keys of a noun, by the first part of the address: {"benchmarks": ["101", …]}.
    keys: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def keys_of(self, noun: str) -> list[str]:
        """Some keys that there are, and some that there are not."""
        hidden = [str(pk) for pk in self.ids] if noun in HAVE_HIDDEN_KEYS else []
        return list(dict.fromkeys([*self.keys[noun][:4], *hidden, *ABSENT]))


def known(caller: Caller, words: Sequence[str], ids: Sequence[int]) -> Known:
    """What this caller finds in the lists of the API, with these words and ids to guess."""
    found = Known(list(words), list(ids))
    for path, methods in description()["paths"].items():
        if "get" not in methods or "{" in path or path.endswith("/search/"):
            continue
        for row in rows_of(caller, path):
            for address in filter(None, (row.get("url"), row.get("page"))):
                noun, _, key = urlsplit(address).path.removeprefix(API).strip("/").partition("/")
                if key and key not in found.keys[noun]:
                    found.keys[noun].append(key)
    return found


def rows_of(caller: Caller, path: str) -> list[dict[str, Any]]:
    """The rows of a list."""
    # What answers one question is no list; nor is a refusal.
    return json.loads(caller.get(f"{path}?page_size=200").body).get("results", [])


def questions(caller: Caller, what: Known, *, at_least: int, seed: int = 0) -> list[str]:
    """So many different questions, spread over every address and every parameter of each."""
    chance = random.Random(seed)  # noqa: S311
    every = list(dict.fromkeys([*of_the_api(what), *of_the_site(caller, what)]))
    every += islice(combinations(what, chance), len(every) // 2)
    return list(dict.fromkeys(spread(every, chance)))[:at_least]


def spread(every: list[str], chance: random.Random) -> Iterator[str]:
    """One question of each kind, then a second of each, until there are no more; the plain kinds first."""
    kinds: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for question in chance.sample(every, len(every)):
        kinds[kind_of(question)].append(question)
    for turn in zip_longest(*sorted(kinds.values(), key=lambda same: same[0].count("&"))):
        yield from filter(None, turn)


def kind_of(question: str) -> tuple[str, ...]:
    """Which noun a question is about, whether it names one of them, and the names of its parameters."""
    address, _, query = question.partition("?")
    parts = address.split("/")
    noun, rest = (parts[:4], parts[4:]) if address.startswith(API) else (parts[:2], parts[2:])
    names = [name for name, _value in parse_qsl(query, keep_blank_values=True)]
    steps = ["key" if part.isdecimal() else part for part in rest[1:]]
    return (*noun, *steps, str(len(rest)), *names)


# --- the API: from its description ----------------------------------------------------------------


def of_the_api(what: Known) -> Iterator[str]:
    """Every path with keys that are there and keys that are not, and each parameter with each value."""
    yield from (API, f"{API}schema/", f"{API}docs/", f"{API}nothing-here/", f"{API}progress-updates.csv")
    for path, parameters in described(what).items():
        first, *others = addresses(path, what)
        yield from (first, *others)
        for name, values in parameters.items():
            yield from (with_parameters(first, {name: value}) for value in values)
        yield with_parameters(first, {"author": "writer"})


def described(what: Known) -> dict[str, Parameters]:
    """Every path that can be read, with each of its parameters and the values to try."""
    return {
        path: {
            parameter["name"]: values_of(parameter, methods["get"], what)
            for parameter in methods["get"].get("parameters", ())
            if parameter["in"] == "query"
        }
        for path, methods in description()["paths"].items()
        if "get" in methods
    }


def addresses(path: str, what: Known) -> list[str]:
    """A path with its key filled in: those there are first."""
    before, brace, rest = path.partition("{")
    if not brace:
        return [path]
    if rest == "suffix}":
        return [f"{before}{suffix}" for suffix in FORMS]
    noun = before.removeprefix(API).strip("/")
    return [f"{before}{quote(key)}{rest.partition('}')[2]}" for key in what.keys_of(noun)]


def values_of(parameter: dict[str, Any], operation: dict[str, Any], what: Known) -> list[str]:
    """What to try for one parameter: all there is to choose from, or what its name asks for."""
    name, schema = parameter["name"], parameter["schema"]
    choices = schema.get("enum") or schema.get("items", {}).get("enum")
    if choices:
        return [*map(str, choices), "no-such-choice"]
    if name in ("fields", "omit"):
        return [*fields_shown(operation), "author", "review_note,narrative"]
    keys = what.keys[f"{name}s"] or what.keys[name]
    return values_by_name(name, what) or [*keys[:6], *what.words[:2], "1"]


def values_by_name(name: str, what: Known) -> list[str]:
    """What to try where the name alone says what is asked for; nothing for any other name."""
    if name in ("search", "q"):
        return [*what.words, "narrative", "other world", "what changed"]
    if name in ("known_at", "modified_since") or name.startswith("published_at"):
        return list(MOMENTS)
    if name in ("as_of", "since", "until") or name.endswith(("__gte", "__lte")):
        return list(DAYS)
    return list(NUMBERS) if name in ("page", "page_size") else []


def fields_shown(operation: dict[str, Any]) -> list[str]:
    """The names of the fields of an answer's rows."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    resolved = _resolved(schema)
    rows = resolved if "items" in resolved else resolved["properties"].get("results")
    return list(_resolved(rows["items"] if rows else resolved)["properties"])


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return description()["components"]["schemas"][name] if name else schema


def with_parameters(address: str, parameters: dict[str, str]) -> str:
    """An address with parameters."""
    return f"{address}?{urlencode(parameters)}"


def combinations(what: Known, chance: random.Random) -> Iterator[str]:
    """Two or three parameters at once, the nouns by turns; what can hold something hidden most often."""
    paths = [(path, given) for path, given in described(what).items() if len(given) > 1]
    weights = [8 if "progress-updates" in path else 1 for path, _given in paths]
    while True:
        ((path, parameters),) = chance.choices(paths, weights)
        names = chance.sample(sorted(parameters), k=min(len(parameters), chance.choice((2, 2, 3))))
        chosen = {name: chance.choice(parameters[name]) for name in names if parameters[name]}
        yield with_parameters(chance.choice(addresses(path, what)), chosen)


# --- the site: from its addresses, and from the forms on its pages --------------------------------


def of_the_site(caller: Caller, what: Known) -> Iterator[str]:
    """Every address with keys that are there and keys that are not, and its forms with each choice."""
    for name, route, arguments in named_patterns(get_resolver()):
        found = list(dict.fromkeys(reversed_with(name, route, arguments, what)))
        yield from found
        if found and not name.startswith("admin:"):
            yield from filled_in(found[0], caller, what)


def named_patterns(
    resolver: URLResolver, names: str = "", route: str = ""
) -> Iterator[tuple[str, str, list]]:
    """The qualified name, the route and the names of the arguments of each address outside the API."""
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{names}{pattern.namespace}:" if pattern.namespace else names
            if pattern.namespace != "api":
                yield from named_patterns(pattern, space, here)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{names}{pattern.name}", here, list(pattern.pattern.converters)


def reversed_with(name: str, route: str, arguments: list[str], what: Known) -> Iterator[str]:
    """The addresses of one name, for each key that fits it."""
    noun = route.partition("/")[0]
    for key in what.keys_of(noun if noun != "admin" else "progress-updates") if arguments else [""]:
        for value in (key, int(key)) if key.isdecimal() else (key,):
            try:
                yield reverse(name, kwargs=dict.fromkeys(arguments, value))
            except NoReverseMatch:
                continue


def filled_in(address: str, caller: Caller, what: Known) -> Iterator[str]:
    """The address with each choice of the forms on its page, and what a link of a pager adds."""
    page = caller.get(address)
    forms = Fields()
    if b"<html" in page.body:
        forms.feed(page.body.decode(errors="replace"))
    names: Parameters = {**forms.choices, "page": ["2", "999", "x"]}
    for name, choices in names.items():
        for value in choices or values_by_name(name, what) or what.words[:4]:
            yield with_parameters(address, {name: value})


class Fields(HTMLParser):
    """The fields of the forms that a page sends by GET, each with what it lets one choose."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: Parameters = {}
        self._is_get = False
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the fields, and the choices of a select."""
        given = dict(attrs)
        if tag == "form":
            self._is_get = (given.get("method") or "get").lower() == "get"
        elif tag in ("input", "select", "button") and self._is_get and given.get("name"):
            self._name = str(given["name"])
            self.choices.setdefault(self._name, [given["value"]] if given.get("value") else [])
        elif tag == "option" and self._is_get and given.get("value"):
            self.choices[self._name].append(str(given["value"]))
