"""The outcome of one check."""

from assistant.records import Check


def outcome(name: str, passed: bool, reason: str, *, contradicts: bool = False) -> Check:
    """A check that passed, or one that failed for `reason`."""
    return Check(name, True) if passed else Check(name, False, reason, contradicts)
