"""Encrypts the secrets of second factors with today's SECRET_KEY, so that one of before can be taken away."""

from typing import Any

from django.core.management.base import BaseCommand

from core.second_factors import encrypt_all_anew


class Command(BaseCommand):
    """Run it after a change of SECRET_KEY, while the old key still stands in SECRET_KEY_FALLBACKS."""

    help = "Encrypt the secrets of all second factors with the present SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{encrypt_all_anew()} secrets encrypted with the present key.")
