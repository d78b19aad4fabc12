"""How the floor of `bench/answers.py` shows its rows: the same bodies as ours, key by key."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from bench.answers_statements import FIRST_SET, RESULT_NUMBERS

SITE = "http://testserver"
API = f"{SITE}/api/v1"
Row = dict[str, Any]
Lists = dict[int, list[Any]]


class Related(NamedTuple):
    """What hangs on benchmarks, by the key of what it hangs on."""

    themes: Lists
    measures: Lists
    recommendations: Lists
    numbers: Lists
    indicators: Lists
    observations: Lists
    of_benchmarks: Any
    of_measures: Any
    citations: Any


def by_first(rows: Iterable[Any]) -> Lists:
    """The rows by their first column."""
    found: Lists = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def keys_of(lists: Lists) -> list[int]:
    """The primary keys, which stand second."""
    return [row[1] for rows in lists.values() for row in rows]


def number(value: Any) -> int | float:
    """Whole where it is whole."""
    return int(value) if value == int(value) else float(value)


def citation(symbol: str, slug: str, locator: str) -> Row:
    """One place in a document."""
    return {"document": symbol or slug, "locator": locator, "url": f"{API}/documents/{slug}/"}


def benchmark(row: Any, found: Related, *, whole: bool) -> Row:
    """A benchmark with all that hangs on it."""
    return {
        "url": f"{API}/benchmarks/{row[1]}/",
        "page": f"{SITE}/benchmarks/{row[1]}/",
        "number": row[1],
        "set": row[2],
        "section": row[3],
        "title": row[4],
        "title_zh": row[5],
        "short_title": row[6],
        "summary": row[7],
        "note": row[8],
        "themes": [theme(*each[1:]) if whole else each[1] for each in found.themes.get(row[0], ())],
        "timeframe": timeframe(row[11:], found),
        "report_paragraphs": {"first": row[9], "last": row[10]},
        "measures": [measure(each, found) for each in found.measures.get(row[0], ())],
        "recommendations": [
            recommendation(each, found, whole=whole) for each in found.recommendations.get(row[0], ())
        ],
        "indicators": [
            indicator(each, row, found.observations.get(each[1], ()), found.citations)
            for each in found.indicators.get(row[0], ())
        ],
        **assessed(found.of_benchmarks[row[0]]),
        "citations": found.citations["benchmark", row[0]],
    }


def timeframe(row: Any, found: Related) -> Row:
    """The timeframe of a benchmark."""
    pk, *values = row
    shown = dict(zip(("slug", "label", "start", "end", "basis"), values, strict=True))
    return shown | {"citations": found.citations["timeframe", pk]}


def theme(slug: str, name: str, summary: str) -> Row:
    """A theme as a whole object."""
    url, page = f"{API}/themes/{slug}/", f"{SITE}/themes/{slug}/"
    return {"url": url, "page": page, "slug": slug, "name": name, "summary": summary}


def measure(row: Any, found: Related) -> Row:
    """A measure in a benchmark."""
    _, pk, benchmark, of_set, order, title, official_text, language, document = row
    return {
        "url": f"{API}/measures/{benchmark}-{order}/",
        "page": f"{SITE}/benchmarks/{benchmark}/#measure-{order}",
        "key": f"{benchmark}-{order}",
        "benchmark": benchmark,
        "set": of_set,
        "order": order,
        "title": title,
        "official_text": official_text,
        "official_text_language": language,
        "official_text_document": document,
        **assessed(found.of_measures[pk]),
        "citations": found.citations["measure", pk],
    }


def recommendation(row: Any, found: Related, *, whole: bool) -> Row:
    """A recommendation in a benchmark."""
    shown = {
        "url": f"{API}/recommendations/{row[2]}/",
        "page": f"{SITE}/recommendations/{row[2]}/",
        "slug": row[2],
        "mechanism": row[3],
        "kind": row[4],
        "addressee": row[5],
        "document": row[6] or row[7],
        "paragraph": row[8],
        "subparagraphs": row[9],
        "summary": row[10],
        "official_text": row[11],
        "official_text_language": row[12],
        "official_text_document": row[13],
        "as_printed": row[14],
        "note": row[15],
        "citations": found.citations["recommendation", row[1]],
    }
    return shown | among_benchmarks(row, found.numbers[row[1]]) if whole else shown


def among_benchmarks(row: Any, numbers: Iterable[Any]) -> Row:
    """What a whole recommendation says of the benchmarks that rest on it."""
    return {
        "benchmarks": [number for _, number, of_set in numbers if of_set == FIRST_SET],
        "benchmark_keys": [
            str(number) if of_set == FIRST_SET else f"{of_set}:{number}" for _, number, of_set in numbers
        ],
        "set": row[16],
        "follow_up_grades": [],
    }


def indicator(row: Any, benchmark: Any, observations: Iterable[Any], citations: Any) -> Row:
    """An indicator of a benchmark, with what was observed."""
    return {
        "url": f"{API}/indicators/{row[2]}/",
        "page": f"{SITE}/indicators/{row[2]}/",
        "slug": row[2],
        "benchmark": benchmark[1],
        "set": benchmark[2],
        "name": row[3],
        "unit": row[4],
        "kind": row[5],
        "direction": row[6],
        "summary": row[7],
        "note": row[8],
        "observations": [
            {
                "period": period,
                "value": number(value),
                "qualifier": qualifier,
                "out_of": out_of,
                "note": note,
                "update": update,
                "citations": citations["observation", pk],
            }
            for _, pk, period, value, qualifier, out_of, note, update in observations
        ],
        "citations": citations["indicator", row[1]],
    }


def told(updates: Iterable[Any]) -> tuple[defaultdict[int, list[Row]], defaultdict[int, list[Row]]]:
    """What was said of benchmarks as a whole, and of measures."""
    of_benchmarks, of_measures = defaultdict(list), defaultdict(list)
    today = datetime.datetime.now(datetime.UTC).date()
    for benchmark, of_measure, pk, status, trend, assessor, day, published_at in updates:
        shown = {
            "status": status,
            "trend": trend,
            "assessor": assessor,
            "assessed_on": day,
            "published_at": published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "is_stale": is_stale(day, today),
            "update": f"{API}/progress-updates/{pk}/",
        }
        (of_measures[of_measure] if of_measure else of_benchmarks[benchmark]).append(shown)
    return of_benchmarks, of_measures


def is_stale(text: str, today: datetime.date) -> bool:
    """Whether a year has passed since the last day the text can mean."""
    year, month, day = (*(int(part) for part in text.split("-")), 12, 31)[:3]
    return (today.year - year) * 12 + today.month - month - (
        today.day < day and len(text) > len("2023-10")
    ) >= 12  # noqa: PLR2004


def assessed(updates: list[Row]) -> Row:
    """The latest of each assessor; here nobody differs."""
    latest: dict[str, Row] = {}
    for update in updates:
        latest.setdefault(update["assessor"], update)
    shown = list(latest.values())
    return {"current_status": shown[0] if shown else None, "assessments": shown, "disagreement": None}


def result(row: Any) -> Row:
    """What a party won at a place."""
    pk, election, place, stage, party, note, symbol, slug, locator, *numbers = row
    shown = {
        "url": f"{API}/party-results/{pk}/",
        "id": pk,
        "election": election,
        "place": place,
        "stage": stage,
        "party": party,
    }
    for name, value, qualifier in zip(RESULT_NUMBERS, numbers[::2], numbers[1::2], strict=True):
        shown[name] = None if value is None else {"value": number(value), "qualifier": qualifier}
    return shown | {"note": note, "citations": [citation(symbol, slug, locator)]}
