"""The consistency checks of an election, with the figures compared and the documents they stand in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from core.models import Document, Passage
from core.quantities import Qualifier, Quantity
from elections_app.models import ConsistencyCheck


def checks_shown(checks: Iterable[ConsistencyCheck], user: Any) -> dict[str, list[dict[str, Any]]]:
    """Those that do not hold and those that do, their figures linked to the sources; one query for all."""
    rows = list(checks)
    slugs = {source["document"] for check in rows for row in check.rows if (source := row.get("source"))}
    documents = Document.objects.visible_to(user).in_bulk(slugs, field_name="slug")
    shown: list[dict[str, Any]] = [
        {
            "check": check,
            "amount": abs(check.difference),
            "is_less": check.difference < 0,
            "figures": [_figure(row, documents) for row in check.rows],
        }
        for check in rows
    ]
    return {
        "broken": [entry for entry in shown if not entry["check"].holds],
        "kept": [entry for entry in shown if entry["check"].holds],
    }


def _figure(row: dict[str, Any], documents: dict[str, Document]) -> dict[str, Any]:
    source = row.get("source") or {}
    document = documents.get(source.get("document", ""))
    return {
        "label": row["label"],
        "quantity": Quantity(Decimal(str(row["value"])), row.get("qualifier", Qualifier.EXACT)),
        # Not saved: only as much of a passage as a citation needs.
        "sources": [Passage(document=document, locator=source["locator"])] if document else [],
    }
