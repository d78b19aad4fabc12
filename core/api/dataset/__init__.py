"""Everything public as one dataset: what it holds, described for people and for programs, and as one file."""
