"""Room: the catalogue of models, fetching and verifying weights, the embedder and the generator."""
