"""The page that describes the API to people; made here, so that it needs no script and nobody else's host."""

from typing import Any

from django.views.generic import TemplateView

from core.api.description import nouns, refusals


class Reference(TemplateView):
    """Every endpoint with its parameters and fields."""

    template_name = "api/reference.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The endpoints by noun."""
        return super().get_context_data(**kwargs) | {"nouns": nouns(), "refusals": refusals()}
