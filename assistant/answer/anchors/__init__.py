"""What a question names, and whether the sources have it."""
