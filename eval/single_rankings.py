"""What words, character pairs or vectors find when each ranks alone: the parts that fusion has to beat."""

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import TOKENISERS, lexical_scores
from assistant.index.opened import Index
from assistant.index.ranking import best
from assistant.index.vectors import search_vectors


def by_tokens(question: str, index: Index, name: str, most: int) -> list[str]:
    """The ids of the `most` best passages by BM25 over one kind of token (`WORDS`, `BIGRAMS`)."""
    scores = lexical_scores(index.lexical[name], TOKENISERS[name](question))
    return [] if scores is None else [index.passages[number].id for number in best(scores, most).numbers.tolist()]


def by_vectors(query: NDArray[np.float32], index: Index, most: int) -> list[str]:
    """The ids of the `most` passages whose nearest window is nearest to the unit vector `query`.

    All windows are ranked, since some passages have dozens of them.
    """
    windows = search_vectors(index.vectors, query, len(index.vectors.rows)).numbers
    owners = np.searchsorted(index.window_starts, windows, side="right") - 1
    return [index.passages[number].id for number in list(dict.fromkeys(owners.tolist()))[:most]]
