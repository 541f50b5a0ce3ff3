"""What is learnt and what is kept out: nothing of the one in the other, and the same for the same seed."""

from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.judge.claims.mutations import KINDS
from assistant.judge.support import SUPPORTED
from assistant.judge.training.corrections import CORRECTION_WEIGHT
from assistant.judge.training.relevance_material import RelevanceAmounts, RelevanceMaterial, relevance_material
from assistant.judge.training.sources import DataFiles, Sources, held_out, read_sources
from assistant.judge.training.support_material import SupportAmounts, SupportMaterial, support_material

from .small_data import EVALUATION, PLACES, small_files


def quiet(step: str, done: int, total: int, remark: str) -> None:
    """Say nothing."""


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return read_sources(small_files(tmp_path), 1, quiet)


def relevance(sources: Sources, seed: int = 1, amounts: RelevanceAmounts | None = None) -> RelevanceMaterial:
    return relevance_material(sources, amounts or RelevanceAmounts(), seed, quiet)


def support(sources: Sources, seed: int = 1) -> SupportMaterial:
    return support_material(sources, SupportAmounts(), seed)


def held_titles() -> list[str]:
    return [f"{place}の自治体" for number, place in enumerate(PLACES, start=1) if held_out(number)]


def test_articles_held_out_are_neither_asked_about_nor_shown(sources: Sources) -> None:
    material = relevance(sources)
    assert held_titles() == ["左の自治体", "島の自治体"]
    assert {lesson.passage.heading for lesson in material.held_people if lesson.passage} == set(held_titles())
    shown = [text for lesson in material.lessons for text in (lesson.passage, *lesson.near, *lesson.far) if text]
    assert len(shown) > 100
    assert not [text for text in shown if text.heading in held_titles()]


def test_made_questions_and_corrections_join_those_of_people(sources: Sources) -> None:
    material = relevance(sources)
    assert material.counts["人が書いた質問"] == 4 * (len(PLACES) - 2)
    assert material.counts["規則で作った質問"] > 3
    assert material.counts["訂正"] == 1
    assert [own.question for own in material.lessons].count("何日以内か") == CORRECTION_WEIGHT
    others = material.counts["人が書いた質問"] + material.counts["規則で作った質問"]
    assert len(material.lessons) == others + CORRECTION_WEIGHT


def test_every_lesson_but_corrections_has_passages_that_look_like_the_answer(sources: Sources) -> None:
    asked = [own for own in relevance(sources).lessons if own.question.endswith("設立されたか")]
    assert all(own.far for own in asked)
    assert all(own.near[0].heading == own.passage.heading for own in asked if own.near and own.passage)


def test_the_seed_decides_what_is_drawn(sources: Sources) -> None:
    amounts = RelevanceAmounts(people=10, rules=3)
    assert relevance(sources, 1, amounts) == relevance(sources, 1, amounts)
    assert relevance(sources, 1, amounts) != relevance(sources, 2, amounts)
    assert relevance(sources, 1, amounts).counts["人が書いた質問"] == 10
    assert support(sources, 1) == support(sources, 1)
    assert support(sources, 1) != support(sources, 2)


def test_sentences_kept_out_are_in_no_lesson(sources: Sources) -> None:
    material = support(sources)
    kept = {own.evidence for own in (*material.fitted, *material.kept)} | {own.evidence for own in material.probes}
    sentences = {sentence for text in kept for sentence in text.split("。") if sentence}
    assert sentences
    learnt = [text for own in material.lessons for text in (own.evidence, *(claim.claim for claim in own.claims))]
    assert not [text for text in learnt if any(sentence in text for sentence in sentences)]


def test_what_an_evaluation_uses_is_in_no_lesson(sources: Sources) -> None:
    material = support(sources)
    learnt = [text for own in material.lessons for text in (own.evidence, *(claim.claim for claim in own.claims))]
    assert not [text for text in learnt if EVALUATION["quote"] in text]
    asked = relevance(sources)
    answers = [
        own.passage.text[: own.answer.end]
        for own in (*asked.lessons, *asked.held_rules)
        if own.passage is not None and own.answer is not None
    ]
    assert not [text for text in answers if "第9回会合は、令和6年" in text]


def test_pairs_of_people_and_corrections_join_the_made_claims(sources: Sources) -> None:
    material = support(sources)
    assert (material.counts["人が付けた組"], material.counts["訂正"]) == (2, 1)
    assert sum(own.evidence == "三日以内に報告する。" for own in material.lessons) == CORRECTION_WEIGHT
    assert len(material.lessons) == material.counts["文から作った組"] + 2 + CORRECTION_WEIGHT


def test_probes_are_of_known_kinds_those_of_question_sets_first(sources: Sources) -> None:
    material = support(sources)
    assert {own.kind for own in material.probes} <= {*KINDS, "stray", "right"}
    assert {"number", "right"} <= {own.kind for own in material.probes}
    assert 0 < material.of_sets <= len(material.probes)
    assert all(own.evidence[:1] in "左島" for own in material.probes[: material.of_sets])
    for own in material.probes:
        assert own.claim != own.evidence
        assert own.changed is None or own.claim[: own.changed.start] == own.evidence[: own.changed.start]


def test_right_claims_are_among_those_that_calibrate(sources: Sources) -> None:
    assert SUPPORTED in {claim.label for own in support(sources).fitted for claim in own.claims}


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    nothing = read_sources(DataFiles(), 1, quiet)
    with pytest.raises(AssistantError, match="--corrections"):
        relevance(nothing)
    with pytest.raises(AssistantError, match="--inference"):
        support(nothing)
