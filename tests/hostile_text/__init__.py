"""Hostile text stands in every field of the database, and no page does what it says."""
