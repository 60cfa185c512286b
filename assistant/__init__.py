"""Questions become answers: retrieve, rank, judge, answer from cited sentences, or say "I don't know".

Imports `kb` only; every text it shows has passed `kb.reading.passages`, which checks status and audience.
"""
