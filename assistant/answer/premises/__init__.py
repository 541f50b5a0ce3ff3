"""False premises: what a question takes for granted and the sources deny."""
