"""Puts a service's refusal where the person looks."""

from django import forms

from core.errors import DomainError


def show_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """Show a refusal beside its field, or above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.message)
