"""The evidence an update rests on and the numbers recorded with it, and who may see which."""

import hashlib
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from benchmarks_app.models.progress import ProgressUpdate
from core.models import Content, ContentQuerySet
from core.partial_dates import PartialDateField, PeriodField
from core.permissions import Action, Visitor, may
from core.quantities import Qualifier
from core.web_addresses import WebAddressField


class EvidenceQuerySet(ContentQuerySet):
    """Reads of evidence: public rows of published updates for all, the rest for those who work on it."""

    def standing(self) -> Self:
        """What was not erased."""
        return self.filter(erased_at__isnull=True)

    def visible_to(self, user: Visitor) -> Self:
        """Public evidence of updates one may see; restricted for the team; confidential for those named."""
        updates = ProgressUpdate.objects.visible_to(user)
        if may(user, Action.READ_RESTRICTED):
            return self.filter(update__in=updates).not_kept_from(user)
        shown = updates.exclude(state=ProgressUpdate.State.WITHDRAWN)
        return self.filter(visibility=Evidence.Visibility.PUBLIC, update__in=shown)

    def not_kept_from(self, user: Visitor) -> Self:
        """Without the confidential rows that this person neither recorded nor is named on."""
        named = EvidenceReader.objects.filter(evidence=OuterRef("pk"), reader=user.pk)
        confidential = Q(visibility=Evidence.Visibility.CONFIDENTIAL)
        return self.filter(~confidential | Q(holder=user.pk) | Exists(named))

    def with_everything_shown(self) -> Self:
        """With what a page or an answer shows of a row, in a fixed number of queries."""
        parts = SealedPart.objects.defer("ciphertext")
        readers = EvidenceReader.objects.select_related("reader").order_by("reader__username")
        return self.select_related("document", "file").prefetch_related(
            Prefetch("sealed_parts", parts), Prefetch("readers", readers)
        )


