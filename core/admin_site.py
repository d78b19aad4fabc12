"""The admin site: entered through our own sign-in, by people whose second factor is set up."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.permissions import lacks_second_factor


class Administration(admin.AdminSite):
    """Django's admin without doors of its own: no password alone opens it or is changed in it."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person enters at all."""
        return super().has_permission(request) and not lacks_second_factor(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to our sign-in; tell others that they may not; `SecondFactorFirst` helps some."""
        where = request.GET.get("next") or request.get_full_path()
        if not request.user.is_authenticated:
            return redirect_to_login(where)
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied(_("Only admins enter here."))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the account page's own form."""
        return redirect("account-password")
