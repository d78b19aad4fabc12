"""No page of any role is stopped by the policy or complains, the admin's screens included."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Site
from tests.browser.crawl import open_one_of_each_kind

Say = Callable[[str], None]
# Where each role's own work begins, and a kind of page that only they see.
ROLES = {
    "monitor": (["/workspace/", "/benchmarks/1/", "/workspace/no-change/"], {"workspace", "record-progress"}),
    "reviewer": (["/workspace/", "/recommendations/"], {"workspace", "record-grade"}),
    "auditor": (["/history/"], {"history:list", "history:detail"}),
    "admin": (
        ["/admin/", "/history/"],
        {
            "admin:index",
            "admin:core_user_add",
            "admin:benchmarks_app_benchmark_change",
            *(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
                for model in admin.site._registry
            ),
        },
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_any_role_is_stopped_by_the_policy_or_complains(
    open_context: Callable[..., BrowserContext], site: Site, say: Say, role: str
) -> None:
    starts, own = ROLES[role]
    found = open_one_of_each_kind(open_context(signed_in_as=role), site.url, starts, lambda page, visit: None)
    complaints = {kind: visit.console + visit.failed for kind, visit in found.items()}

    say(f"{role}: {len(found)} kinds of page, {sum(map(len, complaints.values()))} complaints")
    assert {kind: said for kind, said in complaints.items() if said} == {}
    assert own <= found.keys()
