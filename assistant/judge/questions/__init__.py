"""Questions that a sentence answers, by rule."""
