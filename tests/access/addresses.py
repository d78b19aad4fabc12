"""Every address there is, walked from the URL configuration, and how to ask for each."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from benchmarks_app.models import (
    Benchmark,
    BenchmarkSet,
    Evidence,
    EvidenceFile,
    EvidenceReader,
    ProgressUpdate,
    ProposedObservation,
    Recommendation,
    SealedPart,
)
from config.api import ENDPOINTS
from core.api.export_forms import FORMS
from core.digests import confirming_path, stopping_path
from core.models import DigestSubscription, HistoryEntry, Load, PlannedLoad, ReleaseFile, Theme, Undoing
from resolutions_app.models import ResolutionParagraph
from tests.access.states import OF_EVIDENCE, WORD, State, World

# As many digits as any key there is needs; nobody has it.
NOBODYS = 987654321
# Addresses that match anything, and those without arguments that want a question.
PATHS = {"api:unknown": "/api/v1/nothing-here/", "admin:unknown": "/admin/nothing/here/"}
QUESTIONS = {
    "search": f"q={WORD}",
    "api:search-list": f"q={WORD}",
    **{f"api:search-{form}": f"q={WORD}" for form in FORMS},
    "loads:sheet": "of=elections_app.place&form=csv",
    "changes": "since=2000-01-01",
    **dict.fromkeys(("cite", "cite-file"), "page=/benchmarks/"),
    **dict.fromkeys(("data:compare", "api:release-difference"), "from=2023-01-01&to=2023-01-02"),
    "api:election-comparison": "from=first-vote&to=second-vote",
    "api:progress-updates-list": "page_size=200",
    "admin:autocomplete": "app_label=benchmarks_app&model_name=measure&field_name=benchmark&term=",
}
# What the pages are about whose namespace is none of the API's nouns.
SUBJECTS: dict[str, type[Model]] = {
    "record-progress": Benchmark,
    "sets": BenchmarkSet,
    "record-grade": Recommendation,
    "lineage": Theme,
    "history": HistoryEntry,
    "loads": Load,
    **dict.fromkeys(("confirm-digest", "stop-digest"), DigestSubscription),
    "planned-loads": PlannedLoad,
    "undoings": Undoing,
    "on-site": ProgressUpdate,
    "evidence-file": EvidenceFile,
    "remove-factor": Authenticator,
    **dict.fromkeys(("data", "cite-file"), ReleaseFile),
}
OF_UPDATES: tuple[type[Model], ...] = (
    *(ProgressUpdate, ProposedObservation),
    *(Evidence, EvidenceFile, EvidenceReader, SealedPart),
)


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration under the name by which the table knows it."""

    name: str
    route: str
    arguments: tuple[str, ...]
    model: type[Model] | None = None

    def path(self, world: World, state: State, *, reading: bool = True) -> str:
        """The path that asks for the row in this state, with a question where one is read."""
        question = QUESTIONS.get(self.name, "") if reading else ""
        return self._path(world, state) + (f"?{question}" if question else "")

    def _path(self, world: World, state: State) -> str:
        if self.name in PATHS:
            return PATHS[self.name]
        if self.name.endswith("_shortcut"):
            change = Address(self.name.replace("_shortcut", "_change"), "", self.arguments, self.model)
            return change.path(world, state).removesuffix("change/")
        return reverse(self.name, kwargs={name: self._value(name, world, state) for name in self.arguments})

    def _value(self, name: str, world: World, state: State) -> Any:
        if name == "app_label":
            return "core"
        if name == "content_type_id":
            return ContentType.objects.get_for_model(ProgressUpdate).pk
        assert self.model, f"{self.name} has an argument: say in SUBJECTS whose row it names"
        if state is State.ABSENT:
            return uuid.UUID(int=NOBODYS) if self.model is ProgressUpdate and name == "key" else absent(name)
        of_evidence = name == "key" and self.model is ProgressUpdate
        row = row_in(world, Evidence if of_evidence else self.model, state)
        return key_of(row, "pk" if name in ("object_id", "id") else name)


def absent(name: str) -> Any:
    """The key of nothing."""
    words = dict.fromkeys(("slug", "name", "code"), "nobodys")
    return {"key": "9999-9999", "number": 9999, **words}.get(name, NOBODYS)


def key_of(row: Any, name: str) -> Any:
    """The value of a row that its address holds."""
    if isinstance(row, DigestSubscription):
        confirms = name == "confirm_token"
        path = confirming_path(row, at=timezone.now()) if confirms else stopping_path(row)
        return path.split("/")[-2]
    if isinstance(row, ResolutionParagraph) and name == "key":
        return f"{row.resolution.slug}-{row.order}"
    if isinstance(row, BenchmarkSet) and name == "number":
        return row.benchmarks.get().number
    if isinstance(row, BenchmarkSet) and name == "theme":
        return Theme.objects.earliest("pk").slug
    return "bib" if name == "form" else getattr(row, name)


def row_in(world: World, model: type[Model], state: State) -> Any:
    """The row of this model: of the update in this state, where it is one of an update's."""
    if model not in OF_UPDATES:
        return world.row_of(model)
    update = world.updates[State.PUBLISHED if state in OF_EVIDENCE else state]
    if model is ProgressUpdate:
        return update
    if model is ProposedObservation:
        return update.proposed_observations.get()
    evidence = update.evidence.get(visibility=str(state) if state in OF_EVIDENCE else "public")
    return evidence if model is Evidence else model._base_manager.filter(evidence=evidence).first()


def addresses() -> Iterator[Address]:
    """Every one, in the order of the URL configuration."""
    for name, route, pattern in _walk(get_resolver(), "", ()):
        arguments = tuple(pattern.pattern.regex.groupindex)
        yield Address(_named(name, route), route, arguments, _model(name, route))


def _walk(
    resolver: URLResolver, prefix: str, spaces: tuple[str, ...]
) -> Iterator[tuple[str, str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or ""]), route, pattern
        else:
            yield from _walk(pattern, route, (*spaces, *filter(None, [pattern.namespace])))


def _named(name: str, route: str) -> str:
    """Its name; the two kinds of patterns to which Django's admin gives none get one here."""
    if name != "admin:":
        return name
    parts = route.split("/")
    return f"admin:{parts[1]}_{parts[2]}_shortcut" if "<path:object_id>" in route else "admin:unknown"


def _model(name: str, route: str) -> type[Model] | None:
    space, _, rest = name.partition(":")
    if space == "api":
        return _of_noun(rest.rpartition("-")[0]) or ProgressUpdate
    if space == "admin":
        return _of_screen(route)
    return SUBJECTS.get(space) or _of_noun(space)


def _of_noun(noun: str) -> type[Model] | None:
    endpoint: Any = ENDPOINTS.get(noun)
    return endpoint.queryset.model if endpoint else None


def _of_screen(route: str) -> type[Model] | None:
    if route.startswith("admin/r/"):
        return ProgressUpdate
    parts = route.split("/")
    known = {model._meta.label_lower: model for model in admin.site._registry}
    return known.get(".".join(parts[1:3]))
