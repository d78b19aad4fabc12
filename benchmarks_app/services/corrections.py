"""What follows a published update: a correction that supersedes it, or the same again at a later date."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from benchmarks_app.models import Benchmark, Indicator, ProgressUpdate
from benchmarks_app.services.content import ObservationItem, UpdateContent, content_of, write
from benchmarks_app.services.corroboration import require_corroboration
from benchmarks_app.services.evidence import EvidenceItem
from benchmarks_app.services.guards import locked, require_recorder, require_state
from benchmarks_app.services.moves import record
from benchmarks_app.services.progress import tell_reviewers_of
from benchmarks_app.services.requests import made_before
from core.errors import RuleBroken, WrongState
from core.models import User

State = ProgressUpdate.State
Value = tuple[Indicator, Decimal, str]


@transaction.atomic
def correct_update(*, update: ProgressUpdate, by: User, at: datetime.datetime) -> ProgressUpdate:
    """A draft with the content of a published update, to take its place.

    Raises NotPermitted or WrongState.
    """
    update = locked(update)
    require_recorder(by)
    require_state(update, State.PUBLISHED)
    if update.corrections.exclude(state=State.WITHDRAWN).exists():
        raise WrongState(_("This update has been corrected already, or somebody is writing a correction."))
    draft = ProgressUpdate(author=by, created_at=at, state=State.DRAFT, supersedes=update)
    write(draft, content_of(update), by=by, at=at, evidence_of=update)
    record(action="drafted", update=draft, before=None, by=by, at=at)
    return draft


@transaction.atomic
def record_no_change(
    *,
    updates: Iterable[ProgressUpdate],
    checked_on: str,
    by: User,
    at: datetime.datetime,
    client_key: str = "",
) -> list[ProgressUpdate]:
    """Say of several published updates that nothing has changed by a date: all are submitted, or none.

    Raises NotPermitted, WrongState or RuleBroken.
    """
    require_recorder(by)
    chosen = list(updates)
    if not chosen:
        raise RuleBroken(_("Choose at least one."), field="updates")
    return [
        _submitted(_same_again(update, checked_on), by, at, _key(client_key, update), evidence_of=update)
        for update in chosen
    ]


def _same_again(update: ProgressUpdate, checked_on: str) -> UpdateContent:
    require_state(update, State.PUBLISHED)
    if not ProgressUpdate.objects.current().filter(pk=update.pk).exists():
        raise WrongState(_("“%(update)s” has been corrected: choose the correction.") % {"update": update})
    narrative = _("No change; checked on %(day)s.") % {"day": checked_on}
    return replace(
        content_of(update), trend="unchanged", assessed_on=checked_on, narrative=narrative, observations=()
    )


@transaction.atomic
def observe_again(
    *,
    values: Iterable[Value],
    period: str,
    assessor: str,
    source_note: str,
    by: User,
    at: datetime.datetime,
    client_key: str = "",
) -> list[ProgressUpdate]:
    """Record new values (indicator, value, qualifier) of one period: one submitted update a benchmark.

    `source_note` says where the numbers come from. Raises NotPermitted or RuleBroken.
    """
    require_recorder(by)
    by_benchmark: dict[Benchmark, list[Value]] = {}
    for value in values:
        by_benchmark.setdefault(value[0].benchmark, []).append(value)
    if not by_benchmark:
        raise RuleBroken(_("Give at least one value."), field="values")
    contents = (_numbers(*row, period, assessor, source_note) for row in by_benchmark.items())
    return [_submitted(content, by, at, _key(client_key, content.benchmark)) for content in contents]


def _numbers(
    benchmark: Benchmark, values: list[Value], period: str, assessor: str, source_note: str
) -> UpdateContent:
    observations = (
        ObservationItem(indicator, period, value, qualifier) for indicator, value, qualifier in values
    )
    return UpdateContent(
        benchmark=benchmark,
        status="",
        assessor=assessor,
        assessed_on=period.rpartition("/")[2],
        narrative=_("New values for %(period)s.") % {"period": period},
        evidence=(EvidenceItem(description=_("Source of the values"), origin=source_note),),
        observations=tuple(observations),
    )


def _key(client_key: str, row: Model) -> str:
    """The key of one row of a request for many."""
    return f"{client_key}/{row.pk}" if client_key else ""


def _submitted(
    content: UpdateContent,
    by: User,
    at: datetime.datetime,
    client_key: str,
    evidence_of: ProgressUpdate | None = None,
) -> ProgressUpdate:
    """An update written and handed in at once, as one history entry; once per key."""
    made = made_before(by=by, client_key=client_key)
    if made:
        return made
    update = ProgressUpdate(
        author=by, created_at=at, submitted_at=at, state=State.SUBMITTED, client_key=client_key
    )
    write(update, content, by=by, at=at, evidence_of=evidence_of)
    require_corroboration(update)
    record(action=State.SUBMITTED, update=update, before=None, by=by, at=at)
    tell_reviewers_of(update=update, at=at)
    return update
