"""The scores of candidates against their formula computed over every passage."""

import math
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.index.lexical import K1, B
from assistant.ingest.context import context
from assistant.ingest.windows import window_text, windows
from assistant.japanese.tokens import character_bigrams, content_words
from assistant.retrieve.scoring import Candidates, Terms, find_candidates, window_cosines
from assistant.retrieve.search import Retriever
from assistant.retrieve.thesaurus import Concept
from tests.retrieve.corpus import SETTINGS

NONE = np.empty(0, dtype=np.int64)
CONCEPTS = (
    Concept((tuple(content_words("届出")), tuple(content_words("報告の義務")), ()), 0.8),
    Concept((tuple(content_words("漏えい")),), 0.5),
)
QUESTIONS = (
    "桜花データの漏えいはいつまでに届け出ますか",
    "届出の届出の届出",
    "Can I redistribute the ACME Materials?",
    "それはどうですか",
    "！？",
)


def bm25(passages: list[list[str]], question: list[str]) -> NDArray[np.float64]:
    """Lucene's BM25 of each passage for the tokens of a question, each as often as it is asked for."""
    mean = sum(map(len, passages)) / len(passages)
    scores = np.zeros(len(passages))
    for token in question:
        holders = sum(token in own for own in passages)
        rarity = math.log(1 + (len(passages) - holders + 0.5) / (holders + 0.5))
        for number, own in enumerate(passages):
            count = Counter(own)[token]
            scores[number] += rarity * count / (count + K1 * (1 - B + B * len(own) / mean)) if count else 0.0
    return scores


def by_formula(terms: Terms, query: NDArray[np.float32], retriever: Retriever) -> dict[str, NDArray[np.float64]]:
    index = retriever.index
    texts = [context(passage, index.documents[passage.document_id]) for passage in index.passages]
    words, bigrams = [content_words(text) for text in texts], [character_bigrams(text) for text in texts]
    lexical = SETTINGS.words_weight * bm25(words, list(terms.words))
    lexical += SETTINGS.bigrams_weight * bm25(bigrams, list(terms.bigrams))
    lexical /= math.sqrt(max(1, len(set(terms.words))))
    certain = max(1.0, sum(concept.weight for concept in terms.concepts))
    for concept in terms.concepts:
        best = np.max([bm25(words, list(way)) for way in concept.written], axis=0)
        lexical += SETTINGS.synonyms_weight * best * concept.weight / math.sqrt(certain)
    dense = np.array([own.max() for own in all_cosines(query, retriever)])
    return {"lexical": lexical, "dense": SETTINGS.dense_weight * dense}


def all_cosines(query: NDArray[np.float32], retriever: Retriever) -> list[NDArray[np.float32]]:
    index, embedder = retriever.index, retriever.embedder
    found = []
    for passage in index.passages:
        document = index.documents[passage.document_id]
        texts = [window_text(passage, document, window) for window in windows(passage.text)]
        found.append(embedder.encode_passages(texts, lambda done, total: None) @ query)
    return found


def candidates(question: str, retriever: Retriever, concepts: tuple[Concept, ...] = ()) -> Candidates:
    terms = Terms.of(question, concepts)
    query = retriever.embedder.encode_query(question)
    wide = SETTINGS.model_copy(update={"candidates": 1000})
    return find_candidates(terms, query, retriever.index, wide, None, NONE)


@pytest.mark.parametrize("concepts", [(), CONCEPTS, CONCEPTS[1:]], ids=["no concepts", "two concepts", "one concept"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_candidates_score_by_the_formula(question: str, concepts: tuple[Concept, ...], retriever: Retriever) -> None:
    found = candidates(question, retriever, concepts)
    expected = by_formula(Terms.of(question, concepts), retriever.embedder.encode_query(question), retriever)
    assert found.numbers.tolist() == list(range(len(retriever.index.passages)))
    for name, scores in expected.items():
        np.testing.assert_allclose(found.parts[name], scores, rtol=1e-3, atol=1e-2, err_msg=name)
    np.testing.assert_allclose(found.total, sum(found.parts.values()), rtol=1e-6)


@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_few_candidates_are_the_best_by_words_and_the_best_by_windows(question: str, retriever: Retriever) -> None:
    index = retriever.index
    query = retriever.embedder.encode_query(question)
    narrow = SETTINGS.model_copy(update={"candidates": 2})
    found = find_candidates(Terms.of(question, ()), query, index, narrow, None, np.array([5]))
    whole = candidates(question, retriever)
    by_words = set(np.argsort(-whole.parts["lexical"], kind="stable")[:2].tolist())
    cosines = [(-cosine, place) for place, own in enumerate(all_cosines(query, retriever)) for cosine in own.tolist()]
    by_vectors = {place for _, place in sorted(cosines)[:6]}
    assert set(found.numbers.tolist()) == by_words | by_vectors | {5}
    np.testing.assert_allclose(found.total, whole.total[found.numbers], rtol=1e-5)


def test_what_is_not_allowed_is_no_candidate(retriever: Retriever) -> None:
    allowed = retriever.index.owners == 1
    query = retriever.embedder.encode_query(QUESTIONS[0])
    found = find_candidates(Terms.of(QUESTIONS[0], ()), query, retriever.index, SETTINGS, allowed, NONE)
    assert found.numbers.tolist() == np.flatnonzero(allowed).tolist()
    nothing = np.zeros_like(allowed)
    assert not len(find_candidates(Terms.of(QUESTIONS[0], ()), query, retriever.index, SETTINGS, nothing, NONE).numbers)


def test_a_side_that_weighs_nothing_brings_and_counts_nothing(retriever: Retriever) -> None:
    query = retriever.embedder.encode_query("桜花")
    terms = Terms.of("桜花", ())
    by_words = SETTINGS.model_copy(update={"dense_weight": 0.0, "candidates": 1000})
    found = find_candidates(terms, query, retriever.index, by_words, None, NONE)
    assert not found.parts["dense"].any()
    assert all(
        "桜花" in retriever.index.documents[retriever.index.passages[n].document_id].title for n in found.numbers
    )
    by_meaning = SETTINGS.model_copy(update={"words_weight": 0.0, "bigrams_weight": 0.0})
    assert not find_candidates(terms, query, retriever.index, by_meaning, None, NONE).parts["lexical"].any()


def test_a_passage_is_as_near_as_the_nearest_of_its_windows(retriever: Retriever) -> None:
    query = retriever.embedder.encode_query("工事の間は学校の校庭を開放する")
    expected = all_cosines(query, retriever)
    several = [number for number, own in enumerate(expected) if len(own) > 1]
    assert several
    found = candidates("工事の間は学校の校庭を開放する", retriever)
    for number in several:
        assert found.parts["dense"][number] == pytest.approx(SETTINGS.dense_weight * expected[number].max(), abs=0.02)
        assert expected[number].max() > expected[number].min() + 0.1


def test_cosines_of_windows_are_in_their_order(retriever: Retriever) -> None:
    query = retriever.embedder.encode_query("取引先を公正に選ぶ")
    expected = all_cosines(query, retriever)
    chosen = [7, 3, 40, 7]
    for own, number in zip(window_cosines(retriever.index, query, np.array(chosen)), chosen, strict=True):
        np.testing.assert_allclose(own, expected[number], atol=1e-3)
    assert window_cosines(retriever.index, query, NONE) == []
