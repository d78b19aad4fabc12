"""The access matrix: every address, asked by everybody in every way, against one table of who may do what."""
