"""The report of a run, and of two runs side by side, as HTML pages that need nothing but themselves."""
