"""Where a comparison is shown, as a page and as data."""

from urllib.parse import urlencode

from django.urls import reverse

from elections_app.models import Election


def page_of(first: Election, second: Election) -> str:
    """The path of the page."""
    return f"{reverse('elections:compare')}?{question(first, second)}"


def data_of(first: Election, second: Election) -> str:
    """The path in the API."""
    return f"{reverse('api:election-comparison')}?{question(first, second)}"


def question(first: Election, second: Election) -> str:
    """The parameters of both."""
    return urlencode({"from": first.slug, "to": second.slug})
