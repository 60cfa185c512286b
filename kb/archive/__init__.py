"""Where it all came from: imports, live sources, conversations, and their erasure."""
