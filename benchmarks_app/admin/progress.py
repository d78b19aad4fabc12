"""Admin screens for the progress recorded: to read, and to publish by the same service as everywhere."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from benchmarks_app import services
from benchmarks_app.admin.erasing import Erases
from benchmarks_app.models import (
    Evidence,
    EvidenceFile,
    EvidenceReader,
    FollowUpGrade,
    ProgressUpdate,
    ProposedObservation,
    SealedPart,
)
from core.admin import ReadOnlyAdmin, link_to
from core.errors import DomainError
from core.permissions import Action, may


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(Erases, ReadOnlyAdmin):
    """Progress updates: to read here, to publish and to erase by the same services as everywhere."""

    list_display = [
        "benchmark",
        "measure",
        "status",
        "assessor",
        "assessed_on",
        "state",
        "author",
        "erase_link",
    ]
    list_filter = ["state", "status", "assessor", "benchmark"]
    list_select_related = ["benchmark", "measure__benchmark", "author"]
    search_fields = ["narrative", "benchmark__short_title"]
    actions = ["publish"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProgressUpdate]:
        return ProgressUpdate.objects.visible_to(request.user).with_everything_shown()

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Not the narrative, for those from whom a withdrawn one is hidden: a search would find it."""
        return [
            name
            for name in self.search_fields
            if name != "narrative" or may(request.user, Action.READ_RESTRICTED)
        ]

    def get_exclude(self, request: HttpRequest, obj: ProgressUpdate | None = None) -> list[str]:
        """What a withdrawn update said is hidden here from whom its page hides it."""
        return ["narrative"] if obj and not obj.shows_content_to(request.user) else []

    @admin.action(
        description=_("Publish the chosen updates: I have read each, and it names nobody"),
        permissions=["view"],
    )
    def publish(self, request: HttpRequest, updates: QuerySet[ProgressUpdate]) -> None:
        publish = partial(services.publish_update, names_nobody=True)
        published = [update for update in updates if self._took(request, update, publish)]
        told = ngettext("%(count)d update published.", "%(count)d updates published.", len(published))
        self.message_user(request, told % {"count": len(published)})

    def _took(self, request: HttpRequest, update: ProgressUpdate, change: Callable[..., Any]) -> bool:
        try:
            change(update=update, by=request.user, at=timezone.now())
        except DomainError as refusal:
            self.message_user(request, f"{update}: {refusal.message}", messages.ERROR)
            return False
        return True


@admin.register(Evidence)
class EvidenceAdmin(Erases, ReadOnlyAdmin):
    """Evidence that this person may see."""

    list_display = ["description", "origin", "dated", "visibility", "update_link", "erase_link"]
    list_filter = ["visibility"]
    list_select_related = ["update__benchmark"]
    search_fields = ["description", "origin"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return Evidence.objects.visible_to(request.user).select_related("update__benchmark")

    @admin.display(description=_("update"))
    def update_link(self, evidence: Evidence) -> SafeString | str:
        return link_to(evidence.update)


class OfVisibleEvidence(ReadOnlyAdmin):
    """What hangs on evidence: shown to those who see that evidence, and absent for everybody else."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        evidence = Evidence.objects.visible_to(request.user)
        return super().get_queryset(request).filter(evidence__in=evidence)

    @admin.display(description=_("evidence"))
    def evidence_link(self, row: Any) -> SafeString | str:
        return link_to(row.evidence)


@admin.register(EvidenceReader)
class EvidenceReaderAdmin(OfVisibleEvidence):
    """Who is named on confidential rows that this person sees."""

    list_display = ["evidence_link", "reader"]
    list_select_related = ["evidence", "reader"]
    search_fields = ["reader__username"]


@admin.register(SealedPart)
class SealedPartAdmin(OfVisibleEvidence):
    """What is sealed with rows that this person sees; there is nothing readable in it."""

    list_display = ["evidence_link", "kind", "sealed_at", "resealed_at"]
    list_filter = ["kind"]
    list_select_related = ["evidence"]
    search_fields = ["kind"]
    fields = ["evidence", "kind", "keys", "sealed_at", "resealed_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("ciphertext")


@admin.register(EvidenceFile)
class EvidenceFileAdmin(OfVisibleEvidence):
    """The clean copies of files, of rows that this person sees; each is handed out at its own address."""

    list_display = ["evidence_link", "kind", "size", "sha256", "attached_at"]
    list_filter = ["kind"]
    list_select_related = ["evidence"]
    search_fields = ["sha256"]


@admin.register(ProposedObservation)
class ProposedObservationAdmin(ReadOnlyAdmin):
    """Numbers recorded with updates that this person may see."""

    list_display = ["indicator", "period", "qualifier", "value", "update_link"]
    list_select_related = ["indicator", "update__benchmark"]
    search_fields = ["indicator__slug", "indicator__name", "period"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProposedObservation]:
        updates = ProgressUpdate.objects.visible_to(request.user)
        if not may(request.user, Action.READ_RESTRICTED):
            updates = updates.exclude(state=ProgressUpdate.State.WITHDRAWN)
        return super().get_queryset(request).filter(update__in=updates)

    @admin.display(description=_("update"))
    def update_link(self, row: ProposedObservation) -> SafeString | str:
        return link_to(row.update)


@admin.register(FollowUpGrade)
class FollowUpGradeAdmin(ReadOnlyAdmin):
    """The grades treaty bodies gave; the service records them."""

    list_display = ["recommendation", "grade", "graded_on", "source"]
    list_filter = ["grade"]
    list_select_related = ["recommendation__document", "source__document"]
    search_fields = ["recommendation__slug", "note"]
