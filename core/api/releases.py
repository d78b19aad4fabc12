"""The releases in the API, and what two of them differ in."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from core.api.clocks import DatedEndpoint
from core.api.filters import MomentFilter
from core.api.reading import ContentEndpoint
from core.api.two_sides import TwoSides
from core.api.values import PageField, api_url
from core.models import Release, ReleaseFile, ReleaseRedaction
from core.references import Reference
from core.releases import in_words
from core.releases.citing import reference_to
from core.releases.differences import Differences, NewRow, RowChange, TableDifference, differences

NAME = "[-0-9a-zA-Z.]+"
MADE = {
    "as_of": "Only releases that had been made by this day (2023, 2023-06 or 2023-06-30).",
    "known_at": "Only releases that had been made by this moment (2023-07-15 or 2023-07-15T12:00:00Z). What "
    "was taken out of one since is told and missing at any time.",
}
BY_MAKING = [OpenApiParameter(name, str, description=text) for name, text in MADE.items()]
MOST_NAMED = 40


class ReleaseRedactionSerializer(serializers.ModelSerializer):
    """That something was taken out of a file, and which SHA-256 is no longer served."""

    class Meta:
        model = ReleaseRedaction
        fields = ("redacted_at", "reason", "replaced", "sha256")


class ReleaseFileSerializer(serializers.ModelSerializer):
    """A file of a release: what it was when released, what is served for it, and where."""

    path = serializers.CharField(read_only=True)
    sha256 = serializers.CharField(read_only=True, help_text="When it was released.")
    size = serializers.IntegerField(read_only=True, help_text="In bytes, when it was released.")
    served_sha256 = serializers.CharField(
        source="served_id",
        read_only=True,
        help_text="Of what is served now; another one once it was redacted.",
    )
    served_size = serializers.IntegerField(source="served.size", read_only=True)
    download = serializers.SerializerMethodField()
    redactions = ReleaseRedactionSerializer(many=True, read_only=True)

    class Meta:
        model = ReleaseFile
        fields = (
            *("path", "media_type", "sha256", "size"),
            *("served_sha256", "served_size", "download", "redactions"),
        )

    @extend_schema_field(OpenApiTypes.URI)
    def get_download(self, file: ReleaseFile) -> str:
        """Where its bytes are."""
        release = self.context["release_names"][file.release_id]
        return reverse("data:release-file", args=[release, file.path], request=self.context["request"])


class ReferenceSerializer(serializers.Serializer):
    """How to cite it; CSL-JSON stands in `csl_json` as text."""

    text = serializers.CharField(source="in_words")
    bibtex = serializers.CharField()
    ris = serializers.CharField()
    csl_json = serializers.CharField()


class ReleaseSerializer(serializers.ModelSerializer):
    """Everything public, frozen at a moment; its files give the same bytes for good."""

    url = api_url("releases", "name")
    page = PageField()
    name = serializers.CharField(read_only=True, help_text="The day; a second release of a day ends in .2")
    is_redacted = serializers.BooleanField(read_only=True, help_text="Whether anything was taken out of it.")
    files = serializers.SerializerMethodField()
    cite = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = ("url", "page", "name", "made_at", "is_redacted", "files", "cite")

    @extend_schema_field(ReleaseFileSerializer(many=True))
    def get_files(self, release: Release) -> list[dict[str, Any]]:
        """Every file, the archive last."""
        context = {**self.context, "release_names": {release.pk: release.name}}
        return list(ReleaseFileSerializer(release.files.all(), many=True, context=context).data)

    @extend_schema_field(ReferenceSerializer)
    def get_cite(self, release: Release) -> dict[str, Any]:
        """The reference in each form."""
        address = self.context["request"].build_absolute_uri(release.get_absolute_url())
        return dict(ReferenceSerializer(reference_of(release, address)).data)


def reference_of(release: Release, address: str) -> Any:
    """The reference with its forms as values."""
    reference: Reference = reference_to(release, address)
    forms = ("in_words", "bibtex", "ris", "csl_json")
    # A line break inside a value is one sign, in every form in which a list is taken away.
    return {name: getattr(reference, name)().replace("\r\n", "\n") for name in forms}


class ReleaseFilters(django_filters.FilterSet):
    """Releases by when they were made, or something was taken out of them."""

    modified_since = MomentFilter(
        method="which_changed", at_start=True, help_text="Only those made since, or redacted since."
    )

    def which_changed(self, rows: QuerySet, name: str, moment: Any) -> QuerySet:
        """Those; of all else that a release says nothing ever changes."""
        redacted = ReleaseRedaction.objects.filter(redacted_at__gte=moment)
        return rows.filter(Q(made_at__gte=moment) | Q(pk__in=redacted.values("file__release")))


class ReleaseEndpoint(DatedEndpoint, ContentEndpoint):
    """The frozen releases of everything public, the newest first."""

    described = BY_MAKING
    lookup_field = "name"
    lookup_value_regex = NAME
    queryset = Release.objects.with_files()
    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilters
    search_fields = ("name",)
    ordering_fields = {name: name for name in ("name", "made_at")}


class ComparedReleaseSerializer(serializers.ModelSerializer):
    """A release."""

    url = api_url("releases", "name")
    page = PageField()

    class Meta:
        model = Release
        fields = ("url", "page", "name", "made_at", "is_redacted")


class FieldChangeSerializer(serializers.Serializer):
    """One field before and after, as the CSV files have it."""

    column = serializers.CharField(source="field")
    title = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class OneSidedRowSerializer(serializers.Serializer):
    """A row that only one of the two holds, with all its cells by column."""

    key = serializers.CharField()
    in_words = serializers.SerializerMethodField()
    row = serializers.DictField(child=serializers.CharField())

    def get_in_words(self, found: NewRow) -> str:
        """Which row it is."""
        return in_words.of_new_row(self.context["noun"], found)


class ChangedRowSerializer(serializers.Serializer):
    """A row that both hold, with every field that differs."""

    key = serializers.CharField()
    in_words = serializers.SerializerMethodField()
    changes = FieldChangeSerializer(source="fields", many=True)

    def get_in_words(self, found: RowChange) -> str:
        """The change in a sentence."""
        return in_words.of_change(self.context["noun"], found)


class TableDifferenceSerializer(serializers.Serializer):
    """What became of one list."""

    table = serializers.CharField(source="noun")
    title = serializers.CharField()
    is_new = serializers.BooleanField()
    is_gone = serializers.BooleanField()
    columns_added = serializers.ListField(child=serializers.CharField())
    columns_removed = serializers.ListField(child=serializers.CharField())
    added = OneSidedRowSerializer(many=True)
    removed = OneSidedRowSerializer(many=True)
    changed = ChangedRowSerializer(many=True)

    def to_representation(self, table: TableDifference) -> dict[str, Any]:
        """The rows know of which list they are."""
        context: Any = self.context
        context["noun"] = table.noun
        return super().to_representation(table)


class DifferenceSerializer(serializers.Serializer):
    """What two releases differ in; lists that hold the same are left out."""

    page = serializers.SerializerMethodField()
    in_words = serializers.SerializerMethodField()
    tables = TableDifferenceSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """The two releases, then the rest; one of their names Python keeps for itself."""
        sides = {
            "from": ComparedReleaseSerializer(source="first"),
            "to": ComparedReleaseSerializer(source="second"),
        }
        return {**sides, **super().get_fields()}

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, found: Differences) -> str:
        """The page that tells it."""
        address = reverse("data:compare", request=self.context["request"])
        return f"{address}?from={found.first.name}&to={found.second.name}"

    def get_in_words(self, found: Differences) -> str:
        """How much differs."""
        return in_words.summary(found)


class ReleaseDifferenceView(TwoSides, APIView):
    """What two releases differ in: complete, table by table, row by row, field by field."""

    key = "name"
    described = BY_MAKING

    def rows(self) -> QuerySet:
        """The releases that there were, with what they hold."""
        return Release.objects.visible_to(self.request.user).there(**self.clocks.asked).with_files()

    def known(self) -> Iterable[str]:
        """The newest."""
        return self.rows().prefetch_related(None).values_list("name", flat=True)[:MOST_NAMED]

    def ask_for(self, known: str) -> str:
        """By its name."""
        return _("Give the name of a release; there are: %(known)s.") % {"known": known or _("none")}

    @extend_schema(
        operation_id="release_difference_retrieve",
        parameters=[
            OpenApiParameter("from", str, required=True, description="The name of the first release."),
            OpenApiParameter("to", str, required=True, description="The name of the second release."),
        ],
        responses=DifferenceSerializer,
    )
    def get(self, request: Request) -> Response:
        """From the first to the second; with the two exchanged, what was added is removed."""
        first, second = self.given["from"], self.given["to"]
        if first == second:
            raise ValidationError({"to": [_("Give two different releases.")]})
        context: Any = {"request": request}
        return Response(DifferenceSerializer(differences(first, second), context=context).data)
