"""Whatever is changed and erased, in whatever order, the history verifies and what was erased is gone."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from core import history
from core.history_chain import ERASED
from core.history_verification import verify
from core.models import HistoryEntry
from tests.factories.core import NOON, ThemeFactory, UserFactory

SUBJECTS = 4
# Each step changes one of a few things, or erases what was said of it.
STEPS = some.lists(some.tuples(some.integers(0, SUBJECTS - 1), some.booleans()), max_size=25)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_changes_and_erasures_in_any_order(steps: list[tuple[int, bool]]) -> None:
    with transaction.atomic():
        by, subjects = UserFactory(), ThemeFactory.create_batch(SUBJECTS)
        said: dict[int, int] = {}
        for number, erases in steps:
            subject = subjects[number]
            if erases:
                about = HistoryEntry.objects.filter(subject_key=str(subject.pk))
                history.record_erasure(subject=subject, entries=about, by=by, at=NOON, reason="Harm.")
            else:
                after = {"name": f"about {number}"}
                history.record(action="changed", subject=subject, before=None, after=after, by=by, at=NOON)
            said[number] = 0 if erases else said.get(number, 0) + 1

        speaking = HistoryEntry.objects.exclude(action=ERASED).filter(after__isnull=False)
        assert verify().fault is None
        assert verify().head.sequence == len(steps)
        assert speaking.count() == sum(said.values())
        transaction.set_rollback(True)
