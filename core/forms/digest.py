"""What a person says of their weekly digest."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.digests import topics


class DigestForm(forms.Form):
    """Whether it is wanted, to which address, in which language and about what."""

    wanted = forms.BooleanField(label=_("Send me a digest every week"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Whoever reads this mailbox learns that you have an account here."),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        required=False,
        choices=settings.MAIL_LANGUAGES,
        help_text=_("Titles of benchmarks, and the site itself, stay in English."),
    )
    followed = forms.MultipleChoiceField(
        label=_("Only about these benchmarks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all empty to be told of every one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["followed"]
        field.choices = topics()

    def clean(self) -> dict[str, Any]:
        """Whoever wants it says where to."""
        given = self.cleaned_data
        given["language"] = given.get("language") or settings.LANGUAGE_CODE
        if given.get("wanted") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Say where to send it."))
        return given
