"""Claims about a sentence, by rule: those that follow from it in other words, and those that do not."""
