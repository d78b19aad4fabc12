"""What an update rests on, row by row; what is typed of a source goes in and never comes back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from benchmarks_app.forms.documents import DocumentField
from benchmarks_app.forms.rows import RowForm, formset_of
from benchmarks_app.models import Evidence, SealedPart
from benchmarks_app.services import EvidenceItem, Source, colleagues
from benchmarks_app.services.evidence import MOST_READERS
from benchmarks_app.services.sealed import LONGEST_SOURCE
from core.models import User
from core.unechoed import UnechoedTextarea

FIELDS = ["description", "origin", "document", "url", "dated", "reliability", "validity", "visibility"]
SOURCE = ("identity", "contact", "place")
TYPED_OF_SOURCE = tuple(f"source_{name}" for name in SOURCE)
FOR_CONFIDENTIAL = ("readers", *TYPED_OF_SOURCE, "removes_source")


class ColleaguesField(forms.CharField):
    """User names, separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        """People as their names."""
        return value if isinstance(value, str) else ", ".join(person.username for person in value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares the names."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> tuple[User, ...]:
        """The people, each once."""
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        if len(names) > MOST_READERS:
            raise ValidationError(_("Name at most %(most)d people."), params={"most": MOST_READERS})
        found = [colleagues.named(name) for name in names]
        if None in found:
            raise ValidationError(colleagues.nobody_of_that_name())
        return colleagues.in_order(person for person in found if person)


def sealed_field(label: Any, help_text: Any = "") -> forms.CharField:
    """One part of a source, as it is typed; sealed before anything is kept."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        strip=False,
        max_length=LONGEST_SOURCE,
        widget=UnechoedTextarea({"rows": 2}),
    )


class EvidenceForm(RowForm, forms.ModelForm):
    """One row of evidence; an empty row is left out."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput({"data-keep": True}))
    document = DocumentField(
        required=False, label=_("Document"), help_text=_("Its symbol, if it is known here.")
    )
    readers = ColleaguesField(
        required=False,
        label=_("Who else sees this row"),
        help_text=_("User names of monitors or reviewers, with commas between; nobody else sees it but you."),
        widget=forms.TextInput({"autocomplete": "off", "data-never-kept": True}),
    )
    source_identity = sealed_field(_("Who the source is"))
    source_contact = sealed_field(_("How to reach them"))
    source_place = sealed_field(_("Where they are"))
    removes_source = forms.BooleanField(required=False, label=_("Remove the sealed source when saving"))

    class Meta:
        model = Evidence
        fields = FIELDS
        help_texts = {
            "reliability": _("Of whoever says it, whatever they say."),
            "validity": _("Of what is said, whoever says it."),
            "visibility": _("Only public rows are kept in this browser while you type."),
        }

    def __init__(self, *args: Any, can_seal: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sealed = [str(SealedPart.Kind(kind).label) for kind in self.initial.get("sealed", ())]
        for name in ("reliability", "validity"):
            choice: Any = self.fields[name]
            choice.choices = [("", _("Not judged")), *(pair for pair in choice.choices if pair[0])]
        if not can_seal:
            for name in TYPED_OF_SOURCE:
                del self.fields[name]

    def _post_clean(self) -> None:
        """Leave the row alone: the service writes it."""

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields of every row."""
        return [field for field in self.shown_fields() if field.name not in FOR_CONFIDENTIAL]

    def confidential_fields(self) -> list[forms.BoundField]:
        """The fields that only a confidential row has, shown together."""
        there = [field for field in self.visible_fields() if field.name in FOR_CONFIDENTIAL]
        return [field for field in there if field.name != "removes_source" or self["key"].value()]

    def is_confidential(self) -> bool:
        """Whether the row is, or is to become, confidential."""
        return bool(self["visibility"].value() == Evidence.Visibility.CONFIDENTIAL)

    def came_back_empty(self) -> bool:
        """Whether something of a source was typed that this page does not show again."""
        return self.is_bound and any(self.data.get(self.add_prefix(name)) for name in TYPED_OF_SOURCE)

    def is_filled(self) -> bool:
        """Whether there is anything in the row."""
        typed = (
            ("description", "origin", "url", *TYPED_OF_SOURCE) if self.is_confidential() else ("description",)
        )
        return any(self.cleaned_data.get(name) for name in typed)

    def item(self) -> EvidenceItem:
        """What was typed, as the service takes it."""
        told = {name: self.cleaned_data[name] for name in (*FIELDS, "key", "readers", "removes_source")}
        source = {name: self.cleaned_data.get(f"source_{name}", "") for name in SOURCE}
        return EvidenceItem(**told, source=Source(**source))


EvidenceFormSet = formset_of(EvidenceForm, extra=2)


def rows_of(evidence: Any) -> list[dict[str, Any]]:
    """Rows that were kept before, as the form begins with them; of a source only what is sealed."""
    return [{name: getattr(row, name) for name in (*FIELDS, "key", "readers", "sealed")} for row in evidence]
