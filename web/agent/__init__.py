"""The agent workspace: a ticket, what answers it, and what agents say about that."""