class Evidence(Content):
    """One thing an update rests on: what it is, where it comes from, when, and who may see it."""

    NATURAL_KEY = ("update__author__username", "update__client_key", "order")
    LOADABLE = False

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("public")
        RESTRICTED = "restricted", _("the team only")
        CONFIDENTIAL = "confidential", _("confidential: only people named")

    class Reliability(models.TextChoices):
        RELIABLE = "reliable", _("reliable")
        USUALLY_RELIABLE = "usually_reliable", _("usually reliable")
        NOT_KNOWN = "not_known", _("not known")
        DOUBTFUL = "doubtful", _("doubtful")

    class Validity(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by other sources")
        PROBABLE = "probable", _("probably true")
        POSSIBLE = "possible", _("possibly true")
        DOUBTFUL = "doubtful", _("doubtful")

    update = models.ForeignKey(
        ProgressUpdate, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("update")
    )
    key = models.UUIDField(_("key"), default=uuid.uuid4, editable=False)
    order = models.PositiveSmallIntegerField(_("order"))
    description = models.CharField(_("what it is"), max_length=300)
    document = models.ForeignKey(
        "core.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("document"),
    )
    url = WebAddressField(_("address"), max_length=600, blank=True)
    origin = models.CharField(_("origin"), max_length=200, help_text=_("The organization it comes from."))
    dated = PartialDateField(_("date"), blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )

    reliability = models.CharField(
        _("reliability of the source"), max_length=16, choices=Reliability.choices, blank=True
    )
    validity = models.CharField(
        _("validity of the information"), max_length=10, choices=Validity.choices, blank=True
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
        help_text=_("Whoever recorded a confidential row sees it, also in another person’s correction."),
    )

    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    erasure_reason = models.TextField(_("reason of the erasure"), blank=True)

    objects = EvidenceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["update_id", "order"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="evidence_has_a_key_of_its_own"),
            models.CheckConstraint(
                name="evidence_confidential_is_held_by_somebody",
                condition=~Q(visibility="confidential") | Q(holder__isnull=False),
            ),
            # A document's page, and what an admin is told before deleting one, would betray the row.
            models.CheckConstraint(
                name="evidence_confidential_names_no_document",
                condition=~Q(visibility="confidential") | Q(document__isnull=True),
            ),
            models.UniqueConstraint(fields=["update", "order"], name="evidence_order_once_per_update"),
            models.CheckConstraint(
                name="evidence_erased_has_reason_and_no_content",
                condition=Q(erased_at__isnull=True, erasure_reason="")
                | (
                    Q(erased_at__isnull=False, document__isnull=True, description="", url="")
                    & Q(origin="", dated="", reliability="", validity="")
                    & ~Q(erasure_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.description or str(_("erased evidence"))

    @property
    def is_confidential(self) -> bool:
        """Whether only those named see it."""
        return self.visibility == self.Visibility.CONFIDENTIAL

    def sealed_kinds(self) -> list[str]:
        """Which parts are sealed with it, in their order; what is in them nobody here can read."""
        there = {part.kind for part in self.sealed_parts.all()}
        return [kind for kind in SealedPart.Kind.values if kind in there]

    def sealed_in_words(self) -> list[str]:
        """The same for people."""
        return [str(SealedPart.Kind(kind).label) for kind in self.sealed_kinds()]


class EvidenceReader(models.Model):
    """A person whom the author of a confidential row has named: they see it too."""

    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, related_name="readers", verbose_name=_("evidence")
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reader")
    )

    class Meta:
        ordering = ["evidence_id", "reader_id"]
        verbose_name = _("reader of confidential evidence")
        verbose_name_plural = _("readers of confidential evidence")
        constraints = [
            models.UniqueConstraint(fields=["evidence", "reader"], name="evidence_reader_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.evidence_id}"


class SealedPart(models.Model):
    """Something that only a private key opens, and no private key is here: there is no clear text of it."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("identity")
        CONTACT = "contact", _("contact")
        PLACE = "place", _("place")
        ORIGINAL = "original", _("original file")

    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, related_name="sealed_parts", verbose_name=_("evidence")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    ciphertext = models.BinaryField(_("sealed bytes"))
    keys = models.JSONField(_("fingerprints of the keys that open it"))
    sealed_at = models.DateTimeField(_("sealed at"))
    resealed_at = models.DateTimeField(_("sealed to other keys at"), null=True, blank=True)

    class Meta:
        ordering = ["evidence_id", "kind"]
        verbose_name = _("sealed part")
        verbose_name_plural = _("sealed parts")
        constraints = [
            models.UniqueConstraint(fields=["evidence", "kind"], name="sealed_part_once_per_kind"),
            models.CheckConstraint(
                name="sealed_part_is_of_a_known_kind",
                condition=Q(kind__in=["identity", "contact", "place", "original"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.kind}"

    @property
    def sha256(self) -> str:
        """The fingerprint of the sealed bytes."""
        return hashlib.sha256(bytes(self.ciphertext)).hexdigest()


class ProposedObservation(models.Model):
    """A number recorded with an update; it becomes an observation of its indicator on publication."""

    update = models.ForeignKey(
        ProgressUpdate,
        on_delete=models.CASCADE,
        related_name="proposed_observations",
        verbose_name=_("update"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    indicator = models.ForeignKey(
        "benchmarks_app.Indicator",
        on_delete=models.PROTECT,
        related_name="proposed_observations",
        verbose_name=_("indicator"),
    )
    period = PeriodField(_("period"), help_text=_("2021, 2022-05, or 2022-01/2022-03."))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    qualifier = models.CharField(
        _("precision"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    out_of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["update_id", "order"]
        verbose_name = _("proposed observation")
        verbose_name_plural = _("proposed observations")
        constraints = [
            models.UniqueConstraint(
                fields=["update", "indicator", "period"], name="proposed_once_per_indicator_and_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.slug} {self.period}: {self.value.normalize():f}"
