"""Reads the official wording out of a document of the United Nations, in small stages.

files: a file -> its pages -> lines without heads, notes and addresses (`pages`) -> lines joined (`joining`)
-> paragraphs by number and letter (`paragraphs`), or the cells of the two annexes (`annex_of_benchmarks`,
`annex_of_resolutions`) -> what belongs to which row (`matching`). What cannot be told for certain is listed
with its reason and never guessed.
"""
