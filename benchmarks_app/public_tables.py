"""What the public sees of benchmarks: all but drafts, what awaits review, and evidence that is not public.

That somebody writes a draft must not show, not even in an answer that takes longer because it is made anew.
"""

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
