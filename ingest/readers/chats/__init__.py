"""Chat exports become conversations: one module a format.

Invariant: files are streamed; a message that was not said by a person or bot to another is counted in a skipped
item with its reason, never dropped unsaid.
"""
