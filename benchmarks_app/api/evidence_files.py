"""The file of a row of evidence in the API: how it looks in an answer, how it is put there and taken away."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.helpers import lazy_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks_app import services
from benchmarks_app.models import Evidence, EvidenceFile
from core.api.versions import if_match
from core.cleaning import caps
from core.cleaning.refusals import refused

KEY = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
AN_UPDATE = lazy_serializer("benchmarks_app.api.progress.ProgressUpdateSerializer")()
BINARY = {"type": "string", "format": "binary"}
SENT = {
    "multipart/form-data": {"type": "object", "properties": {"file": BINARY}, "required": ["file"]},
    "application/octet-stream": BINARY,
}


class EvidenceFileSerializer(serializers.ModelSerializer):
    """The clean copy of a file: where it is, what it is, and the hash by which to check it."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = EvidenceFile
        fields = ("url", "kind", "size", "sha256")

    def get_url(self, file: EvidenceFile) -> str:
        """Where it is handed out to whoever may see it."""
        return self.context["request"].build_absolute_uri(file.get_absolute_url())


class BytesParser(BaseParser):
    """The body itself, whatever it is said to be, and no more of it than can be accepted."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """One byte more than the limit tells that it is too long."""
        return stream.read(caps.MOST_BYTES + 1) if stream else b""


class EvidenceFiles:
    """The steps of an update's endpoint that change the file of one of its rows."""

    @extend_schema(request=SENT, parameters=[if_match(required=False)])
    @action(
        detail=True,
        methods=["post"],
        url_path=f"evidence/(?P<key>{KEY})/file",
        url_name="evidence-file",
        parser_classes=[MultiPartParser, BytesParser],
    )
    def attach_file(self: Any, request: Request, pk: str, key: str) -> Response:
        """Put a file to a row of one's own draft: the original is sealed, a clean copy shown."""
        update, version = self._asked()
        row = self._row(update, key)
        return self._step(services.attach_file, update, version=version, evidence=row, **sent_in(request))

    @extend_schema(request=None, responses={200: AN_UPDATE}, parameters=[if_match(required=False)])
    @attach_file.mapping.delete
    def remove_file(self: Any, request: Request, pk: str, key: str) -> Response:
        """Take the file of a row away, the sealed original too."""
        update, version = self._asked()
        return self._step(services.remove_file, update, version=version, evidence=self._row(update, key))

    def _row(self: Any, update: Any, key: str) -> Evidence:
        rows = Evidence.objects.visible_to(self.request.user)
        return get_object_or_404(rows, update=update, key=uuid.UUID(key))


def sent_in(request: Request) -> dict[str, Any]:
    """The file of a call, with what it was called; a body that is itself the file has no name."""
    sent: Any = request.data
    if isinstance(sent, bytes):
        return {"content": sent, "name": "", "declared": request.content_type or ""}
    file = sent.get("file")
    if not hasattr(file, "read"):
        raise refused("absent")
    return {"content": file.read(), "name": file.name, "declared": file.content_type or ""}
