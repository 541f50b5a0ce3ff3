"""From evidence to a checked answer: prompt, generation, claims, refusal."""
