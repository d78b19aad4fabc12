"""Two clocks for a reader: what was true on a day, and what had been published by a moment."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api.filters import MomentField
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
    """The clocks as a reader sets them, by GET; what is no date sets nothing."""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show in a field for text what a field for a day cannot hold: "2023-06", a moment, a mistake."""
        super().__init__(*args, **kwargs)
        for name in ("as_of", "known_at"):
            if not WHOLE_DAY.fullmatch(str(self[name].value() or "2023-06-30")):
                self.fields[name].widget = forms.TextInput()

    def clocks(self) -> Clocks:
        """The clocks as far as they were understood."""
        self.is_valid()
        day = self.cleaned_data.get("as_of")
        return Clocks(as_of=latest_day(day) if day else None, known_at=self.cleaned_data.get("known_at"))
