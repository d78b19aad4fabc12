"""Tests of the resolutions, their paragraphs, and the people and events of the mandate."""
