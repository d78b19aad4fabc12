"""Two clocks for a reader: what was true on a day, and what had been published by a moment."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.moments import MomentField, end_of
from core.partial_dates import latest_day, validate_partial_date

WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Clocks:
    """The day asked about, and the moment whose knowledge answers; None is now."""

    as_of: datetime.date | None = None
    known_at: datetime.datetime | None = None

    @property
    def are_set(self) -> bool:
        """Whether the answer may differ from today's."""
        return bool(self.as_of or self.known_at)

    @property
    def day(self) -> datetime.date:
        """The day on which somebody with these clocks stands: ages are counted to it."""
        known_on = self.known_at.date() if self.known_at else timezone.localdate()
        return min(self.as_of or known_on, known_on)

    @property
    def until(self) -> datetime.datetime | None:
        """The last moment by both, for what has one moment alone."""
        end = end_of(self.as_of) if self.as_of else None
        return min((moment for moment in (end, self.known_at) if moment), default=None)

    def sentence(self) -> str:
        """What a page says of them; nothing when it shows what stands now."""
        said = {
            "day": date_format(self.as_of, "j F Y") if self.as_of else "",
            "moment": moment_in_words(self.known_at) if self.known_at else "",
        }
        if self.as_of and self.known_at:
            return _("Shown as of %(day)s, as it was known on %(moment)s.") % said
        if self.known_at:
            return _("Shown as it was known on %(moment)s.") % said
        return _("Shown as of %(day)s, as it is known today.") % said if self.as_of else ""

    def asked(self) -> dict[str, Any]:
        """As the reads of updates take them."""
        return {"as_of": self.as_of, "known_at": self.known_at}


def moment_in_words(moment: datetime.datetime) -> str:
    """A moment; the end of a day is that day."""
    is_end = moment.time() == datetime.time.max
    return date_format(moment, "j F Y") if is_end else date_format(moment, "j F Y, H:i T")


class ClocksForm(forms.Form):
    """Both clocks as a reader sets them, by GET, for what was published here at known moments."""

    as_of = forms.CharField(
        label=gettext_lazy("As of"),
        required=False,
        validators=[validate_partial_date],
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("What was true on this day."),
    )
    known_at = MomentField(
        label=gettext_lazy("As known on"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("What had been published by its end."),
    )
    # What the clocks ask for where they ask for something else.
    asks: Mapping[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show in a field for text what a field for a day cannot hold: "2023-06", a moment, a mistake."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = self.asks.get(name, field.help_text)
            if not WHOLE_DAY.fullmatch(str(self[name].value() or "2023-06-30")):
                field.widget = forms.TextInput()

    def clocks(self) -> Clocks:
        """The clocks of a form that is valid."""
        day = self.cleaned_data.get("as_of")
        return Clocks(as_of=latest_day(day) if day else None, known_at=self.cleaned_data.get("known_at"))


class SourcesForm(ClocksForm):
    """Both clocks for content that is taken from documents, by its own dates and by theirs."""

    asks = {
        "as_of": gettext_lazy("What had begun by this day, and not ended before it."),
        "known_at": gettext_lazy(
            "What had been published by its end, by the date of its source; in today’s words."
        ),
    }


class ReleasesForm(ClocksForm):
    """Both clocks for releases, which were there and known once they were made."""

    asks = dict.fromkeys(("as_of", "known_at"), gettext_lazy("What had been made by its end."))


class ChangesForm(ClocksForm):
    """Both clocks for what changed: each entry stands under the moment at which it became public."""

    asks = dict.fromkeys(("as_of", "known_at"), gettext_lazy("What had become public by its end."))
