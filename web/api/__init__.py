"""The JSON API under /api/v1: the contract of `docs/`, for programs.

Without a key a program is a customer; what a role may do here it may do on the pages, and no more.
"""
