"""The mutation test: right claims, changed in one thing each, before a verifier."""
