"""The only room that loads models: the sentence encoder and, where one is configured, a chat model.

Every heavy library is imported at first use, so that a command that needs no model starts at once.
"""
