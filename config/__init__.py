"""Puts the four apps together: settings, the site map, the API's one router, Celery and WSGI."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
