"""The widget: one script for any site, and who may load it."""
