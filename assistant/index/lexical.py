"""The lexical side: BM25 (bm25s, Lucene's variant) over Sudachi's content words and over character bigrams.

The two have different strengths (inflected words; unknown names and compounds), so each keeps its own index.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from assistant.index.ranking import Ranking, best
from assistant.japanese.tokens import character_bigrams, content_words

if TYPE_CHECKING:
    import bm25s

WORDS: Final = "words"
BIGRAMS: Final = "bigrams"
TOKENISERS: Final = {WORDS: content_words, BIGRAMS: character_bigrams}


def build_lexical(tokens: list[list[str]]) -> "bm25s.BM25 | None":
    """Index the token lists of the passages in their order; None where no passage has a token."""
    if not any(tokens):
        return None
    import bm25s

    index = bm25s.BM25(method="lucene")
    index.index(tokens, show_progress=False)
    return index


def save_lexical(index: "bm25s.BM25 | None", folder: Path) -> None:
    """Write the index into `folder`; an index of nothing leaves the folder empty."""
    folder.mkdir()
    if index is not None:
        index.save(str(folder), show_progress=False)


def load_lexical(folder: Path) -> "bm25s.BM25 | None":
    """Read an index written by `save_lexical`; numpy arrays and JSON only, no pickle."""
    if not any(folder.iterdir()):
        return None
    import bm25s

    return bm25s.BM25.load(str(folder))


def search_lexical(index: "bm25s.BM25 | None", tokens: list[str], most: int) -> Ranking:
    """Rank at most `most` passages that share a token with the question by BM25."""
    if index is None or not tokens:
        return Ranking.empty()
    return best(np.asarray(index.get_scores(tokens), dtype=np.float32), most)
