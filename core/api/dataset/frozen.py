"""The files of the dataset as a release keeps them: what anybody gets, described as what it is."""

import datetime
import io
import json
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.api.dataset.archive import as_bytes, contents, path_in_archive
from core.api.dataset.dictionary import lists
from core.api.dataset.facts import Facts
from core.errors import RuleBroken
from core.releases.making import Writer
from core.releases.stored import Parts

PORTS = {"http": "80", "https": "443"}


def site_at(address: str) -> HttpRequest:
    """A request by nobody for the site of this address, which a program has no other way to know."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.netloc:
        raise RuleBroken(_("Give the address of the site, such as https://tracker.example.org."))
    scheme = {"wsgi.url_scheme": parts.scheme, "HTTP_X_FORWARDED_PROTO": parts.scheme}
    place = {"HTTP_HOST": parts.netloc, "SERVER_NAME": parts.hostname, "SERVER_PORT": PORTS[parts.scheme]}
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(),
    }
    request = WSGIRequest({**scheme, **place, **asked})
    try:
        request.get_host()
    except DisallowedHost:
        raise RuleBroken(_("ALLOWED_HOSTS does not name this site.")) from None
    return request


def files_for(request: HttpRequest) -> Writer:
    """What writes the files of a release, with the addresses of the site of this request."""

    def write(name: str, at: datetime.datetime) -> Parts:
        parts = {path: b"".join(pieces) for path, pieces in contents(request)}
        address = request.build_absolute_uri("/").rstrip("/")
        package = json.loads(parts["datapackage.json"]) | {
            "id": f"{address}/data/releases/{name}/",
            "version": name,
            "created": at.isoformat(),
        }
        linked = _of_the_release(json.loads(parts["csvw-metadata.json"]), _paths(request))
        described = {"datapackage.json": as_bytes(package), "csvw-metadata.json": as_bytes(linked)}
        return parts | described

    return write


def _paths(request: HttpRequest) -> dict[str, str]:
    """Where in the release the file of each list is, by its address on the site."""
    facts = Facts(request)
    return {facts.file(table, "csv"): path_in_archive(table) for table in lists()}


def _of_the_release(described: dict[str, Any], paths: dict[str, str]) -> Any:
    """A description of the files in the release and of no others."""
    held = [table for table in described["tables"] if table["url"] in paths]
    return _beside_it({**described, "tables": held}, paths)


def _beside_it(described: Any, paths: dict[str, str]) -> Any:
    """A description whose tables are the files beside it, and not those that the site has today."""
    if isinstance(described, dict):
        return {name: _beside_it(value, paths) for name, value in described.items()}
    if isinstance(described, list):
        return [_beside_it(value, paths) for value in described]
    return paths.get(described, described) if isinstance(described, str) else described
