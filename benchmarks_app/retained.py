"""How long benchmarks, updates and their evidence are kept, and which drafts count as abandoned."""

import datetime

from django.db.models import QuerySet

from benchmarks_app.models import ProgressUpdate
from benchmarks_app.services.erasure import erase_abandoned
from core.purge import Due
from core.retained import REPORT
from core.retention import Retention, Rule

ABANDONED = datetime.timedelta(days=2 * 365)

JUDGED = "What was judged, by whom and when; a draft's goes with its row."
WRITTEN = "May turn out to harm somebody: goes by a decision to erase it."
RULES = (
    Rule(
        "benchmarks_app.BenchmarkSet",
        Retention.PUBLIC_RECORD,
        "id slug order title country mandate summary document "
        "benchmarks_stated recommendations_stated timeframes_stated citations",
        REPORT,
    ),
    Rule(
        "benchmarks_app.Timeframe",
        Retention.PUBLIC_RECORD,
        "id slug label start end basis citations",
        REPORT,
    ),
    Rule(
        "benchmarks_app.Benchmark",
        Retention.PUBLIC_RECORD,
        "id set number section title title_zh short_title summary first_paragraph last_paragraph "
        "timeframe note citations themes",
        REPORT,
    ),
    Rule(
        "benchmarks_app.Measure",
        Retention.PUBLIC_RECORD,
        "id benchmark order title official_text official_text_language official_text_document citations",
        REPORT,
    ),
    Rule(
        "benchmarks_app.StatusTotal",
        Retention.PUBLIC_RECORD,
        "id set assessor assessed_on status benchmarks note citations",
        REPORT,
    ),
    Rule(
        "benchmarks_app.Indicator",
        Retention.PUBLIC_RECORD,
        "id slug benchmark name unit kind direction summary note citations",
        REPORT,
    ),
    Rule(
        "benchmarks_app.LegalInstrument",
        Retention.PUBLIC_RECORD,
        "id set slug name kind year summary note citations benchmarks",
        REPORT,
    ),
    Rule(
        "benchmarks_app.Case",
        Retention.PUBLIC_RECORD,
        "id set slug name date summary note citations benchmarks",
        REPORT,
    ),
    Rule(
        "benchmarks_app.CaseFigure",
        Retention.PUBLIC_RECORD,
        "id case order label unit value qualifier citations",
        REPORT,
    ),
    Rule(
        "benchmarks_app.Recommendation",
        Retention.PUBLIC_RECORD,
        "id set slug mechanism kind addressee document paragraph subparagraphs summary official_text "
        "official_text_language official_text_document "
        "as_printed note order citations benchmarks",
        REPORT,
    ),
    Rule(
        "benchmarks_app.BenchmarkRecommendation",
        Retention.PUBLIC_RECORD,
        "id benchmark recommendation order",
        REPORT,
    ),
    Rule(
        "benchmarks_app.FollowUpGrade",
        Retention.PUBLIC_RECORD,
        "id recommendation grade source graded_on note recorded_by recorded_at",
        "A treaty body's own words, with the passage.",
    ),
    Rule(
        "benchmarks_app.ProgressUpdate",
        Retention.PUBLIC_RECORD,
        "id benchmark measure status trend assessor assessed_on state author created_at submitted_at "
        "published_at published_by names_nobody_confirmed withdrawn_at withdrawn_by erased_at "
        "erasure_reason supersedes version client_key",
        JUDGED,
    ),
    Rule(
        "benchmarks_app.ProgressUpdate",
        Retention.WORKING_PAPER,
        "narrative review_note withdrawal_reason",
        WRITTEN,
    ),
    Rule(
        "benchmarks_app.Evidence",
        Retention.PUBLIC_RECORD,
        "id key update order visibility holder erased_at erasure_reason",
        "That there was evidence, and for whom.",
    ),
    Rule(
        "benchmarks_app.Evidence",
        Retention.WORKING_PAPER,
        "description document url origin dated reliability validity",
        WRITTEN,
    ),
    Rule(
        "benchmarks_app.EvidenceReader",
        Retention.WORKING_PAPER,
        "id evidence reader",
        "Who may see a confidential row; goes with it.",
    ),
    Rule(
        "benchmarks_app.SealedPart",
        Retention.SOURCE,
        "id evidence kind ciphertext keys sealed_at resealed_at",
        "Only the private key opens it; goes with its row.",
    ),
    Rule(
        "benchmarks_app.EvidenceFile",
        Retention.WORKING_PAPER,
        "id evidence name kind size sha256 attached_at",
        "The clean copy of a file; goes with its row, from the disk too.",
    ),
    Rule(
        "benchmarks_app.ProposedObservation",
        Retention.PUBLIC_RECORD,
        "id update order indicator period value qualifier out_of",
        JUDGED,
    ),
    Rule("benchmarks_app.ProposedObservation", Retention.WORKING_PAPER, "note", WRITTEN),
    Rule(
        "benchmarks_app.Observation",
        Retention.PUBLIC_RECORD,
        "id indicator period value qualifier out_of update citations",
        JUDGED,
    ),
    Rule("benchmarks_app.Observation", Retention.WORKING_PAPER, "note", WRITTEN),
)


def abandoned_drafts(at: datetime.datetime) -> QuerySet:
    """Drafts and returned updates that nobody has touched for two years."""
    return ProgressUpdate.objects.being_written().untouched_since(at - ABANDONED)


DUE = (Due("abandoned drafts", Retention.WORKING_PAPER, abandoned_drafts, erase_abandoned),)
