"""Whether an answer is right, and why not in words: the text of a failing test."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant_eval.report.labels import outcome_of

if TYPE_CHECKING:
    from assistant_eval.grading import Graded


def assert_right(graded: "Graded") -> None:
    """Raise AssertionError with `explain` where a person could not have relied on the answer.

    Right is a correct answer, a refusal of what has no answer, or a premise put right; with it nothing forbidden is
    shown and every sentence shown is supported by what it cites. What a grader could not tell, or a question that says
    neither nuggets nor refuse, is not right.
    """
    __tracebackhide__ = True
    reached = outcome_of({"outcome": graded.outcome, "refuse": graded.question.refuse})
    supported = all(verdict is not False for verdict in graded.supported)
    if reached.tone != "good" or any(graded.forbidden) or not supported or graded.failures:
        raise AssertionError(explain(graded))


def explain(graded: "Graded") -> str:
    """What was asked, what was shown, and what is wrong with it, a line each."""
    return "\n".join(_lines(graded))


def _lines(graded: "Graded") -> Iterator[str]:
    question, response = graded.question, graded.response
    yield f"質問 {question.id}: {question.question}"
    if graded.outcome is None:
        yield "判定: できません（必要な事実 nuggets が書かれていない質問か、採点の失敗です）"
    else:
        yield f"判定: {outcome_of({'outcome': graded.outcome, 'refuse': question.refuse}).label}"
    yield f"表示: {response.text}" if response.failure is None else f"動作失敗: {response.failure}"
    for note in response.notes:
        yield f"注記（{note.kind}）: {note.text}"
    if response.answered and graded.nuggets:
        for patterns, words in zip(question.nuggets, graded.nuggets, strict=True):
            if words is None:
                yield f"足りない事実: {' または '.join(patterns)}"
    for pattern, words in zip(question.forbidden, graded.forbidden, strict=False):
        if words is not None:
            yield f"禁じた記述: 「{words}」（{pattern}）"
    yield from _sentences(graded)
    for span, rank in zip(question.gold, graded.gold_ranks, strict=False):
        if rank is None and response.ranking:
            yield f"見つからなかった根拠: {span[0].source}「{span[0].quote}」"
    for failure in graded.failures:
        yield f"採点の失敗: {failure.reason}（{'、'.join(failure.grades)}）"


def _sentences(graded: "Graded") -> Iterator[str]:
    """The sentences that were shown without support, and those that were withheld with the reasons."""
    for sentence, supported in zip(graded.response.sentences, graded.supported, strict=True):
        if supported is False:
            cited = "".join(f"「{own.quote}」" for own in sentence.citations) or "引用なし"
            kind = "（資料の文のままとされたもの）" if sentence.verbatim else ""
            yield f"裏付けのない文{kind}: {sentence.text}（{cited}）"
        if not sentence.shown:
            yield f"表示しなかった文: {sentence.text}（{'、'.join(sentence.reasons or sentence.failed)}）"
