# ruff: noqa: E501, S101, S608 (hand-written SQL of constants)
"""The floor of `bench/answers.py`: the same bodies by hand-written SQL, psycopg2 and orjson in one bare function.

What a person would write who has one caller, one order and no other question to answer; no faster way to the
same bytes of JSON in Python is known to us.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
import psycopg2

SITE = "http://testserver"
API = f"{SITE}/api/v1"
FIRST_SET = "cambodia-2022"
RESULT_NUMBERS = (
    *("communes_contested", "candidates", "women_candidates", "votes", "vote_share", "seats"),
    *("commune_chiefs", "first_deputies", "second_deputies", "other_councillors"),
)
Row = dict[str, Any]
Lists = dict[int, list[Any]]

BENCHMARKS = """
SELECT b.id, b.number, b.set_id, b.section, b.title, b.title_zh, b.short_title, b.summary, b.note, b.first_paragraph,
 b.last_paragraph, t.id, t.slug, t.label, t.start, t."end", t.basis
FROM benchmarks_app_benchmark b JOIN benchmarks_app_timeframe t ON t.id = b.timeframe_id WHERE b.set_id = %s {}
ORDER BY b.number, b.id
"""
THEMES = """
SELECT l.benchmark_id, t.slug, t.name, t.summary FROM core_theme t
JOIN benchmarks_app_benchmark_themes l ON l.theme_id = t.id WHERE l.benchmark_id = ANY(%s) ORDER BY t.name
"""
MEASURES = """
SELECT m.benchmark_id, m.id, b.number, b.set_id, m."order", m.title, m.official_text, m.official_text_language,
 coalesce(nullif(o.symbol, ''), o.slug) FROM benchmarks_app_measure m JOIN benchmarks_app_benchmark b ON b.id = m.benchmark_id
LEFT JOIN core_document o ON o.id = m.official_text_document_id WHERE m.benchmark_id = ANY(%s) ORDER BY b.number, m."order"
"""
RECOMMENDATIONS = """
SELECT l.benchmark_id, r.id, r.slug, r.mechanism, r.kind, r.addressee, d.symbol, d.slug, r.paragraph, r.subparagraphs,
 r.summary, r.official_text, r.official_text_language, coalesce(nullif(o.symbol, ''), o.slug), r.as_printed, r.note, r.set_id
FROM benchmarks_app_recommendation r JOIN benchmarks_app_benchmarkrecommendation l ON l.recommendation_id = r.id
JOIN core_document d ON d.id = r.document_id LEFT JOIN core_document o ON o.id = r.official_text_document_id
WHERE l.benchmark_id = ANY(%s) ORDER BY l."order"
"""
NUMBERS_OF_RECOMMENDATIONS = """
SELECT l.recommendation_id, b.number, b.set_id FROM benchmarks_app_benchmarkrecommendation l
JOIN benchmarks_app_benchmark b ON b.id = l.benchmark_id WHERE l.recommendation_id = ANY(%s)
ORDER BY b.set_id <> 'cambodia-2022', b.set_id, b.number
"""
GRADES = """
SELECT recommendation_id FROM benchmarks_app_followupgrade WHERE recommendation_id = ANY(%s)
"""
INDICATORS = """
SELECT benchmark_id, id, slug, name, unit, kind, direction, summary, note FROM benchmarks_app_indicator
WHERE benchmark_id = ANY(%s) ORDER BY slug
"""
CURRENT = """
SELECT id FROM benchmarks_app_progressupdate u WHERE state = 'published' AND NOT EXISTS
 (SELECT 1 FROM benchmarks_app_progressupdate c WHERE c.supersedes_id = u.id AND c.state = 'published')
"""
OBSERVATIONS = f"""
SELECT indicator_id, id, period, value, qualifier, out_of, note, update_id FROM benchmarks_app_observation
WHERE indicator_id = ANY(%s) AND (update_id IS NULL OR update_id IN ({CURRENT})) ORDER BY period, value
"""
UPDATES = f"""
SELECT benchmark_id, measure_id, id, status, trend, assessor, assessed_on, published_at
FROM benchmarks_app_progressupdate WHERE benchmark_id = ANY(%s) AND status <> '' AND id IN ({CURRENT})
ORDER BY assessed_on DESC, published_at DESC
"""
CITATIONS = " UNION ALL ".join(
    f"SELECT '{kind}', {kind}_id, d.slug, d.symbol, p.locator, p.id FROM benchmarks_app_{kind}_citations l"
    " JOIN core_passage p ON p.id = l.passage_id JOIN core_document d ON d.id = p.document_id"
    f" WHERE {kind}_id = ANY(%s)"
    for kind in ("benchmark", "timeframe", "measure", "recommendation", "indicator", "observation")
)
RESULTS = f"""
SELECT r.id, e.slug, p.code, r.stage, y.code, r.note, d.symbol, d.slug, s.locator,
 {", ".join(f"r.{name}, r.{name}_qualifier" for name in RESULT_NUMBERS)}
