"""Tests of the API: the contract, reading, filtering, refusals, writing, its description, the search."""
