"""The base of every admin screen that changes something: each change leaves one history entry."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.content_changes import PartsOf, change_content, owned_by

REASON = "reason_for_change"


class KeepsHistory:
    """Saves and deletes through the one function that keeps the history, for any kind of admin screen."""

    # Only these fields are kept in the history; all when empty.
    fields_in_history: Sequence[str] = ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Leaves the saving to `save_related`, which Django calls next: it is one change with one entry."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the row, its relations and its inline rows as one change."""

        def write() -> None:
            admin.ModelAdmin.save_model(self, request, form.instance, form, change)  # type: ignore[arg-type]
            super(KeepsHistory, self).save_related(request, form, formsets, change)  # type: ignore[misc]

        names = [formset.fk.remote_field.get_accessor_name() for formset in formsets]
        reason = form.cleaned_data.get(REASON, "")
        self._change(request, form.instance, write, _only_of(type(form.instance), names), reason)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a row, and keep what goes with it."""
        self._change(request, obj, obj.delete, owned_by)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the chosen rows, all or none, with one entry each."""
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)

    def _change(
        self, request: HttpRequest, subject: models.Model, write: Any, parts: PartsOf, reason: str = ""
    ) -> None:
        by: Any = request.user
        now = timezone.now()
        fields = self.fields_in_history
        change_content(subject=subject, write=write, by=by, at=now, reason=reason, parts=parts, fields=fields)


def _only_of(model: type[models.Model], names: list[str]) -> PartsOf:
    return lambda asked: names if asked is model else ()


class ContentForm(forms.ModelForm):
    """The form of any content, with a place to say why it is changed."""

    reason_for_change = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Kept in the history, where auditors read it."),
    )


class ContentAdmin(KeepsHistory, admin.ModelAdmin):
    """A screen for content: whoever adds, changes or deletes something leaves one history entry."""

    form = ContentForm


class ReadOnlyAdmin(admin.ModelAdmin):
    """For rows that only services write: to be read, searched and filtered here."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Never a filter on rows that point here: its answer would betray which of them there are."""
        first = lookup.partition("__")[0]
        relations = {relation.name for relation in self.opts.related_objects}
        return first not in relations and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
