"""Where the time of one answer goes."""

import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.judge.protocols import RelevanceScorer, SupportScorer
from assistant.models.protocols import TextEmbedder, Written
from assistant.records import Timings


class Clock:
    """Measures one answer from its creation on."""

    def __init__(self, embedder: TextEmbedder, judges: Sequence[RelevanceScorer | SupportScorer | None]) -> None:
        self._began = time.perf_counter()
        self._embedder = embedder
        self._judges = [judge for judge in judges if judge is not None]
        self._forward_before = self._embedder.forward_s
        self._judged_before = self._judged()
        self._timings = Timings(0.0, 0.0, None, None, None, 0.0)

    def retrieved(self) -> None:
        """The evidence is there."""
        embed_s = self._embedder.forward_s - self._forward_before
        self._timings = replace(self._timings, retrieve_s=self._passed(), embed_s=embed_s)

    def claimed(self) -> None:
        """A sentence may be shown; the first one counts."""
        if self._timings.first_claim_s is None:
            self._timings = replace(self._timings, first_claim_s=self._passed())

    def token(self) -> None:
        """The model has written something; the first time counts."""
        if self._timings.first_token_s is None:
            self._timings = replace(self._timings, first_token_s=self._passed())

    def written(self, end: Written) -> None:
        """The model has ended."""
        self._timings = replace(self._timings, prefill_s=end.prefill_s, decode_s=end.decode_s)

    def timings(self) -> Timings:
        """The times so far, and all of it."""
        return replace(self._timings, total_s=self._passed(), judge_s=self._judged() - self._judged_before)

    def _judged(self) -> float:
        return sum(judge.forward_s for judge in self._judges)

    def _passed(self) -> float:
        return time.perf_counter() - self._began
