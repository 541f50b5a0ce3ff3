"""The relevance judge's lessons: a question, the passage that answers it, and passages that look as if they did.

Three losses add up: is this the passage (each for itself), which of them is it, and where does the answer start and end,
the last two over all passages of a question together (shared normalisation: Clark & Gardner 2018), so that scores of
different passages compare.
"""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

import torch
from torch.nn import functional

from assistant.judge.network import JudgeNetwork, read_rows
from assistant.judge.opinions import Pair
from assistant.judge.pairs import Encoded, encode_pairs
from assistant.judge.protocols import Encoder
from assistant.judge.training.order import batches
from assistant.judge.training.squad import Text
from assistant.records import Span

QUESTIONS_A_STEP: Final = 8
NEGATIVES: Final = 2
_NEAREST: Final = 2  # of the passages of its own document, how many may be drawn as the first negative
_TITLE_LEFT_OUT: Final = 0.15  # share of the questions whose passages are shown without what they stand under
_NEGATIVE_WEIGHT: Final = 0.7
_LIST_WEIGHT: Final = 0.5
_SPAN_WEIGHT: Final = 0.5
_TOKENS_A_BATCH: Final = 2600


class Lesson(NamedTuple):
    """A question with the passage that answers it, where in there, and those that do not: of its document, of all.

    `passage` is None where only passages without the answer are known, `answer` where it is not known where it stands.
    """

    question: str
    passage: Text | None
    answer: Span | None
    near: tuple[Text, ...]
    far: tuple[Text, ...]


class RelevanceLessons:
    """Lessons in the order in which a run takes them; the same seed gives the same run."""

    def __init__(self, lessons: Sequence[Lesson], encoder: Encoder, seed: int, epochs: int = 1) -> None:
        self._lessons = lessons
        self._encoder = encoder
        self._seed = seed
        lengths = [len(own.passage.text) if own.passage is not None else 0 for own in lessons]
        self._order = batches(lengths, QUESTIONS_A_STEP, seed, epochs)

    @property
    def steps(self) -> int:
        """How many steps the lessons take."""
        return len(self._order)

    def loss(self, network: JudgeNetwork, step: int) -> tuple[torch.Tensor, dict[str, float]]:
        """The loss of one step, and its parts."""
        random = Random(f"{self._seed}-{step}")
        groups = [_drawn(self._lessons[number], random) for number in self._order[step]]
        rows = [own[0] for own in encode_pairs([pair for group in groups for pair in group], self._encoder)]
        outputs, tokens = read_rows(network, rows, self._encoder.marks[2], _TOKENS_A_BATCH)
        logits = outputs[:, 0]
        right = torch.zeros_like(logits)
        listed, spans = [], []
        start = 0
        for number, group in zip(self._order[step], groups, strict=True):
            end = start + len(group)
            lesson = self._lessons[number]
            if lesson.passage is not None:
                right[start] = 1.0
                listed.append(-functional.log_softmax(logits[start:end], dim=0)[0])
            if lesson.answer is not None:
                spans += _span_loss(rows[start], lesson.answer, tokens[start:end])
            start = end
        weights = torch.where(right > 0, 1.0, _NEGATIVE_WEIGHT)
        each = functional.binary_cross_entropy_with_logits(logits, right, weight=weights)
        which = torch.stack(listed).mean() if listed else torch.zeros(())
        where = torch.stack(spans).mean() if spans else torch.zeros(())
        parts = {"各箇所": float(each.detach()), "どの箇所": float(which.detach()), "答えの位置": float(where.detach())}
        return each + _LIST_WEIGHT * which + _SPAN_WEIGHT * where, parts


def _drawn(lesson: Lesson, random: Random) -> list[Pair]:
    """The right passage and NEGATIVES others, the first of them of the same document where there is one."""
    others: list[Text] = []
    if lesson.near:
        others.append(random.choice(lesson.near[:_NEAREST]))
    pool = [text for text in lesson.far if text not in others]
    others += random.sample(pool, min(len(pool), NEGATIVES - len(others)))
    bare = random.random() < _TITLE_LEFT_OUT
    shown = others if lesson.passage is None else [lesson.passage, *others]
    return [Pair(lesson.question, "" if bare else own.heading, own.text) for own in shown]


def _span_loss(row: Encoded, answer: Span, tokens: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """The loss of finding the answer among all tokens of a question's passages, the right one's first; empty without it."""
    inside = [
        number
        for number, (start, end) in enumerate(row.second_offsets)
        if start < answer.end and end > answer.start and end > start
    ]
    if not inside:
        return []
    chances = functional.log_softmax(torch.cat(list(tokens)), dim=0)
    return [-(chances[inside[0], 0] + chances[inside[-1], 1]) / 2]
