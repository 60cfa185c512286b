"""Measures quality and speed; one command each, a table on standard output."""
