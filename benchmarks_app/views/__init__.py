"""The screens, one module a subject."""
