"""Two systems on the same questions, side by side."""
