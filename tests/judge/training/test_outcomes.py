"""What a judge comes to on what was kept from it: the figures of judges whose answers are known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from assistant.judge.loaded import Judged as Read
from assistant.judge.opinions import Pair, Reading
from assistant.judge.support import CONTRADICTED, NOT_SUPPORTED, SUPPORTED
from assistant.judge.training.outcome import Outcome, quoted
from assistant.judge.training.relevance import Lesson as Question
from assistant.judge.training.relevance_material import RelevanceMaterial
from assistant.judge.training.relevance_outcome import relevance_outcome
from assistant.judge.training.squad import Text
from assistant.judge.training.support import Judged, Lesson
from assistant.judge.training.support_material import Probe, SupportMaterial
from assistant.judge.training.support_outcome import support_outcome
from assistant.records import Span


def quiet(step: str, done: int, total: int, remark: str) -> None:
    """Say nothing."""


def question(number: int, by: str) -> Question:
    near = tuple(Text(1, "題", f"近い{number}{other}") for other in range(4))
    far = (*near[:1], *(Text(2, "別", f"遠い{number}{other}") for other in range(4)))
    return Question(f"{by}問{number}" + "長" * 80, Text(1, "題", f"正しい{number}"), Span(0, 1), near, far)


QUESTIONS = RelevanceMaterial(
    (),
    tuple(question(number, "人") for number in range(40)),
    tuple(question(number, "規則") for number in range(20)),
    {},
)


class Relevance:
    """A judge whose logits are a function of the text."""

    def __init__(self, logit: Callable[[str], float]) -> None:
        self._logit = logit

    def read(self, asked: str, passages: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        assert len(passages) == 1 + 3 + 3
        return tuple(Reading(self._logit(text), 0.5, ()) for _, text in passages)


def of_relevance(logit: Callable[[str], float]) -> tuple[Outcome, dict[str, float | None]]:
    found = relevance_outcome(Relevance(logit), QUESTIONS, 1, quiet)  # type: ignore[arg-type]
    return found, values(found)


def values(outcome: Outcome) -> dict[str, float | None]:
    return {own.key: None if own.measured is None else own.measured.value for own in outcome.figures}


def test_a_judge_that_knows_gets_everything() -> None:
    found, value = of_relevance(lambda text: 3.0 if text.startswith("正しい") else -3.0)
    assert (
        value["people_near_auroc"] == value["people_far_auroc"] == value["people_first"] == value["rules_first"] == 1.0
    )
    assert value["ece"] is not None
    assert value["ece"] < 0.1
    assert found.worst == ()
    assert found.calibration["slope"] > 0
    assert found.calibrated_on == 30


def test_a_judge_of_topics_alone_is_seen_through_by_near_ones() -> None:
    _, value = of_relevance(lambda text: -3.0 if text.startswith("遠い") else 3.0)
    assert value["people_far_auroc"] == 1.0
    assert value["people_near_auroc"] == 0.5
    assert value["people_first"] == 0.0


def test_what_goes_wrong_is_quoted_from_the_question_sets_only_and_shortly() -> None:
    found, _ = of_relevance(lambda text: float(text[-1]) if text.startswith("近い") else -3.0)
    assert len(found.worst) == 5
    assert all("人問" in line and "近い" in line and "規則" not in line for line in found.worst)
    assert all("長" * 61 not in line for line in found.worst)


def test_without_questions_nothing_is_measured_or_calibrated() -> None:
    found = relevance_outcome(Relevance(lambda text: 0.0), RelevanceMaterial((), (), (), {}), 1, quiet)  # type: ignore[arg-type]
    assert set(values(found).values()) == {None}
    assert (found.calibrated_on, found.calibration) == (0, {"slope": 1.0, "offset": 0.0})


CLAIMS = (Judged("正", SUPPORTED, None), Judged("無", NOT_SUPPORTED, None), Judged("反", CONTRADICTED, Span(0, 1)))
LESSONS = tuple(Lesson("題", f"根拠{number}", CLAIMS) for number in range(30))
PROBES = (
    *(Probe("number", f"根拠{number}", "反三日" + "長" * 80, Span(70, 71)) for number in range(6)),
    Probe("right", "根拠", "正しい", None),
    Probe("stray", "文書の根拠", "無関係", None),
)
CLAIMED = SupportMaterial((), LESSONS[:15], LESSONS[15:], PROBES, of_sets=7, counts={})


class Support:
    """A judge whose logits are a function of the claim."""

    def __init__(self, logits: Callable[[str], list[float]]) -> None:
        self._logits = logits

    def read(self, pairs: Sequence[Pair]) -> list[Read]:
        return [Read(np.array(self._logits(pair.first), dtype=np.float32), ()) for pair in pairs]


def of_support(
    logits: Callable[[str], list[float]], material: SupportMaterial = CLAIMED
) -> tuple[Outcome, dict[str, Any]]:
    found = support_outcome(Support(logits), material, 1, quiet)  # type: ignore[arg-type]
    return found, values(found)


def knowing(claim: str) -> list[float]:
    return [4.0 if claim[0] == mark else -4.0 for mark in "正無反"]


def test_a_support_judge_that_knows_gets_everything() -> None:
    found, value = of_support(knowing)
    assert (
        value["accuracy"] == value["recall_0"] == value["recall_1"] == value["recall_2"] == value["wrong_caught"] == 1.0
    )
    assert value["right_lost"] == 0.0
    assert value["kind_number"] == value["kind_right"] == value["kind_stray"] == 1.0
    assert found.worst == ()
    assert set(found.calibration) == {"scale", "shift"}


def test_one_that_takes_the_opposite_for_support_is_seen_through_by_kind() -> None:
    found, value = of_support(lambda claim: knowing(claim.replace("反", "正")))
    assert value["wrong_caught"] == 0.5
    assert (value["kind_number"], value["kind_stray"]) == (0.0, 1.0)
    assert len(found.worst) == 5
    assert all("（数）" in line and "長" * 61 not in line for line in found.worst)


def test_kinds_that_do_not_occur_are_not_listed() -> None:
    assert "kind_licence" not in of_support(knowing)[1]


def test_examples_from_ones_own_documents_are_not_quoted() -> None:
    found, _ = of_support(lambda claim: [4.0, 0.0, 0.0])
    assert not [line for line in found.worst if "文書の根拠" in line]


def test_without_claims_nothing_is_measured_or_calibrated() -> None:
    found, value = of_support(knowing, SupportMaterial((), (), (), (), 0, {}))
    assert set(value.values()) == {None}
    assert (found.calibrated_on, found.calibration["scale"]) == (0, 1.0)


@pytest.mark.parametrize(
    ("text", "shown"), [("短い\n文。", "短い文。"), ("あ" * 60, "あ" * 60), ("あ" * 61, "あ" * 59 + "…")]
)
def test_quotations_are_short_and_on_one_line(text: str, shown: str) -> None:
    assert quoted(text) == shown
