"""The relevance judge's lessons: what a step asks, and which lessons have no right passage or no known answer."""

import math

import pytest
import torch

from assistant.judge.network import JudgeNetwork
from assistant.judge.training.relevance import QUESTIONS_A_STEP, Lesson, RelevanceLessons
from assistant.judge.training.squad import Text
from assistant.records import Span
from tests.judge.tiny_encoder import TinyEncoder

RIGHT = Text(1, "手引", "三日以内に報告する。")
NEAR = Text(1, "手引", "書面で報告する。")
FAR = Text(2, "規程", "利用者は確認する。")
WHOLE = Lesson("何日以内か", RIGHT, Span(0, 2), (NEAR,), (NEAR, FAR))


def network() -> JudgeNetwork:
    torch.manual_seed(5)
    return JudgeNetwork(TinyEncoder().encoder, 1, "second", 2, 1)


def loss_of(*lessons: Lesson, seed: int = 1, step: int = 0) -> tuple[float, dict[str, float]]:
    value, parts = RelevanceLessons(lessons, TinyEncoder(), seed).loss(network(), step)
    return float(value.detach()), parts


def test_the_parts_add_up_to_the_loss() -> None:
    value, parts = loss_of(WHOLE)
    assert value == pytest.approx(parts["各箇所"] + 0.5 * parts["どの箇所"] + 0.5 * parts["答えの位置"], abs=1e-5)
    assert all(part > 0 for part in parts.values())


def test_the_same_step_asks_the_same_and_the_seed_decides() -> None:
    lessons = [
        WHOLE._replace(question=f"{number}日か", far=(NEAR, FAR, RIGHT._replace(text=str(number))))
        for number in range(20)
    ]
    assert loss_of(*lessons) == loss_of(*lessons)
    assert loss_of(*lessons) != loss_of(*lessons, seed=2)
    assert loss_of(*lessons) != loss_of(*lessons, step=1)


def test_an_untrained_judge_cannot_tell_the_right_one_of_three() -> None:
    _, parts = loss_of(WHOLE)
    assert parts["どの箇所"] == pytest.approx(math.log(3), abs=0.3)


def test_where_the_answer_stands_is_learnt_from_its_tokens() -> None:
    here, there = (loss_of(WHOLE._replace(answer=span))[1]["答えの位置"] for span in (Span(0, 2), Span(5, 7)))
    assert here != there


def test_without_a_known_place_only_the_passage_is_learnt() -> None:
    _, parts = loss_of(WHOLE._replace(answer=None))
    assert parts["答えの位置"] == 0
    assert parts["どの箇所"] == loss_of(WHOLE)[1]["どの箇所"]


def test_where_no_passage_answers_only_that_is_learnt() -> None:
    value, parts = loss_of(Lesson("何日以内か", None, None, (NEAR,), (NEAR,)))
    assert (parts["どの箇所"], parts["答えの位置"]) == (0, 0)
    assert value == parts["各箇所"] > 0


def test_a_lesson_without_a_right_passage_does_not_disturb_its_neighbours() -> None:
    none = Lesson("誰か", None, None, (FAR,), ())
    both, alone = loss_of(WHOLE, none)[1], loss_of(WHOLE)[1]
    assert both["答えの位置"] > 0
    assert both["どの箇所"] == pytest.approx(alone["どの箇所"], abs=0.2)


def test_a_lesson_without_any_other_passage_can_be_learnt() -> None:
    _, parts = loss_of(Lesson("何日以内か", RIGHT, Span(0, 2), (), ()))
    assert parts["どの箇所"] == 0
    assert parts["各箇所"] > 0


def test_an_empty_passage_among_the_others_is_read() -> None:
    assert math.isfinite(loss_of(WHOLE._replace(near=(Text(1, "", ""),)))[0])


def test_a_run_has_a_step_for_every_few_lessons() -> None:
    assert RelevanceLessons([WHOLE] * (QUESTIONS_A_STEP + 1), TinyEncoder(), 1).steps == 2
    assert RelevanceLessons([WHOLE] * QUESTIONS_A_STEP, TinyEncoder(), 1, epochs=3).steps == 3
