"""Which tables the public sees something of; a change of any other says nothing to the public stamp."""

from importlib import import_module

from django.apps import apps
from django.conf import settings

from core.public_moments import Source, source

# What a table holds for the public, as a condition on a row "ROW"; "" where every row is public.
Tables = dict[str, str]

# Who works here, what they did, and what the program keeps for itself.
KEPT_TO_OURSELVES = (
    *("ApiToken", "CallCount", "Digest", "DigestSubscription", "GuessCount"),
    *("HistoryEntry", "HistoryHead", "Invitation", "KeptArchive", "LinkCheck", "Notice"),
    *("OutboxMessage", "PlannedLoad", "PlannedRow", "PublicMoment", "PublicStamp", "ReleaseRequest"),
    *("ScheduledRun", "SealingKey", "SearchEdition", "Undoing", "UndoingRow"),
    *("User", "User_groups", "User_user_permissions"),
)


def tables() -> Tables:
    """The shared tables that are public."""
    return every_table("core", but=KEPT_TO_OURSELVES)


def moments() -> list[Source]:
    """The shared tables by which rows of lists change."""
    return [source("core.Document"), source("core.Theme")]


def every_table(app: str, *, but: tuple[str, ...] = ()) -> Tables:
    """All tables of an app except those of these models: a new table is public unless it is named."""
    models = apps.get_app_config(app).get_models(include_auto_created=True)
    return {model._meta.db_table: "" for model in models if model._meta.object_name not in but}


def public_tables() -> Tables:
    """Those of every app, from the modules that the settings name."""
    every: Tables = {}
    for name in settings.PUBLIC_SOURCES:
        every |= import_module(name).tables()
    return every
