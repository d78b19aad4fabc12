"""People who sign in; what each may do is said in `core.permissions`, by the groups they belong to."""

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox, whose tokens these are, has no types
    """A person with an account: a monitor, reviewer, researcher, admin or auditor."""

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @property
    def display_name(self) -> str:
        """The name colleagues see: the full name where one is given, else the user name."""
        return self.get_full_name() or self.get_username()
