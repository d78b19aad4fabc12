"""Puts a promise that is only queued in the place of the one that is written with the change."""

from typing import Any

from django.apps import AppConfig


class BypassConfig(AppConfig):
    """Bypasses the outbox in every process of the site."""

    name = "script.lib.drill_bypass"
    label = "drill_bypass"

    def ready(self) -> None:
        """From now on promises are only queued."""
        from celery import shared_task  # noqa: PLC0415
        from django.db import transaction  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415
        from django.utils.module_loading import import_string  # noqa: PLC0415

        from core import outbox  # noqa: PLC0415
        from core.models import OutboxMessage  # noqa: PLC0415

        @shared_task(name="drill_bypass.do")
        def do(task: str, arguments: dict[str, Any]) -> None:
            now = timezone.now()
            with transaction.atomic():
                told = {"task": task, "arguments": arguments, "created_at": now, "done_at": now}
                message = OutboxMessage.objects.create(**told)
                import_string(task)(message=message, at=now)

        def promise(*, task: str, arguments: dict[str, Any], at: Any) -> None:
            transaction.on_commit(lambda: do.delay(task, arguments), robust=True)

        outbox.promise = promise  # type: ignore[assignment]
