"""The elections: places, parties, figures, observers, findings, and whether the figures agree."""
