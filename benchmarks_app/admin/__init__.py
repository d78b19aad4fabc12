"""The app's admin screens; importing them registers them."""

from benchmarks_app.admin import content, progress

__all__ = ["content", "progress"]
