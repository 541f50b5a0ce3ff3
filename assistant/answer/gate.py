"""Before the model speaks: is what the question names in the evidence at all?"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.answer.support import headings
from assistant.japanese.names import missing_names
from assistant.japanese.normalise import normalise
from assistant.japanese.numerals import consistent, dates, quantities
from assistant.records import Evidence, Refusal

NO_EVIDENCE = "no-evidence"
MISSING_ANCHOR = "missing-anchor"
# Counters that number the members of a series; 「3回」 as an amount is rare enough in questions.
_SERIES: Final = frozenset({"条", "項", "号", "章", "節", "部", "版", "回", "期", "次"})
_LONGEST_WORD: Final = 8
_WORD_BEFORE = re.compile(r"([一-鿿ァ-ヺー]{2,})\s?\Z")


def gate(question: str, evidence: Sequence[Evidence]) -> Refusal | None:
    """Refuse when there is no evidence, or when a name, number or date of the question stands nowhere in it."""
    if not evidence:
        return Refusal(NO_EVIDENCE, "資料に、この質問に関係する箇所が見つかりませんでした。")
    missing = missing_anchors(question, "\n".join(f"{headings(item)}\n{item.hit.passage.text}" for item in evidence))
    if not missing:
        return None
    named = "、".join(f"「{anchor}」" for anchor in missing)
    return Refusal(MISSING_ANCHOR, f"見つかった資料に{named}の記載がないため、お答えできません。")


def missing_anchors(question: str, source: str) -> tuple[str, ...]:
    """The names, ordinals (第9回, 提言7, 1.2版) and dates of `question` that `source` lacks, as the question writes them.

    Plain amounts (50人の会社) are circumstances that the person tells, so they need not stand in any document.
    """
    missing = [_as_written(name, question) for name in missing_names(question, source)]
    known_ordinals = {(word, value, unit) for word, value, unit, _ in _ordinals(source)}
    missing += [
        written for word, value, unit, written in _ordinals(question) if (word, value, unit) not in known_ordinals
    ]
    known_dates = dates(source)
    missing += [
        question[d.start : d.end] for d in dates(question) if not any(consistent(d, other) for other in known_dates)
    ]
    return tuple(dict.fromkeys(missing))


def _ordinals(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Numbers that name one thing of a series: (word before it, value, unit, as written)."""
    for quantity in quantities(text):
        if quantity.unit in _SERIES:
            yield "", quantity.value, quantity.unit, text[quantity.start : quantity.end]
        elif not quantity.unit:
            word = _WORD_BEFORE.search(text, max(0, quantity.start - _LONGEST_WORD), quantity.start)
            if word is not None:
                yield word[1], quantity.value, "", text[word.start() : quantity.end]


def _as_written(name: str, question: str) -> str:
    """The folded `name` as the question spells it."""
    plain = normalise(question)
    start = plain.text.casefold().find(name)
    if start < 0:
        return name
    span = plain.original(start, start + len(name))
    return question[span.start : span.end]
