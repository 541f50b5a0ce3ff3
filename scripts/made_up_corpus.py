"""A made-up corpus of any size for measurements: Zipf-distributed Japanese-like text, and vectors that cluster.

A passage has two windows, as real ones of its length have; their vectors are as far apart as those of any two.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.index.rows import row
from assistant.japanese.tokens import content_words
from assistant.records import Document, Passage

WINDOWS_A_PASSAGE: Final = 2
_WORDS: Final = 30_000
_PASSAGES_A_DOCUMENT: Final = 40
_LONGEST: Final = 58  # content words of a passage; 34 to 58 of them make 150 to 250 characters
_SHORTEST: Final = 34
_CHUNK: Final = 20_000
# What stands between content words, the common ones several times.
_BETWEEN: Final = (
    "のののの", "をををを", "にににに", "はははは", "がががが", "ととと", "ででで", "もも", "や", "へ", "から", "まで",
    "する", "した", "して", "される", "された", "である", "により", "における", "に関する", "について", "のための",
    "を行う", "しなければならない。", "することができる。", "ものとする。", "するよう努める。", "、", "、", "。",
)  # fmt: skip
_ASKED: Final = ("とは何ですか", "はいつまでですか", "してもよいですか", "はどうなりますか", "を教えてください")


class MadeUpCorpus:
    """`passages` passages in documents of forty; the same size gives the same text on every machine."""

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._words = _vocabulary()
        self._chances = _zipf(len(self._words))
        self._between = tuple(c for several in _BETWEEN for c in (several if len(set(several)) == 1 else (several,)))
        self.document_count = -(-passages // _PASSAGES_A_DOCUMENT)

    def documents(self) -> Iterator[tuple[Document, Sequence[Passage]]]:
        """The documents with their passages, made as they are asked for."""
        for number in range(self.document_count):
            own = [self._text(words, between) for words, between in self._drawn(number)]
            identity = f"made-up-{number:06d}"
            text, passages = "\n".join(own), []
            start = 0
            for place, part in enumerate(own, start=1):
                locator = f"第{place}条"
                passages.append(
                    Passage(f"{identity}-{place}", identity, start, start + len(part), (locator,), locator, part)
                )
                start += len(part) + 1
            yield Document(identity, f"文書{number}", f"{identity}.txt", text), passages

    def word_lines(self) -> Iterator[bytes]:
        """The content words of each passage as a line of JSON, each made-up word analysed once."""
        tokens = lru_cache(maxsize=None)(lambda word: content_words(self._words[word]))
        for number in range(self.document_count):
            for words, _ in self._drawn(number):
                yield row([token for word in words.tolist() for token in tokens(word)])

    def questions(self, count: int) -> list[str]:
        """Questions of three to eight words that stand together in some passage."""
        random = np.random.default_rng(11)
        questions = []
        for _ in range(count):
            words, between = self._drawn(int(random.integers(self.document_count)))[0]
            start, length = int(random.integers(20)), int(random.integers(3, 9))
            place = slice(start, start + length)
            questions.append(self._text(words[place], between[place]).rstrip("。、") + _ASKED[random.integers(5)])
        return questions

    def _drawn(self, document: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """The numbers of the words, and of what stands after each, of a document's passages."""
        random = np.random.default_rng(document)
        count = min(_PASSAGES_A_DOCUMENT, self._passages - document * _PASSAGES_A_DOCUMENT)
        words = np.searchsorted(self._chances, random.random((count, _LONGEST)))
        between = random.integers(len(self._between), size=(count, _LONGEST))
        lengths = random.integers(_SHORTEST, _LONGEST + 1, size=count)
        return [(words[i, :length], between[i, :length]) for i, length in enumerate(lengths.tolist())]

    def _text(self, words: NDArray[np.int64], between: NDArray[np.int64]) -> str:
        pairs = zip(words.tolist(), between.tolist(), strict=True)
        return "".join(f"{self._words[word]}{self._between[gap]}" for word, gap in pairs)


def made_up_vectors(count: int, centres: NDArray[np.float32]) -> NDArray[np.float16]:
    """Unit vectors of shape (count, dimensions), each at a cosine of .75 to .9 from one of the unit `centres`."""
    random = np.random.default_rng(5)
    vectors = np.empty((count, centres.shape[1]), dtype=np.float16)
    for start in range(0, count, _CHUNK):
        size = min(_CHUNK, count - start)
        own = centres[random.integers(len(centres), size=size)]
        aside = random.standard_normal((size, centres.shape[1]), dtype=np.float32)
        aside -= (aside * own).sum(axis=1, keepdims=True) * own
        aside /= np.linalg.norm(aside, axis=1, keepdims=True)
        cosines = random.uniform(0.75, 0.9, size=(size, 1)).astype(np.float32)
        vectors[start : start + size] = cosines * own + np.sqrt(1 - cosines**2) * aside
    return vectors


def _vocabulary() -> list[str]:
    """Compounds of two kanji of JIS level 1, katakana words and Latin abbreviations, the frequent ones first."""
    random = np.random.default_rng(1)
    kanji = [bytes((0xA0 + line, 0xA0 + cell)).decode("euc_jp") for line in range(16, 47) for cell in range(1, 95)]
    chances = _zipf(len(kanji))
    order = random.permutation(len(kanji))
    words: dict[str, None] = {}
    while len(words) < _WORDS:
        draw = random.random()
        if draw < 0.8:
            word = "".join(kanji[order[np.searchsorted(chances, c)]] for c in np.sqrt(random.random(2)))
        elif draw < 0.95:
            word = "".join(chr(0x30A2 + 2 * int(c)) for c in random.integers(22, size=int(random.integers(3, 6))))
        else:
            word = "".join(chr(0x41 + int(c)) for c in random.integers(26, size=3))
        words.setdefault(word)
    return list(words)


def _zipf(count: int) -> NDArray[np.float64]:
    """Cumulated chances of `count` things of which the n-th is as likely as 1 / (n + 10)."""
    chances = np.cumsum(1 / np.arange(11, count + 11))
    cumulated: NDArray[np.float64] = chances / chances[-1]
    return cumulated
