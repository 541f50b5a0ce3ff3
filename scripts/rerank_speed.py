"""How many pairs a second a small cross-encoder scores here: a random BERT of 4 layers, hidden 384, 200 tokens a pair.

.venv/bin/python scripts/rerank_speed.py                      all cores; the machine must be idle
OMP_NUM_THREADS=1 .venv/bin/python scripts/rerank_speed.py    one core; processor time holds on a busy machine too
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np

from assistant import offline
from assistant.models.reranker import CrossEncoderReranker

ROOT: Final = Path(__file__).resolve().parent.parent
SHAPE: Final = {
    "hidden_size": 384,
    "num_hidden_layers": 4,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "max_position_embeddings": 512,
}
PAIRS: Final = 30
TOKENS: Final = 200
RUNS: Final = 7


def main() -> None:
    """Score the same pairs several times and print the medians."""
    offline.cut()
    sys.path.insert(0, str(ROOT))
    from tests.models.tiny_reranker import QUESTION, TEXTS, write_folder

    random = np.random.default_rng(1)
    length = TOKENS - 3 - len(QUESTION)  # a token a character, and three special ones
    texts = ["".join(random.choice(list("".join(TEXTS)), length)) for _ in range(PAIRS)]
    with tempfile.TemporaryDirectory() as folder:
        reranker = CrossEncoderReranker(write_folder(Path(folder), shape=SHAPE), "random", batch_size=32)
    reranker.score(QUESTION, texts)
    wall, processor = [], []
    for _ in range(RUNS):
        began, began_processor = time.perf_counter(), time.process_time()
        reranker.score(QUESTION, texts)
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - began_processor)
    print(
        f"{PAIRS} pairs of {TOKENS} tokens, {reranker.precision}: {statistics.median(wall) * 1000:.0f} ms, "
        f"{PAIRS / statistics.median(wall):.0f} pairs/s; {PAIRS / statistics.median(processor):.0f} pairs a processor second"
    )


if __name__ == "__main__":
    main()
