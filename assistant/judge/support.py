"""The support judge: does the evidence say what a claim says, something else, or the opposite?"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.judge.calibration import softmax
from assistant.judge.judge_file import JudgeFile
from assistant.judge.loaded import LoadedJudge
from assistant.judge.opinions import Opinion, Pair
from assistant.judge.protocols import Encoder
from assistant.records import Span

SCORED: Final = "first"
TOKEN_OUTPUTS: Final = 1  # whether the claim is wrong here
OUTPUTS: Final = 3
SUPPORTED, NOT_SUPPORTED, CONTRADICTED = range(OUTPUTS)
# Bounds of the calibrated probability, set on eval/questions/development-judgements.jsonl so that no more right claims are
# withheld than by the rules alone (docs/decisions/2026-11-22-judges.md).
LEAST: Final = 0.03
SURE: Final = 0.6
_NO_WORDS: Final = (0.0, 1.0, 0.0)


class SupportJudge:
    """A support judge over an embedder's lower layers."""

    def __init__(self, encoder: Encoder, judge_file: JudgeFile) -> None:
        self._judge = LoadedJudge(encoder, judge_file, SCORED, TOKEN_OUTPUTS, OUTPUTS)
        self._scale = float(judge_file.calibration["scale"])
        self._shift = np.array(judge_file.calibration["shift"], dtype=np.float64)
        self.least = LEAST
        self.sure = SURE

    @property
    def forward_s(self) -> float:
        """Seconds spent reading so far."""
        return self._judge.forward_s

    def read(self, pairs: Sequence[Pair]) -> tuple[Opinion, ...]:
        """Judge claims (`first`) against evidence (`second`, under its headings); without words nothing is supported."""
        judged = self._judge.read(pairs)
        logits = np.array([own.outputs for own in judged], dtype=np.float64).reshape(-1, OUTPUTS)
        chances = softmax(self._scale * logits + self._shift)
        return tuple(
            _opinion(chance.tolist() if pair.first.strip() and pair.second.strip() else _NO_WORDS, own.tokens)
            for pair, own, chance in zip(pairs, judged, chances, strict=True)
        )

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Of each (evidence, claim): supported, not supported, contradicted, shape (len(pairs), 3)."""
        opinions = self.read([Pair(claim, "", evidence) for evidence, claim in pairs])
        rows = [(own.supported, own.not_supported, own.contradicted) for own in opinions]
        return np.array(rows, dtype=np.float32).reshape(-1, OUTPUTS)


def _opinion(chances: Sequence[float], tokens: Sequence[tuple[Span, tuple[float, ...]]]) -> Opinion:
    return Opinion(chances[SUPPORTED], chances[NOT_SUPPORTED], chances[CONTRADICTED], _doubt(tokens))


def _doubt(tokens: Sequence[tuple[Span, tuple[float, ...]]]) -> Span | None:
    """The characters of the token with the highest score; the earlier one of equals."""
    own = [scored for scored in tokens if scored[0].end > scored[0].start]  # not the prefix before the claim
    return max(own, key=lambda scored: scored[1][0])[0] if own else None
