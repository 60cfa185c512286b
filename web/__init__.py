"""People and programs meet the knowledge base here: help center, agent page, manager's desk and JSON API.

Pages are rendered on the server and work without JavaScript; a request changes data in one transaction, committed
before it is answered.
"""
