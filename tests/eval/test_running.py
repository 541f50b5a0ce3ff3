"""Questions put to a system that counts how often it is asked, over a folder of answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.records import Document
from assistant_eval.cache import AnswerCache
from assistant_eval.records import Question, Response
from assistant_eval.running import SystemRun, run_system
from tests.eval.made_response import made_response

QUESTIONS = tuple(Question(f"q{number}", "dev", "other", f"{number}は？") for number in range(1, 6))
PROGRAM = {"program": "one"}


class Counted:
    """A system that keeps what it was asked; `act` may raise."""

    name = "made"

    def __init__(self, act: Callable[[Question], None] = lambda question: None, model: str = "small") -> None:
        self.asked: list[str] = []
        self.context: Mapping[str, Any] = {"system": self.name, "models": {"generator": model}}
        self.documents: Mapping[str, Document] = {}
        self._act = act

    def respond(self, question: Question) -> Response:
        self.asked.append(question.id)
        self._act(question)
        return made_response(question.id)


def raising(error: BaseException, at: str) -> Callable[[Question], None]:
    def act(question: Question) -> None:
        if question.id == at:
            raise error

    return act


def run(folder: Path, system: Counted, questions: Sequence[Question] = QUESTIONS, **named: Any) -> SystemRun:
    return run_system(system, questions, folder, PROGRAM, **named)


def ids(found: SystemRun) -> list[str]:
    return [own.question_id for own in found.responses]


def test_each_question_is_asked_once_in_its_order(tmp_path: Path) -> None:
    system = Counted()
    found = run(tmp_path, system)
    assert system.asked == ["q1", "q2", "q3", "q4", "q5"]
    assert found.responses == tuple(made_response(own.id) for own in QUESTIONS)
    assert (found.system, found.cached) == ("made", 0)
    assert found.peak_bytes is not None and found.peak_bytes > 2**20  # this process with its interpreter


def test_a_second_run_asks_the_system_nothing(tmp_path: Path) -> None:
    first = run(tmp_path, Counted())
    system = Counted()
    second = run(tmp_path, system)
    assert system.asked == []
    assert second.responses == first.responses
    assert (second.cached, second.seconds, second.peak_bytes) == (5, 0.0, None)


def test_a_run_takes_over_what_it_can_and_keeps_the_order(tmp_path: Path) -> None:
    run(tmp_path, Counted(), (QUESTIONS[3], QUESTIONS[1]))
    system = Counted()
    found = run(tmp_path, system)
    assert system.asked == ["q1", "q3", "q5"]
    assert ids(found) == ["q1", "q2", "q3", "q4", "q5"]
    assert found.cached == 2


@pytest.mark.parametrize("lost", [1, 300])
def test_after_a_kill_exactly_the_missing_questions_are_asked(tmp_path: Path, lost: int) -> None:
    """As if the machine had stopped while the third answer was written."""
    run(tmp_path, Counted(), QUESTIONS[:3])
    (path,) = tmp_path.glob("*.jsonl")
    path.write_bytes(path.read_bytes()[:-lost])
    system = Counted()
    assert run(tmp_path, system).cached == 2
    assert system.asked == ["q3", "q4", "q5"]
    last = Counted()
    run(tmp_path, last)
    assert last.asked == []


def test_an_interruption_leaves_what_was_answered(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Counted(raising(KeyboardInterrupt(), "q3")))
    system = Counted()
    run(tmp_path, system)
    assert system.asked == ["q3", "q4", "q5"]


def test_another_model_program_or_question_is_asked_anew(tmp_path: Path) -> None:
    run(tmp_path, Counted())
    larger, later = Counted(model="large"), Counted()
    run(tmp_path, larger)
    run_system(later, QUESTIONS, tmp_path, {"program": "two"})
    assert larger.asked == later.asked == ["q1", "q2", "q3", "q4", "q5"]
    reworded = Counted()
    run(tmp_path, reworded, (replace(QUESTIONS[0], question="ほかには？"), *QUESTIONS[1:]))
    assert reworded.asked == ["q1"]


def test_a_breakdown_is_recorded_the_rest_goes_on_and_it_is_tried_again(tmp_path: Path) -> None:
    found = run(tmp_path, Counted(raising(AssistantError("子プロセスが終了しました"), "q2")))
    failed = found.responses[1]
    assert [own.failure for own in found.responses] == [None, "子プロセスが終了しました", None, None, None]
    assert (failed.question_id, failed.system, failed.answered, failed.shown) == ("q2", "made", False, ())
    assert (failed.confidence, failed.tokens, failed.timings.first_token_s) == (None, None, None)
    assert failed.timings.total_s >= 0.0
    system = Counted()
    again = run(tmp_path, system)
    assert system.asked == ["q2"]
    assert (again.responses[1], again.cached) == (made_response("q2"), 4)


def test_an_error_of_the_program_itself_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        run(tmp_path, Counted(raising(ZeroDivisionError(), "q2")))


def test_fresh_asks_these_questions_anew_and_leaves_the_other_answers(tmp_path: Path) -> None:
    run(tmp_path, Counted())
    system = Counted()
    found = run(tmp_path, system, QUESTIONS[1:3], fresh=True)
    assert (system.asked, found.cached) == (["q2", "q3"], 0)
    last = Counted()
    run(tmp_path, last)
    assert last.asked == []


def test_a_fresh_run_that_was_stopped_goes_on_without_the_old_answers(tmp_path: Path) -> None:
    run(tmp_path, Counted())
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Counted(raising(KeyboardInterrupt(), "q3")), fresh=True)
    system = Counted()
    run(tmp_path, system)
    assert system.asked == ["q3", "q4", "q5"]


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    with (
        AnswerCache(tmp_path, {**Counted().context, **PROGRAM}),
        pytest.raises(AssistantError, match="ほかで実行中です"),
    ):
        run(tmp_path, Counted())


def test_progress_counts_all_questions(tmp_path: Path) -> None:
    run(tmp_path, Counted(), QUESTIONS[:2])
    seen: list[tuple[int, int]] = []
    run(tmp_path, Counted(), QUESTIONS[:3], counted=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_no_questions_make_an_empty_run(tmp_path: Path) -> None:
    found = run(tmp_path, Counted(), ())
    assert (found.responses, found.cached, found.peak_bytes) == ((), 0, None)
