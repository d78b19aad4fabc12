"""Asks the API the questions of docs/examples/ again, in one course of events and at one moment."""

import csv
import datetime
import io
import json
import re
from pathlib import Path
from typing import Any

from django.test import override_settings
from rest_framework.test import APIClient

from core.api.dataset.frozen import files_for, site_at
from core.api.examples import PROBLEM, by_file
from core.models import Theme, User
from core.releases import make_release
from core.releases.stored import Parts
from tests.factories.core import UserFactory

MOMENT = "2026-01-15T09:00:00Z"
HOST = "https://tracker.example"
MOST_ENTRIES, MOST_LETTERS, MOST_LINES = 2, 240, 3
# Numbered by the database as rows come; here by their first appearance, whichever database it is.
OF_THE_DATABASE = re.compile(
    r"(?P<before>(?P<noun>progress-updates|grades|totals|results|turnouts|delegations|findings|checks)/"
    r'|"(?P<own>id)":|"supersedes":|"superseded_by":|"updates":\[)(?P<number>\d+)'
)
RANDOM_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RANDOM_NAME = re.compile(r"(?<=evidence-files/)[-\w]+")
Example = dict[str, Any]


def two_releases() -> None:
    """Releases of the themes, which no database numbers; before the second the words of one were changed."""
    detention = Theme.objects.filter(slug="detention")
    name = detention.get().name
    for day, called in ((10, "Detention and prisons"), (12, name)):
        detention.update(name=called)
        with override_settings(ALLOWED_HOSTS=["*"]):
            make_release(
                files=the_themes,
                address=f"{HOST}/",
                by=UserFactory(roles=["admin"]),
                at=datetime.datetime(2026, 1, day, 9, tzinfo=datetime.UTC),
            )


def the_themes(name: str, at: datetime.datetime) -> Parts:
    """The list of themes as the dataset has it, with what describes it."""
    parts = files_for(site_at(HOST))(name, at)
    return {path: parts[path] for path in ("datapackage.json", "data/themes.csv")}


class Course:
    """Whoever asks, and what has come of it so far: the rows and versions that later questions name."""

    def __init__(self, people: dict[str, User]) -> None:
        self.people = people
        self.kept: dict[str, str] = {}

    def filled(self, text: str) -> str:
        """The text with what was kept in place of `{its name}`."""
        for name, value in self.kept.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def ask(self, example: Example) -> Any:
        """The answer to the question of an example."""
        rates = {"anonymous": (example["calls"], 3600)} if "calls" in example else {}
        with override_settings(API_RATES=rates):
            answer = self._asked(example)
        if name := example.get("keeps"):
            made = answer.json()
            self.kept |= {name: str(made["id"]), f"{name} version": answer.headers.get("ETag", "")}
            self.kept |= {f"{name} row": row["key"] for row in made.get("evidence", ())}
        return answer

    def _asked(self, example: Example) -> Any:
        api = APIClient()
        if person := example.get("by"):
            api.force_authenticate(self.people[person])
        method, address = self._found(self.filled(example.get("asks", example["call"]))).split(" ", 1)
        headers = {name: self.filled(value) for name, value in example.get("headers", {}).items()}
        if "raw" in example:
            return api.generic(method, address, example["raw"], "text/plain", headers=headers)
        body = self._body(example) if method != "GET" else None
        return getattr(api, method.lower())(address, body, headers=headers)

    def _body(self, example: Example) -> Any:
        """What is sent; a number of the database is named in quotes."""
        sent = example.get("asks_with", example.get("sent"))
        return json.loads(re.sub(r'"\{(\w+)\}"', lambda name: self.kept[name[1]], json.dumps(sent)))

    def _found(self, asking: str) -> str:
        """The question with the number of a list's first row in place of `{first of the list}`."""
        found = re.search(r"\{first of (\S+)\}", asking)
        if not found:
            return asking
        row = APIClient().get(found[1]).json()["results"][0]
        return asking.replace(found[0], str(row["id"]))


def renewed(example: Example, answer: Any) -> Example:
    """The example as it would be written today."""
    media_type = (
        answer.headers["Content-Type"].partition(";")[0] if answer.headers.get("Content-Type") else ""
    )
    body = b"".join(answer) if answer.streaming else answer.content
    said = shortened(body.decode(), media_type)
    return example | {"status": answer.status_code, "media_type": media_type, "answer": said}


def shortened(body: str, media_type: str) -> Any:
    """An answer in short: lists to their first entries, texts to their first words, tables to first lines."""
    body = numbered_anew(body).replace("http://testserver", HOST)
    if media_type in ("application/json", PROBLEM):
        return cut(json.loads(body))
    if media_type == "text/csv":
        rows = list(csv.reader(io.StringIO(body)))[:MOST_LINES]
        shown = io.StringIO()
        csv.writer(shown).writerows(rows)
        return shown.getvalue()
    return "\n".join(body.splitlines()[:MOST_ENTRIES]) + "\n" if body else ""


def cut(value: Any) -> Any:
    """The value with shorter lists and texts in it."""
    if isinstance(value, list):
        return [cut(entry) for entry in value[:MOST_ENTRIES]]
    if isinstance(value, dict):
        return {name: cut(inner) for name, inner in value.items()}
    if isinstance(value, str) and len(value) > MOST_LETTERS and not value.startswith("http"):
        return value[:MOST_LETTERS] + " …"
    return value


def numbered_anew(body: str) -> str:
    """The text with numbers of the database by first appearance, and what is drawn by chance as one.

    Two kinds of rows may have the same number; a row's own follows its address.
    """
    numbers: dict[tuple[str, str], int] = {}
    noun = ""

    def number(match: re.Match[str]) -> str:
        nonlocal noun
        noun = match["noun"] or (noun if match["own"] else "progress-updates")
        return match["before"] + str(numbers.setdefault((noun, match["number"]), len(numbers) + 1))

    body = RANDOM_NAME.sub("a-name-drawn-by-chance", OF_THE_DATABASE.sub(number, body))
    return RANDOM_KEY.sub("0f8fad5b-d9cb-469f-a165-70867728950e", body)


def all_asked(people: dict[str, User]) -> dict[Path, list[tuple[Example, Example]]]:
    """By file, each example as it is kept, and as it would be today."""
    course = Course(people)
    return {
        path: [(example, renewed(example, course.ask(example))) for example in kept]
        for path, kept in by_file().items()
    }
