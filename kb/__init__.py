"""What we know and where it is kept: articles, conversations, the index and the models.

Imports nothing from `ingest`, `assistant` or `web`; SQL is the truth here and the index a projection of it.
"""
