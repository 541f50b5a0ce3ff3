"""From everyday words to those of the sources: a reviewed list, in `thesaurus_*.toml` beside this file.

A term has the words of the sources (`written`) and what people say for them (`said`). A question that holds one of them
is looked for under the other written words as well.
"""

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from assistant.errors import AssistantError
from assistant.japanese.tokens import content_words, lexemes

_BETWEEN: Final = 2  # other words that may stand between two of a phrase: 「宛先を一つ間違えて送る」
_FULL: Final = 9.0  # rarity (sum of inverse document frequencies, in nats) from which a phrase counts fully


class Term(NamedTuple):
    """One entry of the list."""

    written: tuple[str, ...]
    said: tuple[str, ...]


class Concept(NamedTuple):
    """What a question is about: content words of each way to write it, and how surely it is meant (0 to 1)."""

    written: tuple[tuple[str, ...], ...]
    weight: float


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    term: int
    weight: float


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The phrases by their first word, and the content words of each written form of each term."""

    phrases: Mapping[str, tuple[_Phrase, ...]]
    written: tuple[tuple[tuple[str, ...], ...], ...]

    def concepts(self, question: str) -> tuple[Concept, ...]:
        """The concepts that `question` names in one way or another, in the order of the list."""
        weights: dict[int, float] = {}
        for phrase in self._found(lexemes(question)):
            weights[phrase.term] = max(phrase.weight, weights.get(phrase.term, 0.0))
        return tuple(Concept(self.written[term], weights[term]) for term in sorted(weights))

    def _found(self, words: Sequence[str]) -> Iterator[_Phrase]:
        for place, word in enumerate(words):
            for phrase in self.phrases.get(word, ()):
                if _follows(words, place, phrase.words):
                    yield phrase


def make_thesaurus(terms: Sequence[Term]) -> Thesaurus:
    """Lay the terms out for look-up; a phrase of rare words counts more than one of words that many phrases have."""
    phrases = [
        (words, number)
        for number, term in enumerate(terms)
        for words in dict.fromkeys(tuple(lexemes(phrase)) for phrase in (*term.written, *term.said))
        if words
    ]
    frequency = Counter(word for words, _ in phrases for word in set(words))
    by_first: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for words, number in phrases:
        rarity = sum(math.log(len(phrases) / frequency[word]) for word in set(words))
        by_first[words[0]].append(_Phrase(words, number, min(1.0, rarity / _FULL)))
    written = (tuple(dict.fromkeys(tuple(dict.fromkeys(content_words(w))) for w in term.written)) for term in terms)
    return Thesaurus({word: tuple(found) for word, found in by_first.items()}, tuple(written))


@lru_cache(maxsize=1)
def load_thesaurus() -> Thesaurus:
    """Read the packaged lists; raise `AssistantError` when one is malformed."""
    folder = resources.files("assistant.retrieve")
    names = sorted(path.name for path in folder.iterdir() if path.name.startswith("thesaurus_"))
    return make_thesaurus(
        [term for name in names for term in read_terms(folder.joinpath(name).read_text("utf-8"), name)]
    )


def read_terms(text: str, name: str) -> tuple[Term, ...]:
    """The terms of one list; raise `AssistantError` naming the entry that lacks a field or has another."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AssistantError(f"{name} の書式が誤っています（{error}）") from error
    entries = table.get("term")
    if set(table) != {"term"} or not isinstance(entries, list):
        raise AssistantError(f"{name} は [[term]] の形の項目だけで書いてください")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or set(entry) != set(Term._fields) or not all(map(_is_words, entry.values())):
            raise AssistantError(f"{name} の {number} 番目の項目に written と said（どちらも語の一覧）がありません")
    return tuple(Term(tuple(entry["written"]), tuple(entry["said"])) for entry in entries)


def _is_words(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) and word.strip() for word in value)


def _follows(words: Sequence[str], place: int, phrase: tuple[str, ...]) -> bool:
    """Whether the words of `phrase` stand in order from `place` on, few others between them."""
    for word in phrase[1:]:
        ahead = words[place + 1 : place + 2 + _BETWEEN]
        if word not in ahead:
            return False
        place += 1 + ahead.index(word)
    return True
