"""References to what is cited here, in words and as programs for literature read them."""

import datetime
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

AUTHOR = "Cambodia Benchmark Tracker"
# Of these TeX makes something else; a brace is written by name, for BibTeX counts even escaped ones.
IN_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
IN_AN_ADDRESS = ":/?#[]@!$&'()*+,;=%-._~"
NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9.-]+")
MEDIA_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Reference:
    """What is cited: a page as it stood at a moment, or a release of the data."""

    key: str
    title: str
    day: datetime.date
    address: str
    # Which state of it: "as known on …", "release 2026-11-26".
    version: str
    note: str = ""
    accessed: datetime.date | None = None
    is_dataset: bool = False

    def in_words(self) -> str:
        """The reference as a line of text."""
        kind = " [data set]" if self.is_dataset else ""
        said = [f"{AUTHOR} ({self.day.year}). {one_line(self.title)}{kind}.", f"{one_line(self.version)}."]
        seen = f", read on {in_english(self.accessed)}" if self.accessed else ""
        said.append(f"{plain_address(self.address)}{seen}.")
        return " ".join([*said, f"{one_line(self.note)}."] if self.note else said)

    def bibtex(self) -> str:
        """The reference as a BibTeX entry; UTF-8, with what TeX would take for its own written out."""
        fields = {
            "author": f"{{{in_tex(AUTHOR)}}}",
            "title": f"{{{in_tex(self.title)}}}",
            "year": str(self.day.year),
            "date": self.day.isoformat(),
            "version": in_tex(self.version),
            "url": plain_address(self.address),
            "urldate": self.accessed.isoformat() if self.accessed else "",
            "note": in_tex(self.note),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        kind = "dataset" if self.is_dataset else "online"
        return f"@{kind}{{{key_for_programs(self.key)},\n" + ",\n".join(lines) + "\n}\n"

    def ris(self) -> str:
        """The reference in RIS, a tag on each line."""
        lines = [
            ("TY", "DATA" if self.is_dataset else "ELEC"),
            ("ID", key_for_programs(self.key)),
            ("AU", AUTHOR),
            ("TI", self.title),
            ("PY", str(self.day.year)),
            ("DA", f"{self.day:%Y/%m/%d}"),
            ("ET", self.version),
            ("PB", AUTHOR),
            ("UR", plain_address(self.address)),
            ("Y2", f"{self.accessed:%Y/%m/%d}" if self.accessed else ""),
            ("N1", self.note),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {one_line(text)}\r\n" for tag, text in lines if text or tag == "ER")

    def csl(self) -> list[dict[str, Any]]:
        """The reference as citation processors take it (CSL-JSON)."""
        item: dict[str, Any] = {
            "id": key_for_programs(self.key),
            "type": "dataset" if self.is_dataset else "webpage",
            "author": [{"literal": AUTHOR}],
            "title": one_line(self.title),
            "publisher": AUTHOR,
            "issued": date_parts(self.day),
            "version": one_line(self.version),
            "URL": plain_address(self.address),
        }
        item |= {"accessed": date_parts(self.accessed)} if self.accessed else {}
        return [item | ({"note": one_line(self.note)} if self.note else {})]

    def csl_json(self) -> str:
        """The same as text."""
        return f"{json.dumps(self.csl(), ensure_ascii=False, indent=2)}\n"

    def written(self, form: str) -> str:
        """The reference in one of the forms: bib, ris, json or txt."""
        forms = {"bib": self.bibtex, "ris": self.ris, "json": self.csl_json}
        return forms[form]() if form in forms else f"{self.in_words()}\n"


def one_line(text: str) -> str:
    """A text without line breaks and without what no reader sees: nothing in it ends a field."""
    seen = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(seen).split())


def in_tex(text: str) -> str:
    """A text of which TeX shows every sign and runs none."""
    return "".join(IN_TEX.get(sign, sign) for sign in one_line(text))


def plain_address(address: str) -> str:
    """An address of plain ASCII, without braces, blanks or line breaks."""
    return quote(address, safe=IN_AN_ADDRESS)


def key_for_programs(key: str) -> str:
    """A name for the entry that every program takes."""
    return NOT_IN_A_KEY.sub("-", key).strip("-") or "entry"


def in_english(day: datetime.date) -> str:
    """A day as it is cited."""
    return f"{day.day} {day:%B} {day.year}"


def date_parts(day: datetime.date) -> dict[str, list[list[int]]]:
    """A day as CSL-JSON has it."""
    return {"date-parts": [[day.year, day.month, day.day]]}
