"""Offline assistant on AI governance whose every shown sentence stands on a passage that can be opened."""

__version__ = "0.1.0"
