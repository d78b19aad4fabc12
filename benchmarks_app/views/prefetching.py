"""What the pages show beside a row, each kind read in one query and only what the visitor may see."""

from typing import Any

from django.db.models import Prefetch

from benchmarks_app.models import Benchmark, Evidence, FollowUpGrade, Observation, ProgressUpdate
from core.forms.clocks import Clocks
from core.models import Passage, Theme

NOW = Clocks()


def with_sources(path: str = "citations") -> Prefetch:
    """The passages a row was taken from, each with its document."""
    return Prefetch(path, Passage.objects.select_related("document"))


def observations(user: Any, clocks: Clocks = NOW) -> Prefetch:
    """An indicator's observations with their sources, oldest first."""
    rows = Observation.objects.visible_to(user)
    if clocks.known_at:
        rows = Observation.objects.known_at(clocks.known_at)
    if clocks.as_of:
        rows = rows.filter(period__lte=clocks.as_of.isoformat())
    return Prefetch("observations", rows.order_by("period", "value").prefetch_related(with_sources()))


def assessments(user: Any, clocks: Clocks = NOW) -> Prefetch:
    """As `assessments`: what is said of each benchmark as a whole, the newest first."""
    rows = ProgressUpdate.objects.visible_to(user).in_force(**clocks.asked()).of_whole_benchmark()
    return Prefetch("progress_updates", rows, to_attr="assessments")


def follow_up_grades(clocks: Clocks = NOW, path: str = "follow_up_grades") -> Prefetch:
    """The grades treaty bodies gave to a recommendation, the newest first, with their documents."""
    rows = FollowUpGrade.objects.in_force(**clocks.asked()).select_related("source__document")
    return Prefetch(path, rows.order_by("-graded_on", "-pk"))


def evidence(user: Any) -> Prefetch:
    """An update's evidence as far as the visitor may see it."""
    rows: Any = Evidence.objects.visible_to(user)
    return Prefetch("evidence", rows.select_related("document"))


def benchmarks(user: Any) -> Prefetch:
    """The benchmarks something belongs to."""
    return Prefetch("benchmarks", Benchmark.objects.visible_to(user))


def themes(user: Any) -> Prefetch:
    """The themes that run through something."""
    return Prefetch("themes", Theme.objects.visible_to(user))
