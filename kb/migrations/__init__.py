"""Alembic's migrations: each step from one shape of the tables to the next, never edited once released."""
