"""Judges that know the answers, and a small SQuAD-style file with questions that one of them knows."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.judge.opinions import Opinion, Pair, Reading

ARTICLES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "梅雨": {
        "梅雨は、東アジアで五月から七月にかけて雨の多い時期である。": ("梅雨の雨はいつ多いですか", "五月から七月"),
        "梅雨の語源は、梅の実が熟す頃の雨だとする説がある。": ("梅雨の語源は何とする説がありますか", "梅の実が熟す頃"),
    },
    "桜": {
        "桜は、春に白や淡い紅の花をつける樹木である。": ("桜は春にどんな色の花をつけますか", "白や淡い紅"),
        "桜の開花は、三月の末に南から北へ進む。": ("桜の開花はどこからどこへ進みますか", "南から北"),
        "桜の木材は、家具や版木に使われる。": ("桜の木材は何に使われますか", "家具や版木"),
    },
}
ANSWERS: Mapping[str, str] = dict(asked for own in ARTICLES.values() for asked in own.values())


def small_squad(folder: Path) -> Path:
    """Write five paragraphs of two articles, a question each."""
    data = [
        {
            "title": title,
            "paragraphs": [{"context": text, "qas": [{"question": asked[0]}]} for text, asked in own.items()],
        }
        for title, own in ARTICLES.items()
    ]
    path = folder / "squad.json"
    path.write_text(json.dumps({"data": data}, ensure_ascii=False), encoding="utf-8")
    return path


class KnowingJudge:
    """5 for a passage with the answer's words, -5 for another; `reads` keeps how many passages each call was for."""

    forward_s = 0.0

    def __init__(self, known: Mapping[str, str] = ANSWERS) -> None:
        self.reads: list[int] = []
        self._known = known

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        """Probabilities are 0.85 and 0.1; no token scores."""
        self.reads.append(len(passages))
        words = self._known.get(question, "？")
        return tuple(Reading(5.0, 0.85, ()) if words in text else Reading(-5.0, 0.1, ()) for _, text in passages)

    def probabilities(self, question: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Those of `read`."""
        return np.array([own.probability for own in self.read(question, passages)], dtype=np.float32)


class DecidedJudge:
    """A support judge: 0.9 where `supports(evidence, claim)`, else 0.2; `shown` keeps the pairs that it read."""

    forward_s = 0.0
    least = 0.5
    sure = 0.95

    def __init__(self, supports: Callable[[str, str], bool]) -> None:
        self.shown: list[Pair] = []
        self._supports = supports

    def read(self, pairs: Sequence[Pair]) -> tuple[Opinion, ...]:
        """Never a contradiction, and no place in particular."""
        self.shown.extend(pairs)
        chances = [0.9 if self._supports(pair.second, pair.first) else 0.2 for pair in pairs]
        return tuple(Opinion(chance, 1 - chance, 0.0, None) for chance in chances)

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Those of `read`."""
        opinions = self.read([Pair(claim, "", evidence) for evidence, claim in pairs])
        return np.array([(own.supported, own.not_supported, own.contradicted) for own in opinions], dtype=np.float32)
