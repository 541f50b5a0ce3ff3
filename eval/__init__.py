"""The evaluation: questions, metrics and baselines; imports `assistant`, is never imported by it."""
