"""A program that signs in to a running site with a real browser and types there what a file says."""

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from script.lib.page_proof import ARGUMENTS
from tests.browser.people import Worker

ROW = "Evidence 1"
SOURCE = {"identity": "Who the source is", "contact": "How to reach them", "place": "Where they are"}


def sign_in(monitor: Worker, account: dict[str, str]) -> None:
    """Password, then a recovery code."""
    monitor.opens("/sign-in/")
    monitor.writes("Username", account["name"])
    monitor.writes("Password", account["password"])
    monitor.presses("Sign in")
    monitor.writes("Code", account["code"])
    monitor.presses("Sign in")
    monitor.page.get_by_role("button", name="Sign out", exact=True).wait_for()


def record(monitor: Worker, entry: dict[str, Any]) -> None:
    """Type a record, be refused once and type the source again, and attach its file."""
    monitor.opens("/benchmarks/6/record/")
    monitor.writes("What it is", entry["description"], ROW)
    monitor.writes("Origin", "A lawyer", ROW)
    monitor.field("Who may see it", ROW).select_option("confidential")
    monitor.page.get_by_role("group", name=ROW, exact=True).locator("summary").click()
    type_the_source(monitor, entry)
    monitor.presses("Save the draft")
    type_the_source(monitor, entry)
    monitor.field("Status").select_option("variable")
    monitor.field("Assessor").select_option("ohchr")
    monitor.writes("Assessed on", "2023-06")
    monitor.writes("Narrative", "Bail is granted more often.")
    monitor.presses("Save the draft")
    if entry["file"]:
        attach(monitor, entry)
    monitor.page.get_by_role("button", name="Submit for review").wait_for()


def type_the_source(monitor: Worker, entry: dict[str, Any]) -> None:
    """Who it is, how to reach them and where they are; what was typed before has come back empty."""
    for kind, label in SOURCE.items():
        assert monitor.field(label, ROW).input_value() == "", "a sealed field came back with its text"
        monitor.writes(label, entry[kind], ROW)


def attach(monitor: Worker, entry: dict[str, Any]) -> None:
    """Choose a file on the disk and send it."""
    monitor.follows(f"Attach a file to “{entry['description']}”")
    chosen: Any = {"name": entry["name"], "mimeType": "image/jpeg", "buffer": base64.b64decode(entry["file"])}
    monitor.field("File").set_input_files(chosen)
    monitor.presses("Attach the file")


def main(page: Page, site: str, said: dict[str, Any]) -> None:
    """Everything that is to be entered at a browser."""
    monitor = Worker(page, site)
    sign_in(monitor, said["account"])
    for entry in said["entries"]:
        if entry["door"] == "browser":
            record(monitor, entry)


if __name__ == "__main__":
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ARGUMENTS)
        main(program.new_page(), sys.argv[2], json.loads(Path(sys.argv[1]).read_text()))
