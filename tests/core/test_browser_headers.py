"""Every answer tells the browser what it may not do with it."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

ANSWERS = [
    "/about/",
    "/sign-in/",
    "/workspace/",
    "/admin/",
    "/api/v1/",
    "/no-such-page/",
    "/static/css/page.css",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_headers(address: str) -> None:
    answer = Client().get(address)

    assert "camera=()" in answer["Permissions-Policy"]
    may_others_load_it = "cross-origin" if address.startswith("/api/") else "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == may_others_load_it
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    answer.close()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ANSWERS[:-1])
def test_the_policy_allows_nothing_inline_and_nobody_else(address: str) -> None:
    answer = Client().get(address)
    said = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))

    assert said.pop("default-src") == said.pop("base-uri") == said.pop("frame-ancestors") == "'none'"
    assert set(said) == {"script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"}
    assert set(said.values()) == {"'self'"}
    assert answer["X-Frame-Options"] == "DENY"


def test_no_policy_is_only_reported() -> None:
    reported: Any = getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None)

    assert reported is None
