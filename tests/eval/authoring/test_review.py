import io
from dataclasses import replace
from pathlib import Path

import pytest

from assistant_eval.authoring.review import Reviewed, review
from assistant_eval.authoring.review_view import Shown
from assistant_eval.question_set import read_questions, write_questions
from assistant_eval.records import Alternative, Question

WAITING = tuple(
    Question(f"q{n}", "test", "everyday", f"質問その{n}は？", ((Alternative("a.md", f"語句{n}"),),), reviewed=False)
    for n in (1, 2, 3)
)
DONE = replace(WAITING[0], id="done", question="済んだ質問は？", reviewed=True)


class Terminal:
    """A person who types these keys, over a file of three unreviewed questions and one reviewed."""

    def __init__(self, folder: Path, questions: tuple[Question, ...] = (DONE, *WAITING)) -> None:
        self.path = folder / "set.jsonl"
        self.text = ""
        write_questions(self.path, questions)

    def type(self, *lines: str) -> Reviewed:
        target = io.StringIO()
        source = io.StringIO("".join(f"{line}\n" for line in lines))
        done = review(self.path, lambda question: Shown((f"資料: {question.gold[0][0].quote}",)), source, target)
        self.text = target.getvalue()
        return done

    @property
    def questions(self) -> tuple[Question, ...]:
        questions: tuple[Question, ...] = read_questions(self.path)
        return questions

    @property
    def waiting(self) -> list[str]:
        return [own.id for own in self.questions if not own.reviewed]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_accepting_deleting_and_putting_off(terminal: Terminal) -> None:
    assert terminal.type("a", "r", "s") == Reviewed(accepted=1, rejected=1, left=1)
    assert [(own.id, own.reviewed) for own in terminal.questions] == [("done", True), ("q1", True), ("q3", False)]
    assert terminal.questions[0] == DONE


def test_a_question_is_shown_with_its_place(terminal: Terminal) -> None:
    terminal.type("q")
    assert "質問その1は？" in terminal.text
    assert "資料: 語句1" in terminal.text
    assert "質問その2は？" not in terminal.text
    assert "済んだ質問は？" not in terminal.text


def test_a_mended_question_is_shown_again_and_still_waits(terminal: Terminal) -> None:
    assert terminal.type("e", "  直した　質問は？ ", "q").left == 3
    assert terminal.questions[1] == replace(WAITING[0], question="直した 質問は？")
    assert terminal.text.count("残り 3") == 2


@pytest.mark.parametrize("typed", ["", "あ" * 2001])
def test_an_empty_or_endless_question_changes_nothing(terminal: Terminal, typed: str) -> None:
    terminal.type("e", typed, "q")
    assert terminal.questions == (DONE, *WAITING)


def test_facts_are_entered_as_in_a_table(terminal: Terminal) -> None:
    terminal.type("n", "3日以内|/三日(以内)?/; 速報", "a")
    accepted = terminal.questions[1]
    assert (len(accepted.nuggets), accepted.nuggets[0][1], accepted.nuggets[1]) == (2, "三日(以内)?", ("速報",))
    assert accepted.reviewed


def test_a_pattern_that_cannot_be_read_is_told_and_asked_for_again(terminal: Terminal) -> None:
    terminal.type("n", "/三(日/", "三日", "q")
    assert "使えません: 正規表現として読めません" in terminal.text
    assert terminal.questions[1].nuggets == (("三日",),)


def test_facts_are_kept_or_taken_away(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, (replace(WAITING[0], nuggets=(("三日",),)),))
    terminal.type("n", "", "q")
    assert terminal.questions[0].nuggets == (("三日",),)
    terminal.type("n", "-", "q")
    assert not terminal.questions[0].nuggets


def test_each_decision_can_be_taken_back(terminal: Terminal) -> None:
    assert terminal.type("a", "r", "e", "別の質問は？", "s", "u", "u", "u", "u", "q") == Reviewed(0, 0, 3)
    assert terminal.questions == (DONE, *WAITING)


def test_the_last_decision_can_be_taken_back_when_no_question_is_left(terminal: Terminal) -> None:
    assert terminal.type("a", "a", "r", "u", "a") == Reviewed(3, 0, 0)
    assert terminal.waiting == []
    assert [own.id for own in terminal.questions] == ["done", "q1", "q2", "q3"]


def test_there_is_nothing_to_take_back_at_first(terminal: Terminal) -> None:
    assert terminal.type("u", "q").left == 3
    assert "戻せる操作がありません" in terminal.text


def test_a_decision_is_on_disk_before_the_next_question_is_shown(terminal: Terminal) -> None:
    seen: list[list[str]] = []

    def show(question: Question) -> Shown:
        seen.append(terminal.waiting)
        return Shown(())

    review(terminal.path, show, io.StringIO("a\nr\na\n"), io.StringIO())
    assert seen == [["q1", "q2", "q3"], ["q2", "q3"], ["q3"]]


@pytest.mark.parametrize("lines", [(), ("s",), ("e",), ("n",)])
def test_the_end_of_the_input_quits_and_keeps_all(terminal: Terminal, lines: tuple[str, ...]) -> None:
    assert terminal.type(*lines) == Reviewed(0, 0, 3)
    assert terminal.questions == (DONE, *WAITING)


@pytest.mark.parametrize("key", ["A", "ａ", " a ", "accept"])
def test_a_key_is_read_however_it_is_typed(terminal: Terminal, key: str) -> None:
    assert terminal.type(key, "q").accepted == 1


@pytest.mark.parametrize("key", ["x", "", "あ"])
def test_another_key_decides_nothing(terminal: Terminal, key: str) -> None:
    assert terminal.type(key, "q") == Reviewed(0, 0, 3)
    assert "のどれかを入力してください" in terminal.text


def test_what_was_put_off_comes_again_in_the_next_review(terminal: Terminal) -> None:
    terminal.type("s", "s", "s", "q")
    terminal.type("a", "q")
    assert terminal.waiting == ["q2", "q3"]


def test_a_file_without_unreviewed_questions_is_left_alone(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, (DONE,))
    assert terminal.type() == Reviewed(0, 0, 0)
    assert "確認する質問はありません" in terminal.text
