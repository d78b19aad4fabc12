"""Makes a token with which a person's programs call the API; it is shown once and kept only as a hash."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import ApiToken, User
from core.permissions import Scope, lacks_second_factor


class Command(BaseCommand):
    """`manage.py create_token USERNAME --scope record`."""

    help = "Print a new API token for a person. It expires; it cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose token it is, and what for."""
        parser.add_argument("username")
        parser.add_argument(
            "--scope",
            choices=[scope.value for scope in Scope],
            default=Scope.READ.value,
            help="read; record: also draft and submit; review: also return, publish and withdraw. "
            "Never more than the person may. Default: read.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the token and print it."""
        person = User.objects.filter(username=options["username"], is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active person named {options['username']!r}.")
        if lacks_second_factor(person):
            raise CommandError(
                f"{person.username} has no second factor yet and may do nothing: they sign in and set it up."
            )
        kept, token = ApiToken.objects.create(user=person, scope=options["scope"])
        self.stderr.write(
            f"Scope {kept.scope}. Expires {kept.expiry:%d %B %Y}. Send it as: Authorization: Token …"
        )
        self.stdout.write(token)
