"""Metrics: pure functions; None where a metric does not apply, never 0."""
