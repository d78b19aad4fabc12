"""Addresses on the web: typed without a scheme, they mean https."""

from typing import Any

from django import forms
from django.db import models


class WebAddressField(models.URLField):
    """A web address; "example.org" typed into a form becomes "https://example.org"."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
