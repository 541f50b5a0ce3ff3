"""The page that staff use; it parses, makes one call and shows the result."""
