"""Support material becomes drafts: read, receive, clean, mask, resolve, draft; every sentence keeps its evidence.

Imports `kb` only; an import can be killed anywhere and run again.
"""