FROM elections_app_partyresult r JOIN elections_app_election e ON e.id = r.election_id
JOIN elections_app_place p ON p.id = r.place_id JOIN elections_app_party y ON y.id = r.party_id
JOIN core_passage s ON s.id = r.source_id JOIN core_document d ON d.id = s.document_id
WHERE r.election_id = (SELECT id FROM elections_app_election WHERE slug = %s) AND r.stage = %s
ORDER BY r.election_date, r.stage, r.place_code, r.votes DESC NULLS LAST, r.party_code, r.id LIMIT %s
"""
COUNTED = "SELECT count(*) FROM benchmarks_app_benchmark WHERE set_id = %s"
RESULTS_COUNTED = """
SELECT count(*) FROM elections_app_partyresult r
WHERE r.election_id = (SELECT id FROM elections_app_election WHERE slug = %s) AND r.stage = %s
"""


class Floor:
    """A WSGI application that knows three addresses."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The answer to a GET."""
        path, given = environ["PATH_INFO"], dict(parse_qsl(environ["QUERY_STRING"]))
        with self.connection.cursor() as self.cursor:
            body = orjson.dumps(self._answer(path, given))
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, path: str, given: dict[str, str]) -> Row:
        whole = "include" in given
        if path == "/api/v1/party-results/":
            return self._results(given)
        if path == "/api/v1/benchmarks/":
            rows = self._benchmarks("", (), whole=whole)
            return {
                "count": self._read(COUNTED, FIRST_SET)[0][0],
                "next": None,
                "previous": None,
                "results": rows,
            }
        return self._benchmarks("AND b.number = %s", (int(path.split("/")[-2]),), whole=whole)[0]

    def _read(self, sql: str, *given: Any) -> list[Any]:
        self.cursor.execute(sql, given)
        return self.cursor.fetchall()

    def _results(self, given: dict[str, str]) -> Row:
        election, stage, size = given["election"], given["stage"], int(given["page_size"])
        ((count,),) = self._read(RESULTS_COUNTED, election, stage)
        rows = [result(row) for row in self._read(RESULTS, election, stage, size)]
        asked = f"{API}/party-results/?election={election}&page=2&page_size={size}&stage={stage}"
        following = asked if count > size else None
        return {"count": count, "next": following, "previous": None, "results": rows}

    def _benchmarks(self, where: str, given: tuple[Any, ...], *, whole: bool) -> list[Row]:
        rows = self._read(BENCHMARKS.format(where), FIRST_SET, *given)
        found = self._related(rows, whole=whole)
        return [benchmark(row, found, whole=whole) for row in rows]

    def _related(self, rows: list[Any], *, whole: bool) -> "Related":
        keys = [row[0] for row in rows]
        measures, recommended = (
            by_first(self._read(MEASURES, keys)),
            by_first(self._read(RECOMMENDATIONS, keys)),
        )
        indicators = by_first(self._read(INDICATORS, keys))
        indicator_keys, recommended_keys = keys_of(indicators), keys_of(recommended)
        observations = by_first(self._read(OBSERVATIONS, indicator_keys))
        numbers: Lists = {}
        if whole:
            numbers = by_first(self._read(NUMBERS_OF_RECOMMENDATIONS, recommended_keys))
            assert not self._read(GRADES, recommended_keys), "the floor shows no grades: there were none"
        citations = self._citations(
            (keys, list({row[11] for row in rows}), keys_of(measures)),
            (recommended_keys, indicator_keys, keys_of(observations)),
        )
        themes, said = by_first(self._read(THEMES, keys)), told(self._read(UPDATES, keys))
        return Related(themes, measures, recommended, numbers, indicators, observations, *said, citations)

    def _citations(self, *keys: tuple[list[int], ...]) -> dict[tuple[str, int], list[Row]]:
        found = defaultdict(list)
        every = [each for some in keys for each in some]
        for kind, key, slug, symbol, locator, _ in self._read(f"{CITATIONS} ORDER BY 1, 2, 6", *every):
            found[kind, key].append(citation(symbol, slug, locator))
        return found


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
