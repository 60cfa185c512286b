"""Cleaning: from the text of a message to what its author newly wrote.

Invariant: nothing here raises, and no word comes out that did not go in.
"""

from ingest.cleaning.chat import clean_chat
from ingest.cleaning.courtesies import content_spans, is_courtesy
from ingest.cleaning.mail import clean_mail

__all__ = ["clean_chat", "clean_mail", "content_spans", "is_courtesy"]
