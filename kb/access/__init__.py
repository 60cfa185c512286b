"""Who may come in: people, their keys, sessions, second factors and invitations."""
