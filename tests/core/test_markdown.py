"""What people write in Markdown becomes a few harmless elements, and nothing else gets through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.markdown import to_html

ALLOWED = {"p", "br", "em", "strong", "code", "blockquote", "ul", "ol", "li", "a"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bail is *more* **often** granted.", "<p>Bail is <em>more</em> <strong>often</strong> granted.</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("one line\nthe next", "<p>one line<br>\nthe next</p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        (
            "[report](https://example.org/r)",
            '<p><a href="https://example.org/r" rel="noreferrer">report</a></p>',
        ),
    ],
)
def test_what_is_written_is_shown(written: str, shown: str) -> None:
    assert to_html(written).strip() == shown


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "[here](data:text/html;base64,PHNjcmlwdD4=)",
        "[here](ftp://example.org/file)",
        "![picture](https://example.org/spy.png)",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        "<p style='position:fixed'>x</p>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_nothing_dangerous_gets_through(written: str) -> None:
    assert tags(to_html(written)) <= {"p", "a"}
    assert not re.search(r'(href="(javascript|data|ftp)|<[^>]*(onclick|onerror|style))', to_html(written))


def test_what_the_reader_lets_through_the_allow_list_still_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.markdown._reader", MarkdownIt("commonmark", {"html": True}))

    shown = to_html(
        "# Title\n\n<img src=x><script>alert(1)</script><b onclick=x>bold</b> ![a](https://b.example)"
    )

    assert shown.strip() == "Title\n<p>bold </p>"


def test_a_heading_stays_a_line_of_text() -> None:
    assert to_html("# Shouting").strip() == "<p># Shouting</p>"


@given(st.text(alphabet="<>\"'=/a&;:[]()*_`-+#! \n\\jscript"))
def test_whatever_is_written_only_allowed_elements_come_out(written: str) -> None:
    assert tags(to_html(written)) <= ALLOWED


def tags(html: str) -> set[str]:
    return set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", html))
