"""Admin screens for documents, themes, tokens, history and background work; people: `core.people_admin`."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

import core.people_admin  # noqa: F401
from core import digests, outbox, scheduled_runs, sealing_keys, tokens
from core.content_admin import ContentAdmin, ReadOnlyAdmin
from core.errors import DomainError
from core.models import (
    ApiToken,
    Digest,
    Document,
    HistoryEntry,
    HistoryHead,
    LinkCheck,
    Notice,
    OutboxMessage,
    Passage,
    ScheduledRun,
    SealingKey,
    SignedHead,
    Theme,
)
from core.permissions import Action, may
from core.unechoed import UnechoedInput

admin.site.site_header = _("Cambodia Benchmark Tracker: administration")
admin.site.site_title = _("Benchmark Tracker")
admin.site.index_title = _("Content, people and background work")


def link_to(row: Model | None) -> SafeString | str:
    """A link to a row's own admin screen."""
    if row is None:
        return "–"
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, row)


def link_to_rows(model: type[Model], count: int, **filters: Any) -> SafeString:
    """A link to the list of a model's rows that belong to the row at hand, saying how many."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return format_html('<a href="{}?{}">{}</a>', address, query, count)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Whose programs may call the API, for what and until when; deleting a token revokes it."""

    list_display = ["token_key", "name", "user", "scope", "created", "last_used_on", "expiry"]
    list_filter = ["scope", "expiry"]
    list_select_related = ["user"]
    search_fields = ["token_key", "name", "user__username"]
    exclude = ["digest"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Action.MANAGE_PEOPLE)

    def delete_model(self, request: HttpRequest, obj: ApiToken) -> None:
        by: Any = request.user
        tokens.revoke_token(token=obj, by=by, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        with transaction.atomic():
            for token in queryset.select_related("user"):
                self.delete_model(request, token)


@admin.register(Theme)
class ThemeAdmin(ContentAdmin):
    """Themes, with a link to the benchmarks that carry each."""

    list_display = ["name", "slug"]
    search_fields = ["name", "slug", "summary"]


class PassageInline(admin.TabularInline):
    """The places in a document that others cite."""

    model = Passage
    extra = 0


@admin.register(Document)
class DocumentAdmin(ContentAdmin):
    """Documents, each with the passages that are cited from it."""

    list_display = ["slug", "symbol", "title", "kind", "publisher", "published_on", "passage_count"]
    list_filter = ["kind", "publisher"]
    ordering = ["slug"]
    search_fields = ["slug", "symbol", "symbol_corrected", "title", "publisher"]
    inlines = [PassageInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).annotate(passage_number=Count("passages"))

    @admin.display(description=_("passages"), ordering="passage_number")
    def passage_count(self, document: Any) -> SafeString:
        return link_to_rows(Passage, document.passage_number, document__id__exact=document.pk)


@admin.register(Passage)
class PassageAdmin(ContentAdmin):
    """Passages, found by document and locator."""

    list_display = ["document_link", "locator"]
    list_display_links = ["locator"]
    list_select_related = ["document"]
    search_fields = ["document__slug", "document__symbol", "document__title", "locator"]
    autocomplete_fields = ["document"]

    @admin.display(description=_("document"), ordering="document__slug")
    def document_link(self, passage: Passage) -> SafeString | str:
        return link_to(passage.document)


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """Who changed what, when and why; nobody edits it. Before and after stand on the history's own page."""

    list_display = ["sequence", "at", "by", "action", "subject_type", "subject_key", "reason", "page"]
    list_filter = ["action", "subject_type", "at"]
    list_select_related = ["by"]
    search_fields = ["subject_key", "reason", "by__username"]
    date_hierarchy = "at"
    exclude = ["before", "after"]

    @admin.display(description=_("before and after"))
    def page(self, entry: HistoryEntry) -> SafeString:
        return format_html('<a href="{}">{}</a>', entry.get_absolute_url(), _("show"))


@admin.register(HistoryHead)
class HistoryHeadAdmin(ReadOnlyAdmin):
    """Where the history ends: what `manage.py verify_history` compares."""

    list_display = ["sequence", "hash"]
    search_fields = ["hash"]


@admin.register(SignedHead)
class SignedHeadAdmin(ReadOnlyAdmin):
    """What was signed of the history, day by day."""

    list_display = ["day", "sequence", "hash", "commitment"]
    search_fields = ["hash", "commitment"]


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Work that was promised: done, still owed, or given up after too many failures, and why it failed."""

    list_display = ["created_at", "task", "arguments", "done_at", "attempts", "last_error", "failed_at"]
    list_filter = [
        "task",
        ("done_at", admin.EmptyFieldListFilter),
        ("failed_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["task"]
    actions = ["do_now"]

    @admin.action(description=_("Do the chosen work now"), permissions=["view"])
    def do_now(self, request: HttpRequest, messages: QuerySet[OutboxMessage]) -> None:
        by: Any = request.user
        count = outbox.retry(messages=messages, by=by, at=timezone.now())
        told = ngettext("%(count)d piece of work started.", "%(count)d pieces of work started.", count)
        self.message_user(request, told % {"count": count})


@admin.register(ScheduledRun)
class ScheduledRunAdmin(ReadOnlyAdmin):
    """What the schedule ran lately, and what failed and why."""

    list_display = ["started_at", "task", "last_error", "ended_at"]
    list_filter = ["task", ("last_error", admin.EmptyFieldListFilter)]
    search_fields = ["task"]
    actions = ["run_again"]

    @admin.action(description=_("Run the chosen tasks now"), permissions=["view"])
    def run_again(self, request: HttpRequest, runs: QuerySet[ScheduledRun]) -> None:
        by: Any = request.user
        count = scheduled_runs.start_again(tasks=set(runs.values_list("task", flat=True)), by=by)
        told = ngettext("%(count)d piece of work started.", "%(count)d pieces of work started.", count)
        self.message_user(request, told % {"count": count})


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    """Which cited addresses answered when they were last asked; no link is taken away for it."""

    list_display = ["checked_at", "outcome", "status", "answered_at", "address", "document_link"]
    list_filter = ["outcome"]
    list_select_related = ["document"]
    search_fields = ["address", "document__slug", "document__title"]

    @admin.display(description=_("document"), ordering="document__slug")
    def document_link(self, check: LinkCheck) -> SafeString | str:
        return link_to(check.document)


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    """The digests of the last weeks, and of which nobody knows whether they went out."""

    list_display = ["week", "person", "state", "settled_at"]
    list_filter = ["state", "week"]
    list_select_related = ["person"]
    search_fields = ["person__username"]
    actions = ["send_again"]

    @admin.action(description=_("Send again what may not have gone out"), permissions=["view"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Digest]) -> None:
        by: Any = request.user
        sent = [digests.send_again(digest=row, by=by, at=timezone.now()) for row in chosen]
        told = ngettext("%(count)d piece of work started.", "%(count)d pieces of work started.", sum(sent))
        self.message_user(request, told % {"count": sum(sent)})


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """The lines people were shown in their workspaces."""

    list_display = ["created_at", "recipient", "text", "read_at"]
    list_filter = ["read_at"]
    list_select_related = ["recipient"]
    search_fields = ["text", "recipient__username"]


class SealingKeyForm(forms.ModelForm):
    """A new key; what was pasted is never shown again, for it may have been the private half."""

    class Meta:
        model = SealingKey
        fields = ["name", "public_key"]
        widgets = {"public_key": UnechoedInput({"class": "vTextField"})}

    def clean_public_key(self) -> str:
        """The key, or the refusal of the service."""
        try:
            return sealing_keys.checked_public_key(self.cleaned_data["public_key"])
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.message)) from None


@admin.register(SealingKey)
class SealingKeyAdmin(ReadOnlyAdmin):
    """The public keys to which sources are sealed: to add and to retire, by the service."""

    list_display = ["name", "fingerprint", "added_at", "added_by", "retired_at", "retired_by"]
    list_filter = [("retired_at", admin.EmptyFieldListFilter)]
    list_select_related = ["added_by", "retired_by"]
    search_fields = ["name", "public_key"]
    actions = ["retire"]
    form = SealingKeyForm

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Action.MANAGE_SEALING)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Two fields for a new key; everything that is known of an old one."""
        return super().get_fields(request, obj) if obj is None else SHOWN_OF_A_KEY

    def save_model(self, request: HttpRequest, obj: SealingKey, form: Any, change: bool) -> None:
        """Add the key by the service."""
        by: Any = request.user
        typed = {name: form.cleaned_data[name] for name in ("name", "public_key")}
        obj.pk = sealing_keys.add_sealing_key(**typed, by=by, at=timezone.now()).pk
        obj.refresh_from_db()

    @admin.action(description=_("Retire the chosen keys: seal no more to them"), permissions=["view"])
    def retire(self, request: HttpRequest, keys: QuerySet[SealingKey]) -> None:
        by: Any = request.user
        for key in keys:
            try:
                sealing_keys.retire_sealing_key(key=key, by=by, at=timezone.now())
            except DomainError as refusal:
                self.message_user(request, f"{key}: {refusal.message}", messages.ERROR)


SHOWN_OF_A_KEY = ["name", "public_key", "added_at", "added_by", "retired_at", "retired_by"]
