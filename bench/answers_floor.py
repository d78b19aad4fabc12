# ruff: noqa: S101 (the floor knows no grades)
"""The floor of `bench/answers.py`: the same bodies by hand-written SQL, psycopg2 and orjson alone.

What a person would write who has one caller, one order and no other question to answer; no faster way to the
same bytes of JSON in Python is known to us.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import orjson
import psycopg2

from bench import answers_statements as sql
from bench.answers_shown import API, Lists, Related, Row, benchmark, by_first, citation, keys_of, result, told


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
                "count": self._read(sql.COUNTED, sql.FIRST_SET)[0][0],
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
        ((count,),) = self._read(sql.RESULTS_COUNTED, election, stage)
        rows = [result(row) for row in self._read(sql.RESULTS, election, stage, size)]
        asked = f"{API}/party-results/?election={election}&page=2&page_size={size}&stage={stage}"
        following = asked if count > size else None
        return {"count": count, "next": following, "previous": None, "results": rows}

    def _benchmarks(self, where: str, given: tuple[Any, ...], *, whole: bool) -> list[Row]:
        rows = self._read(sql.BENCHMARKS.format(where), sql.FIRST_SET, *given)
        found = self._related(rows, whole=whole)
        return [benchmark(row, found, whole=whole) for row in rows]

    def _related(self, rows: list[Any], *, whole: bool) -> "Related":
        keys = [row[0] for row in rows]
        measures, recommended = (
            by_first(self._read(sql.MEASURES, keys)),
            by_first(self._read(sql.RECOMMENDATIONS, keys)),
        )
        indicators = by_first(self._read(sql.INDICATORS, keys))
        indicator_keys, recommended_keys = keys_of(indicators), keys_of(recommended)
        observations = by_first(self._read(sql.OBSERVATIONS, indicator_keys))
        numbers: Lists = {}
        if whole:
            numbers = by_first(self._read(sql.NUMBERS_OF_RECOMMENDATIONS, recommended_keys))
            assert not self._read(sql.GRADES, recommended_keys), "the floor shows no grades: there were none"
        citations = self._citations(
            (keys, list({row[11] for row in rows}), keys_of(measures)),
            (recommended_keys, indicator_keys, keys_of(observations)),
        )
        themes, said = (
            by_first(self._read(sql.THEMES, keys)),
            told(self._read(sql.UPDATES, keys)),
        )
        return Related(themes, measures, recommended, numbers, indicators, observations, *said, citations)

    def _citations(self, *keys: tuple[list[int], ...]) -> dict[tuple[str, int], list[Row]]:
        found = defaultdict(list)
        every = [each for some in keys for each in some]
        for kind, key, slug, symbol, locator, _ in self._read(f"{sql.CITATIONS} ORDER BY 1, 2, 6", *every):
            found[kind, key].append(citation(symbol, slug, locator))
        return found
