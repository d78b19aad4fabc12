"""How long the tables of elections, their figures and their findings are kept."""

from core.retained import REPORT
from core.retention import Retention, Rule

RULES = (
    Rule(
        "elections_app.Election",
        Retention.PUBLIC_RECORD,
        "id slug kind title date summary note citations themes",
        REPORT,
    ),
    Rule(
        "elections_app.ElectionFigure",
        Retention.PUBLIC_RECORD,
        "id election order label unit stage value qualifier note citations",
        REPORT,
    ),
    Rule(
        "elections_app.ObserverDelegation",
        Retention.PUBLIC_RECORD,
        "id election organization scope observers observers_qualifier note citations",
        REPORT,
    ),
    Rule(
        "elections_app.Finding",
        Retention.PUBLIC_RECORD,
        "id election phase order letter title summary citations",
        REPORT,
    ),
    Rule(
        "elections_app.Place",
        Retention.PUBLIC_RECORD,
        "id code name name_km level parent valid_from valid_until note citations",
        REPORT,
    ),
    Rule(
        "elections_app.Party",
        Retention.PUBLIC_RECORD,
        "id code name name_km abbreviation note elections",
        REPORT,
    ),
    Rule(
        "elections_app.PartyResult",
        Retention.PUBLIC_RECORD,
        "id election place stage source note election_date place_code party party_code "
        "communes_contested communes_contested_qualifier "
        "candidates candidates_qualifier women_candidates women_candidates_qualifier votes "
        "votes_qualifier vote_share vote_share_qualifier seats seats_qualifier commune_chiefs "
        "commune_chiefs_qualifier first_deputies first_deputies_qualifier second_deputies "
        "second_deputies_qualifier other_councillors other_councillors_qualifier",
        REPORT,
    ),
    Rule(
        "elections_app.Turnout",
        Retention.PUBLIC_RECORD,
        "id election place stage source note election_date place_code registered registered_qualifier "
        "voted voted_qualifier valid valid_qualifier invalid invalid_qualifier turnout turnout_qualifier",
        REPORT,
    ),
    Rule(
        "elections_app.ConsistencyCheck",
        Retention.PROGRAM,
        "id election slug rule holds difference rows checked_at",
        "Worked out anew every night.",
    ),
)
DUE = ()
