"""Indexes on disk: vectors, words and passages of a corpus, published whole or not at all."""
