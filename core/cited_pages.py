"""How a page of the site is cited: read as anybody gets it, pinned to a moment, and found in a release."""

import datetime
import io
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from core.models import Release, ReleaseFile
from core.moments import MomentField
from core.references import Reference, in_english
from core.releases.stored import content_of
from core.releases.tables import described_in, table_of

CONTENT = (
    *("benchmarks", "recommendations", "indicators", "legal-instruments", "cases"),
    *("elections", "parties", "places", "resolutions", "milestones", "mandate-holders", "interlocutors"),
    *("documents", "themes"),
)
# The pages that say "Cite this page".
PAGES = {
    *(f"{noun}:{page}" for noun in CONTENT for page in ("list", "detail")),
    *("dashboard", "changes", "lineage", "progress-updates:detail"),
    *("elections:compare", "elections:checks", "resolutions:citations"),
    *("sets:list", "sets:overview", "sets:benchmarks", "sets:benchmark", "sets:lineage"),
}
# The list of the data that a page shows whose name is not the list's.
LISTS = {
    **{"dashboard": "benchmarks", "lineage": "lineages", "elections:checks": "consistency-checks"},
    **{"sets:list": "benchmark-sets", "sets:overview": "benchmark-sets"},
    **{"sets:benchmarks": "benchmarks", "sets:benchmark": "benchmarks", "sets:lineage": "lineages"},
}
BETWEEN = " · "
# A table of a release is unpacked once by each process: under its SHA-256 it stays what it is.
KEPT_TABLES = 60
_keys: dict[tuple[str, str, str], frozenset[str]] = {}
ABOUT_THE_SITE = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO")


@dataclass(frozen=True)
class CitedPage:
    """A public page: what it is called, its address for good, and the moment of which it then speaks."""

    path: str
    parameters: str
    match: ResolverMatch
    title: str
    at: datetime.datetime

    @property
    def permalink(self) -> str:
        """Its path with every clock it has set."""
        return f"{self.path}?{self.parameters}" if self.parameters else self.path

    @property
    def noun(self) -> str:
        """The list of the data that it shows."""
        return LISTS.get(self.match.view_name, self.match.namespace)

    @property
    def key(self) -> str:
        """The row that it shows, with its set: "6", "ruritania-2025:6"; empty on the page of a list."""
        return ":".join(map(str, self.match.kwargs.values()))

    def version(self) -> str:
        """Of which moment it speaks, in words."""
        known = self.at.astimezone(datetime.UTC)
        is_whole_day = known.time() == datetime.time.max
        moment = in_english(known) if is_whole_day else f"{in_english(known)}, {known:%H:%M:%S} UTC"
        as_of = QueryDict(self.parameters).get("as_of")
        return f"As of {as_of}, as known on {moment}" if as_of else f"As known on {moment}"

    def reference(self, request: HttpRequest, today: datetime.date, holding: ReleaseFile | None) -> Reference:
        """The reference to it, and to the release that holds what it shows."""
        note = ""
        if holding:
            row = f", row {self.key}" if self.key else ""
            note = f"Also in release {holding.release.name} of the data: {holding.path}{row}"
        return Reference(
            key="-".join(
                filter(None, ["cambodia-benchmark-tracker", self.noun, self.key, f"{self.at:%Y-%m-%d}"])
            ),
            title=self.title,
            day=self.at.astimezone(datetime.UTC).date(),
            address=request.build_absolute_uri(self.permalink),
            version=self.version(),
            note=note,
            accessed=today,
        )


def cited_page(request: HttpRequest, address: str, now: datetime.datetime) -> CitedPage:
    """The page at a path of this site, as anybody gets it; what nobody is shown is not there."""
    path, _mark, parameters = address.partition("#")[0].partition("?")
    match = _match(path)
    if match is None or match.view_name not in PAGES:
        raise Http404
    title = _title_for_anybody(request, match, path, parameters)
    return pinned(CitedPage(path, parameters, match, title, now))


def pinned(page: CitedPage) -> CitedPage:
    """The page as it was known at the moment asked for; now, where none was, or one that is still to come.

    It was shown, so its clocks can be read.
    """
    given = QueryDict(page.parameters, mutable=True)
    asked = MomentField(required=False).clean(given.get("known_at"))
    moment = asked if asked and asked <= page.at else page.at.replace(microsecond=0)
    if moment != asked:
        given["known_at"] = f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
    if not given.get("as_of"):
        given.pop("as_of", None)
    return replace(page, parameters=given.urlencode(safe=":"), at=moment)


def latest_release_with(page: CitedPage) -> ReleaseFile | None:
    """The file of the latest release, if it holds what the page shows."""
    latest = Release.objects.visible_to(AnonymousUser()).with_files().first()
    files = {file.path: file for file in latest.files.all()} if latest else {}
    path = f"data/{page.noun}.csv"
    if path not in files or not page.key:
        return files.get(path)
    return files[path] if page.key in keys_in(files, path) else None


def keys_in(files: dict[str, ReleaseFile], path: str) -> frozenset[str]:
    """The keys of the rows that a table of a release holds."""
    file, package = files[path], files["datapackage.json"]
    held = file.served_id, package.served_id, path
    if held not in _keys:
        if len(_keys) >= KEPT_TABLES:
            _keys.clear()
        described = described_in(content_of(package))[path]
        _keys[held] = frozenset(table_of(described, content_of(file)).rows)
    return _keys[held]


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


class _Shown(HTMLParser):
    """Reads from a page what it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = ""
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Of interest is the title."""
        self.inside = tag if tag == "title" else self.inside

    def handle_endtag(self, tag: str) -> None:
        """The title is over."""
        self.inside = "" if tag == "title" else self.inside

    def handle_data(self, data: str) -> None:
        """A piece of the title."""
        self.parts += [data] if self.inside else []

    @property
    def title(self) -> str:
        """What the page is called, without the name of the site."""
        return "".join(self.parts).strip().rpartition(BETWEEN)[0] or _("The benchmarks")


def _title_for_anybody(request: HttpRequest, match: ResolverMatch, path: str, parameters: str) -> str:
    known = {name: request.META[name] for name in ABOUT_THE_SITE if name in request.META}
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": parameters}
    anybody: Any = WSGIRequest(
        {"wsgi.url_scheme": request.scheme, "wsgi.input": io.BytesIO(), **known, **asked}
    )
    anybody.user = AnonymousUser()
    anybody.resolver_match = match
    answer = match.func(anybody, *match.args, **match.kwargs)
    if answer.status_code != 200:  # noqa: PLR2004
        raise Http404
    shown = _Shown()
    shown.feed(answer.content.decode())
    return shown.title
