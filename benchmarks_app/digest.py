"""What a digest says of benchmarks: what became public, what grew old, and how much waits for whom.

Of anything that is not public it says how much there is, and never what.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from benchmarks_app.assessments import is_stale
from benchmarks_app.changes import changes_since
from benchmarks_app.models import Benchmark, ProgressUpdate, Timeframe
from core.digests.writing import Asked, Line, Section, day_in_words
from core.models import Notice
from core.partial_dates import latest_day
from core.permissions import Action, may

ANYBODY = AnonymousUser()
SOON, JUST_OVER = datetime.timedelta(days=90), datetime.timedelta(days=30)
OF_UPDATES = ("published", "corrected", "withdrawn")


def topics() -> list[tuple[str, str]]:
    """Every benchmark, to be followed."""
    return [(key_of(row), str(row)) for row in _benchmarks()]


def key_of(benchmark: Benchmark) -> str:
    """The key under which a benchmark is followed."""
    return f"benchmark-{benchmark.key}"


def sections(asked: Asked) -> list[Section]:
    """The three parts; a part without lines is left out by whoever asks."""
    chosen = [row for row in _benchmarks() if not asked.followed or key_of(row) in asked.followed]
    return [
        Section(_("Published and changed"), list(_public_lines(chosen, asked))),
        Section(_("Grown old, or ending"), list(_old_lines(chosen, asked.until.date()))),
        Section(_("Waiting for you"), list(_waiting_lines(asked.person))),
    ]


def _benchmarks() -> Any:
    return (
        Benchmark.objects.visible_to(ANYBODY)
        .select_related("timeframe")
        .order_by("set__order", "set", "number")
    )


def _public_lines(chosen: list[Benchmark], asked: Asked) -> Iterator[Line]:
    """One line for each benchmark about which something became public."""
    if not changes_since(asked.since, ANYBODY).exists():
        return
    for row in chosen:
        found = changes_since(asked.since, ANYBODY, row)
        kinds = Counter(kind for moment, kind, _key in found if moment < asked.until)
        if kinds:
            text = _("%(title)s: %(told)s") % {"title": row, "told": _counted(kinds)}
            yield Line(text, row.get_absolute_url(), holds_a_title=True)


def _counted(kinds: Counter[str]) -> str:
    other = sum(kinds.values()) - sum(kinds[kind] for kind in OF_UPDATES)
    told = [
        (kinds["published"], ngettext("%d update published", "%d updates published", kinds["published"])),
        (kinds["corrected"], ngettext("%d update corrected", "%d updates corrected", kinds["corrected"])),
        (kinds["withdrawn"], ngettext("%d update withdrawn", "%d updates withdrawn", kinds["withdrawn"])),
        (other, ngettext("%d other change", "%d other changes", other)),
    ]
    return pgettext("between counts", ", ").join(text % count for count, text in told if count)


def _old_lines(chosen: list[Benchmark], today: datetime.date) -> Iterator[Line]:
    keys = [row.pk for row in chosen]
    newest = _newest_days(keys)
    stale = [row.key for row in chosen if row.pk in newest and is_stale(newest[row.pk], on=today)]
    if stale:
        text = ngettext(
            "The newest assessment is more than a year old: benchmark %(numbers)s.",
            "The newest assessment is more than a year old: benchmarks %(numbers)s.",
            len(stale),
        )
        numbers_told = pgettext("between numbers", ", ").join(stale)
        yield Line(text % {"numbers": numbers_told}, reverse("benchmarks:list"))
    ends = Timeframe.objects.filter(end__gte=today - JUST_OVER, end__lte=today + SOON)
    for timeframe in ends.filter(benchmarks__in=keys).distinct().order_by("end", "pk"):
        text = _("The timeframe “%(label)s” ended on %(end)s.")
        if not timeframe.has_ended(on=today):
            text = _("The timeframe “%(label)s” ends on %(end)s.")
        told = {"label": timeframe.label, "end": day_in_words(timeframe.end)}
        yield Line(text % told, reverse("benchmarks:list"), holds_a_title=True)


def _newest_days(keys: list[int]) -> dict[int, str]:
    """When each benchmark was judged last, by what anybody may read."""
    newest: dict[int, str] = {}
    judged = ProgressUpdate.objects.current().of_whole_benchmark().filter(benchmark__in=keys)
    for key, day in judged.values_list("benchmark", "assessed_on"):
        known = newest.setdefault(key, day)
        newest[key] = max(known, day, key=latest_day)
    return newest


def _waiting_lines(person: Any) -> Iterator[Line]:
    """How much waits in this person's workspace, never what."""
    place = reverse("workspace")
    for count, text in _waiting(person):
        if count:
            yield Line(text % count, place)


def _waiting(person: Any) -> Iterator[tuple[int, str]]:
    updates = ProgressUpdate.objects.visible_to(person)
    if may(person, Action.PUBLISH_PROGRESS):
        count = updates.awaiting_review().exclude(author=person.pk).count()
        yield count, ngettext("%d update waits for your review.", "%d updates wait for your review.", count)
    if may(person, Action.RECORD_PROGRESS):
        count = updates.filter(author=person.pk, state=ProgressUpdate.State.RETURNED).count()
        yield count, ngettext("%d update was returned to you.", "%d updates were returned to you.", count)
    count = Notice.objects.filter(recipient=person.pk, read_at__isnull=True).count()
    yield count, ngettext("%d unread notice.", "%d unread notices.", count)
