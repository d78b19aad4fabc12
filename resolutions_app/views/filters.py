"""The form with which a reader narrows the resolutions, by GET."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Theme
from core.views.filters import ListFilter, choices_with_all
from resolutions_app.models import Resolution


class ResolutionFilter(ListFilter):
    """Narrows resolutions by body, by what they did to the mandate, and by theme."""

    body = forms.ChoiceField(
        label=_("Body"), choices=choices_with_all(Resolution.Body.choices), required=False
    )
    mandate_effect = forms.ChoiceField(
        label=_("Effect on the mandate"),
        choices=choices_with_all(Resolution.MandateEffect.choices),
        required=False,
    )
    themes = forms.ModelChoiceField(
        Theme.objects.filter(resolutions__isnull=False).distinct(),
        label=_("Theme"),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
