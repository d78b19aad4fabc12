"""Rows for tests, one module an app; each factory makes a row that holds on its own."""
