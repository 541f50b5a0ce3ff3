"""Earlier questions, and how a follow-up becomes a question of its own."""
