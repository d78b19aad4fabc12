"""How long the tables of the resolutions and of the people of the mandate are kept."""

from core.retained import REPORT
from core.retention import Retention, Rule

RULES = (
    Rule(
        "resolutions_app.MandateHolder",
        Retention.PUBLIC_RECORD,
        "id slug name title start end order note citations",
        REPORT,
    ),
    Rule(
        "resolutions_app.Milestone",
        Retention.PUBLIC_RECORD,
        "id slug name title start end summary order note citations themes",
        REPORT,
    ),
    Rule(
        "resolutions_app.Interlocutor",
        Retention.PUBLIC_RECORD,
        "id slug number name title start end note citations",
        REPORT,
    ),
    Rule(
        "resolutions_app.Resolution",
        Retention.PUBLIC_RECORD,
        "id slug number adopted_on body symbol symbol_corrected agenda_item mandate_effect "
        "extension_months summary note citations themes",
        REPORT,
    ),
    Rule(
        "resolutions_app.ResolutionParagraph",
        Retention.PUBLIC_RECORD,
        "id resolution order kind part number letter verb summary official_text official_text_language "
        "official_text_document documents recalls",
        REPORT,
    ),
)
DUE = ()
