"""People who sign in; what each may do is said in `core.permissions`, by the groups they belong to."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox, whose tokens these are, has no types
    """A person with an account: a monitor, reviewer, researcher, admin or auditor."""

    session_epoch = models.PositiveIntegerField(
        _("times signed out everywhere"),
        default=0,
        editable=False,
        help_text=_("Sessions of an earlier count are over."),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @property
    def display_name(self) -> str:
        """The name colleagues see: the full name where one is given, else the user name."""
        return self.get_full_name() or self.get_username()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match to go on: it changes with the password and with the epoch."""
        told = f"{self.session_epoch}:{self.password}"
        return salted_hmac("core.User.session", told, secret=secret, algorithm="sha256").hexdigest()
