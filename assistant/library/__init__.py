"""A company's own collection: adding, removing and fetching documents, and writing what is known of them."""
