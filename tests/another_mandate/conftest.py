"""Two sets: benchmark 6 of the first, and all of the made-up second one as it comes in as a file."""

from pathlib import Path
from typing import Any

import pytest

from core.loading.given import BroughtFile
from tests.core.loading.files import loaded
from tests.factories.benchmarks import BenchmarkFactory, IndicatorFactory, MeasureFactory

FILE = Path(__file__).with_name("ruritania.yaml")
SET = "ruritania-2025"


@pytest.fixture
def two_sets(admin: Any) -> None:
    """Benchmark 6 of the first set, with a measure and an indicator, and all of the second."""
    prisons = BenchmarkFactory(number=6, short_title="Prisons")
    MeasureFactory(benchmark=prisons, order=1)
    IndicatorFactory(benchmark=prisons, slug="prisoners")
    loaded(BroughtFile(FILE.name, FILE.read_bytes()), admin)
