"""Whether the citations of an answer lead somewhere, to the words they quote, to what carries the sentence, to the right place.

Every function gives one value (0 or 1) for each thing it judges, in the order given, so that a mean and its interval can
be taken over all of them; nothing to judge gives an empty list, which is no value and not 0.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeVar

from assistant.japanese.normalise import fold
from assistant_eval.metrics.places import same_place

Cited = TypeVar("Cited", bound=Hashable)


def label_validity(written: Sequence[int], known: Collection[int]) -> list[float]:
    """1 for each label of `written` that is one of the `known` labels of the evidence, else 0; [] where none is written.

    Each entry counts. A label that stands twice in one sentence is one citation and must be given once (as
    `assistant.answer.verification.labels.read_labels` does, which also reads ［１］); in another sentence it is another citation.
    """
    return [float(label in known) for label in written]


def quote_exact(text: str, start: int, end: int, quote: str) -> float:
    """1 where `text[start:end]` of the document is `quote` after `normalise.fold`, else 0.

    Width, case, dashes and line breaks of the extraction make no difference; numerals must be written alike. Offsets
    outside the text, an empty range and an empty quote are 0.
    """
    if not 0 <= start < end <= len(text):
        return 0.0
    wanted = fold(quote)
    return float(wanted != "" and fold(text[start:end]) == wanted)


def citation_recall(
    statements: Sequence[tuple[str, Sequence[Cited]]], entails: Callable[[str, Sequence[Cited]], bool]
) -> list[float]:
    """1 for each statement that has a citation and that all it cites together entail, else 0.

    Gao et al. 2023 (EMNLP, "Enabling Large Language Models to Generate Text with Citations", section 4, citation
    recall). `statements` are texts with what their labels lead to; the same citation twice in a statement is one.
    A label that leads nowhere is left out by the caller and judged by `label_validity` (in the authors' program it makes
    the recall of its statement 0). `entails(text, cited)` is never asked with nothing cited.
    """
    return [float(bool(cited) and entails(text, tuple(dict.fromkeys(cited)))) for text, cited in statements]


def citation_precision(
    statements: Sequence[tuple[str, Sequence[Cited]]], entails: Callable[[str, Sequence[Cited]], bool]
) -> list[float]:
    """1 for each citation of a statement whose recall is 1 and that is not irrelevant to it, else 0; [] without citations.

    Irrelevant is a citation that does not entail the statement alone while the others of the statement do without it
    (Gao et al. 2023, section 4, citation precision). Statements and `entails` as for `citation_recall`. The authors
    average over the citations of an answer, then over answers; here the values of all statements stand in one list.
    """
    return [value for text, cited in statements for value in _precision(text, tuple(dict.fromkeys(cited)), entails)]


def _precision(text: str, cited: tuple[Cited, ...], entails: Callable[[str, Sequence[Cited]], bool]) -> list[float]:
    if not cited or not entails(text, cited):
        return [0.0] * len(cited)
    if len(cited) == 1:
        return [1.0]
    values = []
    for number, citation in enumerate(cited):
        others = (*cited[:number], *cited[number + 1 :])
        values.append(float(entails(text, (citation,)) or not entails(text, others)))
    return values


def locator_accuracy(cited: Sequence[tuple[str, str]], gold: Collection[tuple[str, str]]) -> list[float] | None:
    """1 for each cited place that is a gold place, else 0; [] where nothing is cited, None where there is no gold.

    A place is (source, locator); two are one where the sources are equal and `places.same_place` holds, which for
    statutes means: the same article. Each entry counts; a place cited by two labels of a sentence is given twice.
    """
    if not gold:
        return None
    return [
        float(any(source == gold_source and same_place(locator, place) for gold_source, place in gold))
        for source, locator in cited
    ]
