"""Strict readers of BibTeX, RIS and CSL-JSON: whatever breaks the form raises."""

import json
import re
from typing import Any

BEGINNING = re.compile(r"@(?P<kind>[a-z]+)\{(?P<key>[A-Za-z0-9.-]+),\n")
FIELD = re.compile(r"  (?P<name>[a-z]+) = \{")
TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  - (?P<text>[^\r\n]*)")
SHOWN_BY_TEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{sign}": sign for sign in "&%$#_"},
}
COMMAND = re.compile("|".join(map(re.escape, SHOWN_BY_TEX)))
VERBATIM = ("url",)


def read_bibtex(text: str) -> dict[str, str]:
    """The fields of the one entry, as a reader sees them."""
    begun = BEGINNING.match(text)
    assert begun, text
    place, fields = begun.end(), {"kind": begun["kind"], "key": begun["key"]}
    while not text.startswith("}\n", place):
        field = FIELD.match(text, place)
        assert field, text[place:]
        end = _closing(text, field.end())
        value = text[field.end() : end]
        fields[field["name"]] = value if field["name"] in VERBATIM else _typeset(value)
        assert text[end + 1 : end + 3] in (",\n", "\n}"), text[end:]
        place = end + 3 if text[end + 1] == "," else end + 2
    assert text[place:] == "}\n", "there is something after the entry"
    return fields


def _closing(text: str, start: int) -> int:
    """Where the value ends, with braces counted as BibTeX counts them: escaped or not."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
        assert text[place] != "\n", "a value goes over lines"
    raise AssertionError("a value is never closed")


def _typeset(value: str) -> str:
    """What TeX shows of a value; a sign that does something is refused."""
    inner = value[1:-1] if value.startswith("{") and value.endswith("}") else value
    bare = COMMAND.sub("", inner)
    assert not set("\\{}&%$#_~^") & set(bare), bare
    return COMMAND.sub(lambda found: SHOWN_BY_TEX[found[0]], inner)


def read_ris(text: str) -> dict[str, str]:
    """The tags of the one record."""
    lines = text.split("\r\n")
    assert lines[-1] == "", "the last line is not ended"
    found = [TAG.fullmatch(line) for line in lines[:-1]]
    assert all(found), text
    tags = [(line["tag"], line["text"]) for line in found if line]
    assert tags[0][0] == "TY"
    assert [tag for tag, _ in tags].index("ER") == len(tags) - 1, "the record ends before its end"
    return dict(tags)


def read_csl(text: str) -> dict[str, Any]:
    """The one item."""
    (item,) = json.loads(text)
    assert {"id", "type", "title", "author", "issued", "URL"} <= set(item)
    assert item["type"] in ("dataset", "webpage")
    assert all(isinstance(part, int) for part in item["issued"]["date-parts"][0])
    return item
