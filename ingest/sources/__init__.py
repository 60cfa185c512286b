"""Live sources: mailboxes, watched folders and webhooks whose material comes in by itself.

Each only brings bytes to where the import pipeline reads files and queues an import in SQL; none reads, cleans or
stores a message by itself.
"""
