"""The help center: what customers find, read and ask, and how crawlers see it."""
