"""Room: the catalogue of models, fetching and verifying weights, the embedder, the reranker and the generator."""
