"""What two releases differ in, in English sentences that a researcher reads; the data have all of it."""

import json
import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.releases.differences import Differences, FieldChange, NewRow, RowChange, TableDifference
from core.releases.tables import Row

SHORT = 90
MOST_NAMED = 3
MOST_FIELDS = 6
LISTED = "; "
NAMES = ("short_title", "name", "title", "symbol", "rule", "organization")
# What a row without a name of its own is about.
ABOUT = (
    "benchmark",
    "measure",
    "recommendation",
    "resolution",
    "election",
    "place",
    "party",
    "stage",
    "assessor",
)
NUMBERED = ("benchmark", "measure")
A_WORD = re.compile(r"[a-z]+(_[a-z]+)*")
# In these a semicolon separates nothing.
PROSE = (
    "summary",
    "note",
    "title",
    "narrative",
    "official_text",
    "as_printed",
    "disagreement",
    "label",
    "basis",
)
# These follow from what else is said: a sentence leaves them out where it has anything else to say.
FOLLOWS = ("is_stale", "update", "published_at", "assessments", "cited_by", "entries", "version")


def summary(found: Differences) -> str:
    """How much became otherwise, in a sentence."""
    if not found.tables:
        return _("Nothing differs: every list holds the same rows in both.")
    counts = [
        ngettext("%(count)s row was added", "%(count)s rows were added", found.added)
        % {"count": found.added},
        ngettext("%(count)s removed", "%(count)s removed", found.removed) % {"count": found.removed},
        ngettext("%(count)s changed", "%(count)s changed", found.changed) % {"count": found.changed},
    ]
    lists = ngettext("%(count)s list", "%(count)s lists", len(found.tables)) % {"count": len(found.tables)}
    return _("In %(lists)s: %(counts)s.") % {"lists": lists, "counts": ", ".join(counts)}


def of_table(table: TableDifference) -> list[str]:
    """What became of a list as a whole, and of its columns."""
    said = []
    if table.is_new:
        said.append(_("This list is new."))
    if table.is_gone:
        said.append(_("This list is no longer there."))
    if table.columns_added:
        said.append(_("New columns: %(names)s.") % {"names": ", ".join(table.columns_added)})
    if table.columns_removed:
        said.append(_("Columns no longer there: %(names)s.") % {"names": ", ".join(table.columns_removed)})
    return said


def of_new_row(noun: str, row: NewRow) -> str:
    """Which row it is."""
    return _("%(row)s.") % {"row": named(noun, row.key, row.row)}


def of_change(noun: str, change: RowChange) -> str:
    """Benchmark 6 (Detention): current status from not assessed to variable; summary rewritten."""
    told = [field for field in change.fields if last_part(field) not in FOLLOWS] or change.fields
    said = [of_field(field) for field in told[:MOST_FIELDS]]
    if (further := len(told) - MOST_FIELDS) > 0:
        said.append(ngettext("%(count)s more field", "%(count)s more fields", further) % {"count": further})
    row = named(noun, change.key, change.row)
    return _("%(row)s: %(changes)s.") % {"row": row, "changes": LISTED.join(said)}


def last_part(change: FieldChange) -> str:
    """The name of a column without what it is nested in."""
    return change.field.rpartition(".")[2]


def named(noun: str, key: str, row: Row) -> str:
    """A row by kind and key, with its name or what it is about: “Benchmark 6 (Detention)”."""
    name = next((row[column] for column in NAMES if row.get(column)), "")
    about = name or ", ".join(told(column, row[column]) for column in ABOUT if row.get(column))
    kind = singular(noun).replace("-", " ")
    called = f"{kind[:1].upper()}{kind[1:]} {key}"
    return f"{called} ({shortened(about)})" if about and about != key else called


def told(column: str, text: str) -> str:
    """A key with the name of what it is the key of, where that is a number."""
    if text[:1].isdecimal() and column in NUMBERED:
        return f"{column} {text}"
    return text.replace("_", " ") if A_WORD.fullmatch(text) else text


def singular(noun: str) -> str:
    """The name of one row of a list."""
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")


def of_field(change: FieldChange) -> str:
    """What became of one field."""
    title = label(change)
    if (lists := _listed(change)) is not None:
        return _list_change(title, *lists)
    given = {"title": title, "before": shown(change, change.before), "after": shown(change, change.after)}
    return _kind_of_change(change) % given


def _kind_of_change(change: FieldChange) -> str:
    """How the change of a text is said: long ones are not repeated; a status is always something."""
    is_long = max(len(change.before), len(change.after)) > SHORT
    if change.before and change.after:
        return _("%(title)s rewritten") if is_long else _("%(title)s from %(before)s to %(after)s")
    if last_part(change) == "status":
        return _("%(title)s from %(before)s to %(after)s")
    if change.after:
        return _("%(title)s written") if is_long else _("%(title)s: %(after)s")
    return _("%(title)s taken out") if is_long else _("%(title)s “%(before)s” taken out")


def label(change: FieldChange) -> str:
    """The title of a column inside a sentence; of a status only what it is the status of."""
    title = change.title.removesuffix(": status").removesuffix(": value").replace(": ", ", ")
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def shown(change: FieldChange, text: str) -> str:
    """A value as it stands in a sentence."""
    if not text:
        return _("not assessed") if last_part(change) == "status" else ""
    if last_part(change) in ("title", "name", "short_title"):
        return f"“{text}”"
    return text.replace("_", " ") if A_WORD.fullmatch(text) else text


def shortened(text: str) -> str:
    """The beginning of a text that is too long for a sentence."""
    return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]}…"


def _listed(change: FieldChange) -> tuple[Counter, Counter] | None:
    """Both values as lists, where they are any: JSON, or words separated by semicolons."""
    texts = change.before, change.after
    if any(text.startswith("[{") for text in texts) and all(not text or text[0] == "[" for text in texts):
        one, other = (_items(text) for text in texts)
        return one, other
    if any(LISTED in text for text in texts) and last_part(change) not in PROSE:
        one, other = (Counter(filter(None, text.split(LISTED))) for text in texts)
        return one, other
    return None


def _items(text: str) -> Counter:
    try:
        found: Any = json.loads(text) if text else []
    except ValueError:
        return Counter([text])
    return Counter(json.dumps(item, sort_keys=True) for item in found)


def _list_change(title: str, before: Counter, after: Counter) -> str:
    added, removed = list((after - before).elements()), list((before - after).elements())
    if not added and not removed:
        return _("%(title)s in another order") % {"title": title}
    are_things = any(text.startswith("{") for text in (*added, *removed))
    said = []
    for items, words in ((added, _("%(items)s added")), (removed, _("%(items)s removed"))):
        told = str(len(items)) if are_things or len(items) > MOST_NAMED else ", ".join(items)
        said += [words % {"items": shortened(told)}] if items else []
    return f"{title}, {', '.join(said)}"
