"""The tokens with which programs call the API for a person: kept as a hash, scoped, and expiring."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from core.permissions import Scope


class ApiToken(AbstractAuthToken):
    """A person's token; it may do what the person may, and of that only what its scope holds."""

    SCOPES = [
        (Scope.READ.value, _("read")),
        (Scope.RECORD.value, _("record progress")),
        (Scope.REVIEW.value, _("record and review progress")),
    ]

    name = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("What it is for, such as “notebook”.")
    )
    last_used_on = models.DateField(_("last used on"), null=True, blank=True, editable=False)
    scope = models.CharField(_("scope"), max_length=10, choices=SCOPES, default=Scope.READ.value)

    class Meta:
        ordering = ["user_id", "created"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.CheckConstraint(
                name="token_scope_is_known", condition=models.Q(scope__in=["read", "record", "review"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.token_key}… ({self.scope})"
