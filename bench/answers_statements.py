# ruff: noqa: E501, S608 (hand-written SQL of constants)
"""The statements of the floor of `bench/answers.py`, written by hand, each for one question."""

FIRST_SET = "cambodia-2022"
RESULT_NUMBERS = (
    *("communes_contested", "candidates", "women_candidates", "votes", "vote_share", "seats"),
    *("commune_chiefs", "first_deputies", "second_deputies", "other_councillors"),
)

BENCHMARKS = """
SELECT b.id, b.number, b.set_id, b.section, b.title, b.title_zh, b.short_title, b.summary, b.note, b.first_paragraph,
 b.last_paragraph, t.id, t.slug, t.label, t.start, t."end", t.basis
FROM benchmarks_app_benchmark b JOIN benchmarks_app_timeframe t ON t.id = b.timeframe_id WHERE b.set_id = %s {}
ORDER BY b.number, b.id
"""
THEMES = """
SELECT l.benchmark_id, t.slug, t.name, t.summary FROM core_theme t
JOIN benchmarks_app_benchmark_themes l ON l.theme_id = t.id WHERE l.benchmark_id = ANY(%s) ORDER BY t.name
"""
MEASURES = """
SELECT m.benchmark_id, m.id, b.number, b.set_id, m."order", m.title, m.official_text, m.official_text_language,
 coalesce(nullif(o.symbol, ''), o.slug) FROM benchmarks_app_measure m JOIN benchmarks_app_benchmark b ON b.id = m.benchmark_id
LEFT JOIN core_document o ON o.id = m.official_text_document_id WHERE m.benchmark_id = ANY(%s) ORDER BY b.number, m."order"
"""
RECOMMENDATIONS = """
SELECT l.benchmark_id, r.id, r.slug, r.mechanism, r.kind, r.addressee, d.symbol, d.slug, r.paragraph, r.subparagraphs,
 r.summary, r.official_text, r.official_text_language, coalesce(nullif(o.symbol, ''), o.slug), r.as_printed, r.note, r.set_id
FROM benchmarks_app_recommendation r JOIN benchmarks_app_benchmarkrecommendation l ON l.recommendation_id = r.id
JOIN core_document d ON d.id = r.document_id LEFT JOIN core_document o ON o.id = r.official_text_document_id
WHERE l.benchmark_id = ANY(%s) ORDER BY l."order"
"""
NUMBERS_OF_RECOMMENDATIONS = """
SELECT l.recommendation_id, b.number, b.set_id FROM benchmarks_app_benchmarkrecommendation l
JOIN benchmarks_app_benchmark b ON b.id = l.benchmark_id WHERE l.recommendation_id = ANY(%s)
ORDER BY b.set_id <> 'cambodia-2022', b.set_id, b.number
"""
GRADES = """
SELECT recommendation_id FROM benchmarks_app_followupgrade WHERE recommendation_id = ANY(%s)
"""
INDICATORS = """
SELECT benchmark_id, id, slug, name, unit, kind, direction, summary, note FROM benchmarks_app_indicator
WHERE benchmark_id = ANY(%s) ORDER BY slug
"""
CURRENT = """
SELECT id FROM benchmarks_app_progressupdate u WHERE state = 'published' AND NOT EXISTS
 (SELECT 1 FROM benchmarks_app_progressupdate c WHERE c.supersedes_id = u.id AND c.state = 'published')
"""
OBSERVATIONS = f"""
SELECT indicator_id, id, period, value, qualifier, out_of, note, update_id FROM benchmarks_app_observation
WHERE indicator_id = ANY(%s) AND (update_id IS NULL OR update_id IN ({CURRENT})) ORDER BY period, value
"""
UPDATES = f"""
SELECT benchmark_id, measure_id, id, status, trend, assessor, assessed_on, published_at
FROM benchmarks_app_progressupdate WHERE benchmark_id = ANY(%s) AND status <> '' AND id IN ({CURRENT})
ORDER BY assessed_on DESC, published_at DESC
"""
CITATIONS = " UNION ALL ".join(
    f"SELECT '{kind}', {kind}_id, d.slug, d.symbol, p.locator, p.id FROM benchmarks_app_{kind}_citations l"
    " JOIN core_passage p ON p.id = l.passage_id JOIN core_document d ON d.id = p.document_id"
    f" WHERE {kind}_id = ANY(%s)"
    for kind in ("benchmark", "timeframe", "measure", "recommendation", "indicator", "observation")
)
RESULTS = f"""
SELECT r.id, e.slug, p.code, r.stage, y.code, r.note, d.symbol, d.slug, s.locator,
 {", ".join(f"r.{name}, r.{name}_qualifier" for name in RESULT_NUMBERS)}
FROM elections_app_partyresult r JOIN elections_app_election e ON e.id = r.election_id
JOIN elections_app_place p ON p.id = r.place_id JOIN elections_app_party y ON y.id = r.party_id
JOIN core_passage s ON s.id = r.source_id JOIN core_document d ON d.id = s.document_id
WHERE r.election_id = (SELECT id FROM elections_app_election WHERE slug = %s) AND r.stage = %s
ORDER BY r.election_date, r.stage, r.place_code, r.votes DESC NULLS LAST, r.party_code, r.id LIMIT %s
"""
COUNTED = "SELECT count(*) FROM benchmarks_app_benchmark WHERE set_id = %s"
RESULTS_COUNTED = """
SELECT count(*) FROM elections_app_partyresult r
WHERE r.election_id = (SELECT id FROM elections_app_election WHERE slug = %s) AND r.stage = %s
"""
