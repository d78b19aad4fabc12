"""What core must know of the apps, which it does not import: the names of their modules, by subject."""

# The modules that say what the search page and `search/` look through, in the order of their kinds.
SEARCH_SOURCES = [
    "benchmarks_app.search",
    "elections_app.search",
    "resolutions_app.search",
    "core.search_sources",
]

# The modules that say which tables the public sees; see core/public_stamp.py.
PUBLIC_SOURCES = [
    "core.public_tables",
    "elections_app.public_tables",
    "resolutions_app.public_tables",
    "benchmarks_app.public_tables",
]

# The modules that say how long each table is kept, and what is due to go.
RETENTION_SOURCES = [
    "core.retained",
    "elections_app.retained",
    "resolutions_app.retained",
    "benchmarks_app.retained",
]

# What is worked out anew from content in the transaction of a load; each takes `at=`.
AFTER_LOADING = ["elections_app.services.refresh_consistency_checks"]

# The modules that find rows for a load in documents for people, by the ending of the file's name.
LOAD_READERS = dict.fromkeys((".txt", ".pdf", ".docx"), "benchmarks_app.official_text.loading")

# The modules that say what stands in the weekly digest; each has `topics()` and `sections(asked)`.
DIGEST_SOURCES = ["benchmarks_app.digest"]
