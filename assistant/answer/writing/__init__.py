"""What the language model writes, and how it is asked to."""
