"""The managers' view: what waits, what it rests on, and what is decided about it."""
