"""One article for each issue: which accounts tell the same one, and how they differ."""
