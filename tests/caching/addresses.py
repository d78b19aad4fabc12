"""Every address of the site and the API, from the URL configuration, with keys of real rows."""

import re
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, get_resolver

from benchmarks_app.models import Benchmark, BenchmarkSet, Evidence, EvidenceFile, ProgressUpdate
from config.api import ENDPOINTS
from core.models import HistoryEntry, Load, ReleaseFile

# The parameter of a path, `<int:number>`, or of an expression, `(?P<number>[0-9]+)`.
PARAMETER = re.compile(r"\(\?P<(?P<named>\w+)>[^)]*\)|<(?:\w+:)?(?P<plain>\w+)>")
ROWS: dict[str, QuerySet] = {
    **{noun: endpoint.queryset for noun, endpoint in ENDPOINTS.items()},
    "history": HistoryEntry.objects.all(),
    "loads": Load.objects.all(),
    "account": Authenticator.objects.all(),
    "evidence-files": EvidenceFile.objects.all(),
    "data": ReleaseFile.objects.all(),
    "sets": BenchmarkSet.objects.all(),
}
# With parameters, as people follow them; and what is not there. What is cited is pinned: it tells the time.
ALSO = (
    "/search/?q=rights",
    "/benchmarks/?page=2",
    "/benchmarks/?theme=no-such-theme",
    "/changes/?since=2024-01-01",
    "/cite/?page=/benchmarks/%3Fknown_at%3D2024-05-01",
    "/cite/reference.ris?page=/benchmarks/%3Fknown_at%3D2024-05-01",
    "/no-such-page/",
    "/progress-updates/999999/",
    "/api/v1/search/?q=rights",
    "/api/v1/benchmarks/?page_size=1&page=2",
    "/api/v1/benchmarks/?no_such=1",
    "/api/v1/progress-updates/?state=draft",
    "/api/v1/progress-updates/999999/",
    "/api/v1/no-such/",
)


def every_address() -> list[str]:
    """All of them, each once, in the order of the URL configuration."""
    routes = (address for route in routes_of(get_resolver()) for address in filled(route))
    return list(dict.fromkeys([*routes, *ALSO]))


def routes_of(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every route, whole, with its parameters still open."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes_of(entry, route)


def filled(route: str) -> Iterator[str]:
    """The addresses a route gives with the keys of real rows."""
    names = [match["named"] or match["plain"] for match in PARAMETER.finditer(route)]
    if not names:
        yield route
        return
    for keys in keys_for(route, names):
        yield PARAMETER.sub(lambda match, keys=keys: keys[match["named"] or match["plain"]], route)


def keys_for(route: str, names: list[str]) -> list[dict[str, str]]:
    """The values of a route's parameters: of the first and the last row it can be about."""
    if route.startswith("/admin/"):
        return [keys_for_the_admin(route, names)]
    if "/evidence/" in route:
        return [{"pk": str(row.update_id), "key": str(row.key)} for row in rows_of(Evidence.objects.all())]
    if names == ["slug", "number"]:
        return [{"slug": row.set_id, "number": str(row.number)} for row in rows_of(ROWS["benchmarks"])]
    if names in (["form"], ["stop_token"], ["confirm_token"]):
        return [{"form": "bib", "stop_token": "of-nobody", "confirm_token": "of-nobody"}]
    noun = route.removeprefix("/api/v1/").removeprefix("/").split("/")[0]
    assert noun in ROWS, f"say in {__name__}.ROWS which rows {route} is about"
    return [{name: str(getattr(row, name, "bib")) for name in names} for row in rows_of(ROWS[noun])]


def rows_of(rows: QuerySet) -> list[Any]:
    """The rows to look at: of progress updates one in each state, of the others the first and the last."""
    every = list(rows.order_by("pk"))
    if rows.model is ProgressUpdate:
        return list({row.state: row for row in every}.values())
    return list({row.pk: row for row in (*every[:1], *every[-1:])}.values())


def keys_for_the_admin(route: str, names: list[str]) -> dict[str, str]:
    """The values of the parameters of an admin screen."""
    benchmark = Benchmark.objects.order_by("pk").first()
    known = {
        "app_label": "core",
        "url": "no-such-screen/",
        "content_type_id": str(ContentType.objects.get_for_model(Benchmark).pk),
        "object_id": str(benchmark.pk if benchmark else 0),
    }
    parts = route.split("/")
    if names[0] in ("object_id", "id", "pk") and parts[2] != "r":
        row = apps.get_model(parts[2], parts[3])._default_manager.order_by("pk").first()
        known[names[0]] = str(row.pk if row else 0)
    return {name: known[name] for name in names}
