"""A client made from the description by another program reads the live API; so do the examples to copy."""

import csv
import html
import importlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from core.api.description import description

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live_report(live_server: Any) -> str:
    """The address of a server that has the report's content."""
    call_command("loaddata", *settings.FIXTURES, verbosity=0)
    return live_server.url


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The package that openapi-python-client makes of the description."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "schema.json").write_text(json.dumps(description()))
    (folder / "config.yaml").write_text("package_name_override: tracker_client\npost_hooks: []\n")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", "schema.json"]
    done = subprocess.run(
        [*command, "--config", "config.yaml", "--meta", "none", "--output-path", "tracker_client"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in done.stdout.lower(), done.stdout
    sys.path.insert(0, str(folder))
    yield importlib.import_module("tracker_client")
    sys.path.remove(str(folder))


def operation(name: str) -> Any:
    """The generated module of an operation."""
    found = list(Path(importlib.import_module("tracker_client").__file__).parent.rglob(f"{name}.py"))
    assert len(found) == 1, found
    group = found[0].parent.name
    return importlib.import_module(f"tracker_client.api.{group}.{name}")


def test_a_generated_client_lists_benchmarks_and_gets_one(generated: Any, live_report: str) -> None:
    with generated.Client(base_url=live_report) as client:
        page = operation("benchmarks_list").sync(client=client, page_size=200, number_gte=1)
        one = operation("benchmarks_retrieve").sync(client=client, number=6)
        whole = operation("benchmarks_retrieve").sync(
            client=client, number=6, include="themes,recommendations"
        )

    assert page.count == len(page.results) == 20
    assert page.results[5].title == one.title
    assert one.number == 6
    assert one.current_status is None
    assert one.measures[1].key == "6-2"
    assert whole.themes[0]["slug"] == one.themes[0]


def test_a_generated_client_reads_a_refusal_as_a_problem(generated: Any, live_report: str) -> None:
    with generated.Client(base_url=live_report) as client:
        problem = operation("benchmarks_retrieve").sync(client=client, number=99)

    assert (problem.status, problem.title) == (404, "Not Found")


def examples(client: Client, host: str) -> dict[str, str]:
    """The examples on the page for people, by name, as somebody would copy them."""
    page = client.get("/data/api/", headers={"Host": host}).content.decode()
    found = re.findall(
        r'<pre class="example" tabindex="0" data-example="([-\w]+)"><code translate="no">(.*?)</code>',
        page,
        re.S,
    )
    return {name: html.unescape(text) for name, text in found}


def test_the_examples_for_curl_answer(client: Client, live_report: str) -> None:
    text = examples(client, live_report.removeprefix("http://"))["curl"]

    # Read as a shell reads them, and fetched here: not every machine has curl.
    calls = [shlex.split(line) for line in text.splitlines() if line]
    one, results, then = (httpx.get(address).raise_for_status().json() for _curl, address in calls)

    assert {program for program, _address in calls} == {"curl"}
    assert one["number"] == 6
    assert one["recommendations"][0]["benchmarks"]
    assert results["results"][0]["party"] == "cpp"
    assert set(results["results"][0]) == {"party", "votes", "seats"}
    assert then["count"] == 20


def test_the_example_for_httpx_runs(client: Client, live_report: str) -> None:
    text = examples(client, live_report.removeprefix("http://"))["httpx"]

    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)

    assert re.match(r"\d\d recommendations to the Government; the first: \{'slug': ", done.stdout)


@pytest.mark.parametrize("name", ["pandas", "r", "power-query"])
def test_what_the_other_examples_ask_for_is_there(name: str, client: Client, live_report: str) -> None:
    text = examples(client, live_report.removeprefix("http://"))[name]

    (address,) = re.findall(r'"(http[^"]+)"', text)
    answer = httpx.get(address)

    assert answer.status_code == 200
    row = answer.json()["results"][0]
    named = {
        "pandas": ("party", "votes", "seats"),
        "r": ("observations",),
        "power-query": ("mandate_effect",),
    }
    assert all(row[column] is not None for column in named[name])
    if name == "pandas":
        compile(text, "the example", "exec")
        assert row["votes"]["value"] > row["seats"]["value"]
        assert row["citations"][0]["document"]


def test_the_example_for_a_sheet_fetches_its_columns(client: Client, live_report: str) -> None:
    text = examples(client, live_report.removeprefix("http://"))["importdata"]

    (address,) = re.findall(r'=IMPORTDATA\("(http[^"]+)"\)', text)
    first, *rows = csv.DictReader(httpx.get(address).text.splitlines())

    assert (first["party"], first["votes.value"], first["seats.value"]) == ("cpp", "5378773", "9376")
    assert rows


def test_the_page_says_the_limits_there_are(client: Client, settings: Any) -> None:
    settings.API_RATES = {"anonymous": (300, 60), "person": (1200, 60)}

    page = client.get("/data/api/").content.decode()

    assert "300 calls in 60 seconds, with a token 1200" in page
    assert "<script src=" not in page.split("<main")[1].split("</main>")[0]


def test_the_front_page_leads_to_it_in_one_click(client: Client) -> None:
    page = client.get("/").content.decode().split("<main")[1].split("</main>")[0]

    assert 'href="/data/api/"' in page


def test_every_page_leads_to_it(client: Client) -> None:
    assert 'href="/data/api/"' in client.get("/about/").content.decode()
