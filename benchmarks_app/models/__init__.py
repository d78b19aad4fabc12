"""The app's models, one module a subject."""

from benchmarks_app.models.benchmarks import Benchmark, Measure, Timeframe
from benchmarks_app.models.evidence import Evidence, EvidenceReader, ProposedObservation, SealedPart
from benchmarks_app.models.files import EvidenceFile
from benchmarks_app.models.follow_up import FollowUpGrade, StatusTotal
from benchmarks_app.models.indicators import Indicator, Observation
from benchmarks_app.models.law import Case, CaseFigure, LegalInstrument
from benchmarks_app.models.progress import ProgressUpdate
from benchmarks_app.models.recommendations import BenchmarkRecommendation, Recommendation
from benchmarks_app.models.sets import FIRST_SET, BenchmarkSet

__all__ = [
    "FIRST_SET",
    "Benchmark",
    "BenchmarkRecommendation",
    "BenchmarkSet",
    "Case",
    "CaseFigure",
    "Evidence",
    "EvidenceFile",
    "EvidenceReader",
    "FollowUpGrade",
    "Indicator",
    "LegalInstrument",
    "Measure",
    "Observation",
    "ProgressUpdate",
    "ProposedObservation",
    "Recommendation",
    "SealedPart",
    "StatusTotal",
    "Timeframe",
]
