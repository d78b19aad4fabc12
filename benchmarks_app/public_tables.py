"""What the public sees of benchmarks: all but drafts, what awaits review, and evidence that is not public.

That somebody writes a draft must not show, not even in an answer that takes longer because it is made anew.
"""

from core.public_moments import ITSELF, Source, source
from core.public_tables import Tables, every_table

WAS_PUBLISHED = "state IN ('published', 'withdrawn')"
OF_A_PUBLISHED_UPDATE = (
    "EXISTS (SELECT 1 FROM benchmarks_app_progressupdate AS own"  # noqa: S608 (constants alone)
    f" WHERE own.id = ROW.update_id AND own.{WAS_PUBLISHED})"
)
OF_PUBLIC_EVIDENCE = (
    "EXISTS (SELECT 1 FROM benchmarks_app_evidence AS held"  # noqa: S608
    " JOIN benchmarks_app_progressupdate AS own ON own.id = held.update_id"
    f" WHERE held.id = ROW.evidence_id AND held.visibility = 'public' AND own.{WAS_PUBLISHED})"
)


def tables() -> Tables:
    """The tables, and which of their rows the public sees."""
    return {
        **every_table("benchmarks_app", but=("EvidenceReader",)),
        "benchmarks_app_progressupdate": f"ROW.{WAS_PUBLISHED}",
        "benchmarks_app_evidence": f"ROW.visibility = 'public' AND {OF_A_PUBLISHED_UPDATE}",
        "benchmarks_app_evidencefile": OF_PUBLIC_EVIDENCE,
        "benchmarks_app_sealedpart": OF_PUBLIC_EVIDENCE,
        "benchmarks_app_proposedobservation": OF_A_PUBLISHED_UPDATE,
    }


# Of an update, what shows in the standing of what it judges. One that is withdrawn shows there no longer.
IS_PUBLISHED = "ROW.state = 'published'"
OF_THE_STANDING = (
    *("benchmark", "measure", "state", "status", "trend", "assessor", "assessed_on"),
    *("published_at", "supersedes"),
)
BROUGHT = ("observations__indicator", "observations__indicator__benchmark")
OF_THE_REPORT_OR_PUBLISHED = (
    "ROW.update_id IS NULL OR EXISTS (SELECT 1 FROM benchmarks_app_progressupdate AS own"
    " WHERE own.id = ROW.update_id AND own.state = 'published')"
)


def moments() -> list[Source]:
    """By what rows of lists change; updates and grades have moments of their own."""
    themselves = ("BenchmarkSet", "Benchmark", "LegalInstrument", "Case", "StatusTotal")
    with_corrected = (*BROUGHT, *(f"supersedes__{path}" for path in BROUGHT))
    return [
        *(source(f"benchmarks_app.{name}") for name in themselves),
        source("benchmarks_app.Timeframe", "benchmarks"),
        source("benchmarks_app.Measure", ITSELF, "benchmark"),
        source("benchmarks_app.Recommendation", ITSELF, "benchmarks"),
        source("benchmarks_app.BenchmarkRecommendation", "benchmark", "recommendation"),
        source("benchmarks_app.FollowUpGrade", "recommendation"),
        source("benchmarks_app.Indicator", ITSELF, "benchmark"),
        source(
            "benchmarks_app.Observation",
            *("indicator", "indicator__benchmark"),
            public=OF_THE_REPORT_OR_PUBLISHED,
        ),
        source("benchmarks_app.CaseFigure", "case"),
        source(
            "benchmarks_app.ProgressUpdate",
            *("benchmark", "measure", *with_corrected),
            only=OF_THE_STANDING,
            public=IS_PUBLISHED,
        ),
    ]
