"""The 20 benchmarks: measures, recommendations, indicators, laws, cases, and the progress on them."""
