"""From a question to passages on the table: dense and lexical search, fused."""
