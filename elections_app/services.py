"""The one way to refresh what the rules about the elections' figures found."""

import datetime

from django.db import transaction

from elections_app.consistency import CheckResult, consistency_results
from elections_app.models import ConsistencyCheck


@transaction.atomic
def refresh_consistency_checks(*, at: datetime.datetime) -> int:
    """Store what every rule finds now and drop what no rule asks any more; says how many checks there are."""
    results = consistency_results()
    for result in results:
        _store(result, at)
    ConsistencyCheck.objects.exclude(slug__in=[result.slug for result in results]).delete()
    return len(results)


def _store(result: CheckResult, at: datetime.datetime) -> None:
    found = {name: value for name, value in vars(result).items() if name != "slug"}
    ConsistencyCheck.objects.update_or_create(slug=result.slug, defaults={**found, "checked_at": at})
