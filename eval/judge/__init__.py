"""The optional judge: a language model's opinion beside the deterministic figures, and how far it agrees with people."""
