"""Resolutions are public, all of them."""

from core.public_tables import Tables, every_table


def tables() -> Tables:
    """Every table."""
    return every_table("resolutions_app")
