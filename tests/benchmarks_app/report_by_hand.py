"""A report made up for tests, as its text comes out of a PDF: columns mixed, heads in between.

Every sentence is ours. It has the mess of a real one: lines set apart in the body, table heads on each page,
a rule and footnotes at the foot, addresses listed after them, a page across whose head comes out in shreds, a
cell that shares a line with the column beside it, and a paragraph that begins inside a line.
"""

from types import SimpleNamespace
from typing import Any

from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkRecommendationFactory,
    MeasureFactory,
    RecommendationFactory,
    TimeframeFactory,
)
from tests.factories.core import DocumentFactory, PassageFactory
from tests.factories.resolutions import ResolutionFactory, ResolutionParagraphFactory

SYMBOL = "A/TST/99/7"
HEAD_I = "No. Recommendations by human rights mechanisms Benchmark \n\nTimeframe for \n\nachievement \n\n"
HEAD_II = " No.  Date Resolution No.  Item No On Special Representative/Rapporteur \n\n"

BODY = """ 一. 开头

1. 这是为测试而写的一段话，它在一行的末尾被分

开，然后继续。

2. 本段有两个字母：

 (a) 种植更多树木，并在河

边修路；

 (b) 按《COVID-19

办法》办事。

 二. 下一部分

~~

 1 See TST/1/2.

 2 又一个注。

http://example.org/TST/1/2
http://example.org/another
 3. 最后一段。

"""

ANNEX_I = (
    """ Annex I

  Two benchmarks

"""
    + HEAD_I
    + """    1. The town should plant trees of all kinds along both banks of the river, and water them in
each of the dry months until they stand by themselves, as the gardeners of the coun-
try have asked before. (TST/C/1, para. 4)

Plant trees along the
river:

2031–2032

 The town should do the following things for its birds, in the order in which they are named below:

…

 (b) Build nesting boxes of a well-known wood, one for each of the trees, and have them looked
after by

Build nesting boxes and care
for them in the winter

A
/T

S
T
/9

9

http://example.org/TST/C/1
"""
    + HEAD_I
    + """     those who live nearby;

 (d) Count the birds once a year, as the gardeners of the country do, with the help of a well-
known society and of the schools.

(TST/C/1, para. 5)

2. Concern of the mayor expressed in her speech Keep the wells of the town
clean

2031–2032

"""
)

ANNEX_II = (
    """ Annex II

  Resolutions

"""
    + HEAD_II
    + """    1. 19-Feb-2003 Town Council
T/TC/RES/2003/6

19. Trees and
everything that

Recalling the resolutions that were adopted before this one on the same subject,

1. Requests the gardeners to report on what they planted, in the year in which they plant-

~~

 3 See TST/9.

http://example.org/TST/9
"""
    + HEAD_II
    + """     grows

ed it, and to say where;

2. Welcomes the report of the gardeners;3  4. Decides to renew the task of the gardeners for as
long as there are trees.

2. 20-Feb-2004 Town Council
T/TC/RES/2004/7

Part II – Birds

1. Requests the schools:

 (a) To count the birds;

 (b) To say how many there are;

"""
)

RULE = "~~"  # stands for the line of blanks that a PDF's text has where a rule is printed
PIECES = (" Town Council \n", SYMBOL, BODY, SYMBOL, ANNEX_I, ANNEX_II, SYMBOL, " Annex III\n", "  People met")
REPORT = "\n".join(piece.rstrip("\n") if piece is not BODY else piece for piece in PIECES).replace(RULE, "  ")


def rows() -> Any:
    """The rows that the report fills: two benchmarks, four recommendations, two resolutions."""
    report = DocumentFactory(slug="a-tst-99-7", symbol=SYMBOL)
    committee = DocumentFactory(slug="tst-c-1", symbol="TST/C/1")
    frame = TimeframeFactory(label="2031–2032")
    trees, wells = _benchmarks(report, frame)
    made = SimpleNamespace(report=report, committee=committee, trees=trees, wells=wells)
    made.boxes = MeasureFactory(
        benchmark=trees, order=1, title="Build nesting boxes and care for them in the winter"
    )
    made.own = _recommendation(report, "2", ["a"], "")
    made.own_b = _recommendation(report, "2", ["b"], "")
    made.planting = _recommendation(committee, "4", [], "TST/C/1, para. 4", trees)
    made.birds = _recommendation(committee, "5", ["b", "d"], "TST/C/1, para. 5", trees)
    made.concern = _recommendation(report, "", [], "Concern of the mayor expressed in her speech", wells)
    made.first, made.second = _resolutions(report)
    return made


def _benchmarks(report: Any, frame: Any) -> list[Any]:
    titles = {1: "Plant trees along the river", 2: "Keep the wells of the town clean"}
    return [
        BenchmarkFactory(
            number=number,
            title=title,
            timeframe=frame,
            citations=[PassageFactory(document=report, locator=f"annex I, benchmark {number}")],
        )
        for number, title in titles.items()
    ]


def _recommendation(document: Any, paragraph: str, letters: list[str], printed: str, *on: Any) -> Any:
    row = RecommendationFactory(
        document=document, paragraph=paragraph, subparagraphs=letters, as_printed=printed, note=""
    )
    for benchmark in on:
        BenchmarkRecommendationFactory(benchmark=benchmark, recommendation=row)
    return row


def _resolutions(report: Any) -> tuple[Any, Any]:
    first = ResolutionFactory(
        number=1,
        symbol="T/TC/RES/2003/6",
        agenda_item="19. Trees and everything that grows",
        citations=[PassageFactory(document=report, locator="annex II, no. 1")],
    )
    second = ResolutionFactory(
        number=2,
        symbol="T/TC/RES/2004/7",
        agenda_item="",
        citations=[PassageFactory(document=report, locator="annex II, no. 2")],
    )
    for order, (number, verb) in enumerate(
        [("", "Recalling"), ("1", "Requests"), ("2", "Welcomes"), ("4", "Decides"), ("9", "Requests")], 1
    ):
        kind = "operative" if number else "preambular"
        ResolutionParagraphFactory(
            resolution=first, order=order, kind=kind, part="", number=number, letter="", verb=verb
        )
    for order, letter in enumerate(["", "a", "b"], 1):
        ResolutionParagraphFactory(
            resolution=second, order=order, part="Part II – Birds", number="1", letter=letter, verb="Requests"
        )
    return first, second
