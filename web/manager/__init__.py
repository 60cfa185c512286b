"""The manager's desk: drafts beside their evidence, decisions, imports, figures, the team."""
