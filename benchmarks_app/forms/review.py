"""What a reviewer says about another person's update."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReviewForm(forms.Form):
    """A decision on the version of the update that the reviewer has read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PublishForm(ReviewForm):
    """The word without which nothing becomes public."""

    names_nobody = forms.BooleanField(
        label=_("I have read it as the public will see it: it names nobody who could be harmed."),
        error_messages={"required": _("Read the page above and tick this before you publish.")},
    )


class ReturnForm(ReviewForm):
    """A reviewer's note on what the author should change."""

    note = forms.CharField(label=_("Note to the author"), widget=forms.Textarea({"rows": 3}))


class WithdrawForm(ReviewForm):
    """Why something that was public no longer stands."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("The public reads this."), widget=forms.Textarea({"rows": 3})
    )
