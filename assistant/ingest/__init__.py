"""Reading: files become documents, and documents become passages."""
