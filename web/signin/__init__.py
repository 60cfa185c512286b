"""Getting in: second step, identity provider, links by mail, the first account, and one's own account page.

No answer here says whether an address exists, and every secret in a link works once.
"""
