"""Admin screens for people: inviting them, their roles, an end to their sign-ins; never their passwords."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import invitations, sign_ins
from core.accounts import IN_HISTORY, change_account
from core.content_admin import ContentForm, KeepsHistory, ReadOnlyAdmin
from core.content_changes import PartsOf
from core.errors import DomainError
from core.forms.accounts import InviteForm
from core.models import CallCount, GuessCount, Invitation, User
from core.permissions import SECOND_FACTORS, Action, Role, may

# Screens that would change an account past our functions: factors in clear view, addresses nobody uses, and
# groups, which are the roles that `core.permissions` names.
for model in (EmailAddress, Authenticator, Group):
    admin.site.unregister(model)


@admin.register(User)
class PersonAdmin(KeepsHistory, admin.ModelAdmin):
    """People, their roles (groups) and their access to these screens."""

    form = ContentForm
    fields_in_history = IN_HISTORY
    fields = [
        "username",
        "first_name",
        "last_name",
        "email",
        "is_active",
        "groups",
        "is_staff",
        "is_superuser",
        "user_permissions",
        "last_login",
        "date_joined",
        "reason_for_change",
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups", "user_permissions"]
    list_display = [
        "username",
        "first_name",
        "last_name",
        "role_names",
        "is_active",
        "is_secured",
        "last_login",
    ]
    list_filter = ["groups", "is_active", "is_staff"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    actions = ["invite_again", "sign_out_everywhere"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: who leaves is made inactive. What hangs on a person may be more than an admin may see."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        return super().get_queryset(request).prefetch_related("groups").annotate(secured=Exists(factors))

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=gettext_lazy("second factor"), boolean=True, ordering="secured")
    def is_secured(self, user: Any) -> bool:
        return user.secured

    def _change(
        self, request: HttpRequest, subject: models.Model, write: Any, parts: PartsOf, reason: str = ""
    ) -> None:
        person: Any = subject
        by: Any = request.user
        try:
            change_account(person=person, write=write, by=by, at=timezone.now(), reason=reason)
        except DomainError as refusal:
            raise PermissionDenied(refusal.message) from refusal

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Invite somebody: an account without a password, and the link that opens it, shown this once."""
        by: Any = request.user
        if not may(by, Action.MANAGE_PEOPLE):
            raise PermissionDenied
        form = InviteForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            try:
                code = invitations.invite(
                    username=given["username"],
                    role=Role(given["role"]),
                    email=given["email"],
                    by=by,
                    at=timezone.now(),
                )
            except DomainError as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                return self._invited(request, given["username"], code)
        context = {**self.admin_site.each_context(request), "title": _("Invite somebody"), "form": form}
        return TemplateResponse(request, "admin/core/user/invite.html", context)

    @admin.action(description=gettext_lazy("Give a new link to somebody who lost password, phone or link"))
    def invite_again(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        chosen = list(people[:2])
        if len(chosen) != 1:
            self.message_user(request, _("Choose one person."), messages.ERROR)
            return None
        by: Any = request.user
        try:
            code = invitations.invite_again(person=chosen[0], by=by, at=timezone.now())
        except DomainError as refusal:
            self.message_user(request, str(refusal.message), messages.ERROR)
            return None
        return self._invited(request, chosen[0].get_username(), code)

    @admin.action(description=gettext_lazy("Sign the chosen people out everywhere"))
    def sign_out_everywhere(self, request: HttpRequest, people: QuerySet[User]) -> None:
        by: Any = request.user
        try:
            with transaction.atomic():
                for person in people:
                    sign_ins.sign_out_everywhere(person=person, by=by, at=timezone.now())
        except DomainError as refusal:
            self.message_user(request, str(refusal.message), messages.ERROR)
        else:
            self.message_user(request, _("Every session and token of theirs ended."))

    def _invited(self, request: HttpRequest, username: str, code: str) -> HttpResponse:
        """The link, shown this once."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The link for %(name)s") % {"name": username},
            "link": f"{request.build_absolute_uri(reverse('invitation'))}#{code}",
        }
        return TemplateResponse(request, "admin/core/user/invited.html", context)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited by whom; the links themselves are known to nobody."""

    list_display = ["person", "invited_by", "created_at", "expires_at", "closed_at", "was_accepted"]
    list_filter = ["was_accepted"]
    list_select_related = ["person", "invited_by"]
    search_fields = ["person__username"]
    exclude = ["digest"]


@admin.register(GuessCount)
class GuessCountAdmin(ReadOnlyAdmin):
    """Whether somebody is guessing just now, and at what; neither addresses nor names are kept."""

    list_display = ["kind", "guesses", "forgotten_at"]
    list_filter = ["kind"]
    search_fields = ["kind"]
    exclude = ["source"]


@admin.register(CallCount)
class CallCountAdmin(ReadOnlyAdmin):
    """How often the API is called just now, by kind of caller; neither addresses nor names are kept."""

    list_display = ["kind", "calls", "forgotten_at"]
    list_filter = ["kind"]
    search_fields = ["kind"]
    exclude = ["source"]
