"""What became public, as an Atom feed: the same to everybody, whoever asks."""

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benchmarks_app.changes import Change, changes_since, read
from benchmarks_app.models import Benchmark
from core.views.clocks import clocks_of, of_changes

ENTRIES = 50
# Before anything was recorded here; also when a feed without entries last changed.
BEGINNING = datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)
# What the standard lets no document hold.
NOT_IN_XML = dict.fromkeys([*(code for code in range(32) if chr(code) not in "\t\n\r"), 0xFFFE, 0xFFFF])


class Feed(Atom1Feed):
    """A feed that stays the same while nothing new is in it."""

    def latest_post_date(self) -> datetime.datetime:
        """When its newest entry became public."""
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


@require_safe
@of_changes
def changes_feed(request: HttpRequest) -> HttpResponse:
    """The newest changes; `about=benchmark-6` gives those of one benchmark."""
    about = request.GET.get("about", "")
    everybody = AnonymousUser()
    benchmarks = {f"benchmark-{row.key}": row for row in Benchmark.objects.visible_to(everybody)}
    benchmark = benchmarks.get(about)
    found = changes_since(BEGINNING, everybody, benchmark, until=clocks_of(request).until)[:ENTRIES]
    feed = empty_feed(request, benchmark)
    for change in read(list(found)):
        feed.add_item(**entry(change, request))
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def empty_feed(request: HttpRequest, benchmark: Benchmark | None) -> Feed:
    """A feed that says what it is about and where it comes from."""
    query = f"?about=benchmark-{benchmark.key}" if benchmark else ""
    title = _("Cambodia Benchmark Tracker: what changed")
    return Feed(
        title=f"{title} ({in_xml(benchmark)})" if benchmark else title,
        link=request.build_absolute_uri(reverse("changes") + query),
        description=_("Updates, corrections, withdrawals, figures and content, as they became public."),
        author_name=_("Cambodia Benchmark Tracker"),
        feed_url=request.build_absolute_uri(reverse("changes-feed") + query),
        feed_guid=f"tag:{host_of(request)},2022:changes{query}",
    )


def entry(change: Change, request: HttpRequest) -> dict[str, Any]:
    """One change, under an id that stays."""
    title, text, path = told(change)
    return {
        "unique_id": f"tag:{host_of(request)},2022:changes/{change.kind}/{name_of(change)}",
        "title": in_xml(title),
        "description": in_xml(text),
        "link": request.build_absolute_uri(path or reverse("changes")),
        "pubdate": change.at,
        "updateddate": change.at,
    }


def name_of(change: Change) -> str:
    """What tells a change from all others of its kind.

    Entries of the history are counted, hidden ones too: their number must not be told.
    """
    row = change.row
    if change.kind in ("loaded", "undone"):
        return f"{change.at:%Y%m%dT%H%M%S.%fZ}"
    if change.kind != "edited":
        return str(row.pk)
    return f"{row.subject_type}/{row.subject_key}/{change.at:%Y%m%dT%H%M%S.%fZ}"


def told(change: Change) -> tuple[str, str, str]:
    """A change in words: what is new, more about it, and the page that shows it."""
    row = change.row
    if change.kind == "edited":
        what = {"added": _("Content added"), "deleted": _("Content deleted")}
        shown = change.shown.get("shown_as", "")
        title = f"{what.get(change.done, _('Content changed'))}: {shown}"
        return title, ", ".join(change.fields), change.page
    if change.kind in ("loaded", "undone"):
        return told_of_load(change)
    if change.kind == "observed":
        text = f"{row.get_qualifier_display()} {row.value.normalize():f} {row.indicator.unit} ({row.period})"
        return f"{_('New number')}: {row.indicator.name}", text, row.indicator.get_absolute_url()
    if change.kind == "graded":
        title = f"{_('Grade of a treaty body')}: {row.recommendation}"
        text = f"{row.get_grade_display()} ({row.graded_on}; {row.source})"
        return title, text, row.recommendation.get_absolute_url()
    return told_of_update(change)


def told_of_load(change: Change) -> tuple[str, str, str]:
    """A load or its undoing, with how many rows of each kind it brought."""
    told = [
        *(f"{_('Added')}: {kind.added} {kind.name}" for kind in change.loaded if kind.added),
        *(f"{_('Changed')}: {kind.changed} {kind.name}" for kind in change.loaded if kind.changed),
    ]
    if change.kind == "loaded":
        return _("Content loaded"), "; ".join(told), ""
    title = _("Load of %(day)s taken back") % {"day": date_format(change.row.loaded_at, "j F Y")}
    return title, _("It had brought: %(rows)s") % {"rows": "; ".join(told)}, ""


def told_of_update(change: Change) -> tuple[str, str, str]:
    """An update that was published, corrected or withdrawn; of a withdrawn one only why."""
    row = change.row
    names = {"withdrawn": _("Update withdrawn"), "corrected": _("Correction published")}
    title = f"{names.get(change.kind, _('Update published'))}: {row.benchmark}"
    if change.kind == "withdrawn":
        return title, row.erasure_reason or row.withdrawal_reason, row.get_absolute_url()
    if row.state == row.State.WITHDRAWN:
        return title, _("Withdrawn since."), row.get_absolute_url()
    said = [row.get_status_display(), row.get_assessor_display(), row.assessed_on]
    return title, ", ".join(filter(None, said)), row.get_absolute_url()


def in_xml(text: Any) -> str:
    """A text without the characters that no XML can hold."""
    return str(text).translate(NOT_IN_XML)


def host_of(request: HttpRequest) -> str:
    """The name of this site, for ids."""
    return request.get_host().partition(":")[0]
