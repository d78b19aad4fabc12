"""Of several forms that a caller accepts, the one they want most is answered."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from core.api.export_forms import MEDIA_TYPES

pytestmark = pytest.mark.django_db
JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"


@pytest.mark.parametrize(
    ("accepted", "kind"),
    [
        ("application/json;q=0.5, text/csv", CSV),
        ("text/csv;q=0.5, application/json", JSON),
        ("text/csv;q=0.1, */*;q=0.9", JSON),
        ("text/csv;q=0.3, application/x-ndjson;q=0.31, application/json;q=0", NDJSON),
        ("application/json;q=0, */*;q=0.1", CSV),
        ("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", JSON),
        ("*/*;q=0.2, text/*", CSV),
        (f"{MEDIA_TYPES['xlsx']}, text/csv;q=0.999", MEDIA_TYPES["xlsx"]),
        ("TEXT/CSV;Q=1.0, application/json;q=0.9", CSV),
        ("text/html, image/gif, *; q=.2, */*; q=.2", JSON),
        # of two that are wanted alike the one that is named, then the first of the API
        ("*/*, text/csv", CSV),
        ("text/csv, application/json", JSON),
        ("application/json;q=0.5;indent=2, text/csv;q=0.4", JSON),
        ("application/json;indent=2;q=0.1, application/json;q=0.9, text/csv;q=0.5", JSON),
        # a weight that is none says nothing
        *(
            (f"application/json;q={weight}, text/csv;q=0.9", JSON)
            for weight in ("x", "-1", "2", "nan", "", "1e9")
        ),
    ],
)
def test_it_is_the_one_wanted_most(accepted: str, kind: str, api: APIClient) -> None:
    answer = api.get("/api/v1/themes/", headers={"Accept": accepted})

    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, kind)


@pytest.mark.parametrize(
    "accepted",
    [
        "application/json;q=0",
        "*/*;q=0",
        "application/*;q=0.000, text/html",
        "text",
        "/",
        ";q=1",
        "\xff",
        "a" * 9000,
    ],
)
def test_what_nobody_can_make_is_a_problem_that_says_so(accepted: str, api: APIClient) -> None:
    answer = api.get("/api/v1/themes/", headers={"Accept": accepted})

    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_weight_does_not_change_the_bytes_and_an_option_does(api: APIClient) -> None:
    def body(accepted: str) -> Any:
        return api.get("/api/v1/themes/", headers={"Accept": accepted}).content

    assert body("application/json;q=0.5") == body("*/*") == body("application/*;q=0.1")
    assert b"\n  " in body("application/json; indent=2; q=0.5")


def test_the_description_too_is_had_in_the_form_wanted_most(api: APIClient) -> None:
    answer = api.get("/api/v1/schema/", headers={"Accept": "application/yaml;q=0.4, application/json;q=0.2"})

    assert answer.content.startswith(b"openapi: 3.1")
