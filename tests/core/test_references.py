"""References in every form are read by strict readers, whatever the title holds."""

import datetime
from dataclasses import replace

import pytest

from core.references import Reference
from tests.core.literature import read_bibtex, read_csl, read_ris

DAY = datetime.date(2026, 11, 26)
PLAIN = Reference(
    key="tracker-benchmarks-6",
    title="Benchmark 6: Prison overload",
    day=DAY,
    address="https://tracker.example.org/benchmarks/6/?known_at=2026-11-26T07%3A50%3A57Z&as_of=2023",
    version="As known on 26 November 2026",
    note="Also in release 2026-11-26",
    accessed=DAY,
)
HOSTILE = [
    "An open { brace",
    "A closed } brace}}, note = {forged",
    "Two lines\nER  - \r\nTY  - BOOK",
    "A line\u2028separator, a next line\x85 and a NUL\x00",
    r"\input{/etc/passwd} \write18{rm}",
    "100 % of $5 & #1 a_b ~tilde ^caret",
    "@book{forged, title={x}}",
    '"quoted", [{"type":"book"}]',
    "柬埔寨人权状况特别报告员的报告",
    "ការបោះឆ្នោតឃុំសង្កាត់",
    "Right\u202eto left",
    "\\",
    "}",
]


def as_shown(text: str) -> str:
    """A text on one line."""
    return " ".join(text.replace("\x00", " ").split())


@pytest.mark.parametrize("title", [PLAIN.title, *HOSTILE])
def test_bibtex_is_one_entry_that_shows_the_title(title: str) -> None:
    fields = read_bibtex(replace(PLAIN, title=title, note=title).bibtex())

    assert (fields["kind"], fields["title"], fields["note"]) == ("online", as_shown(title), as_shown(title))
    assert fields["url"] == PLAIN.address
    assert set(fields) == {
        *("kind", "key", "author", "title", "year", "date", "version", "url", "urldate", "note"),
    }


@pytest.mark.parametrize("title", [PLAIN.title, *HOSTILE])
def test_ris_is_one_record_that_holds_the_title(title: str) -> None:
    tags = read_ris(replace(PLAIN, title=title, note=title).ris())

    assert (tags["TY"], tags["TI"], tags["N1"]) == ("ELEC", as_shown(title), as_shown(title))
    assert (tags["PY"], tags["DA"], tags["UR"]) == ("2026", "2026/11/26", PLAIN.address)


@pytest.mark.parametrize("title", [PLAIN.title, *HOSTILE])
def test_csl_is_one_item_that_holds_the_title(title: str) -> None:
    item = read_csl(replace(PLAIN, title=title).csl_json())

    assert (item["title"], item["issued"]) == (as_shown(title), {"date-parts": [[2026, 11, 26]]})


@pytest.mark.parametrize("title", [PLAIN.title, *HOSTILE])
def test_words_stand_on_one_line(title: str) -> None:
    said = replace(PLAIN, title=title).in_words()

    assert len(said.splitlines()) == 1
    assert as_shown(title) in said


def test_an_address_with_braces_blanks_and_other_scripts_stays_an_address() -> None:
    address = "https://tracker.example.org/search/?q={a} b\nc&theme=ខ្មែរ"

    found = read_bibtex(replace(PLAIN, address=address).bibtex())["url"]

    assert found.isascii()
    assert not set("{} \n") & set(found)


def test_a_dataset_says_that_it_is_one() -> None:
    dataset = replace(PLAIN, is_dataset=True, accessed=None)

    assert read_bibtex(dataset.bibtex())["kind"] == "dataset"
    assert read_ris(dataset.ris())["TY"] == "DATA"
    assert read_csl(dataset.csl_json())["type"] == "dataset"
    assert "[data set]" in dataset.in_words()


@pytest.mark.parametrize("broken", ["@online{a,\n  title = {x}}\n", "@online{a,\n  title = {{x},\n}\n"])
def test_the_reader_of_bibtex_sees_what_is_broken(broken: str) -> None:
    with pytest.raises(AssertionError):
        read_bibtex(broken)


def test_the_reader_of_ris_sees_what_is_broken() -> None:
    with pytest.raises(AssertionError):
        read_ris("TY  - ELEC\r\nTI  - One\ntwo\r\nER  - \r\n")
