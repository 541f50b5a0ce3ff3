"""Thirty answers of the default model to development questions, right and wrong, as docs/transcript.md.

    python -m scripts.transcript [--index index/starter] [--out docs/transcript.md]

The questions are drawn (seed 1) by what became of them: right, corrected, refused rightly, refused although the sources
answer, partly or wrongly answered, answered although the sources do not tell. Each is then asked in the form
"conclusion", so that the model's sentence and the verifier's verdict can be seen beside what the default form shows.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant import offline
from assistant.answer.pipeline import Assistant, answer
from assistant.answer.presentation import shown_text
from assistant.answer.writing.forms import FORMS
from assistant.opening import open_assistant
from assistant.records import Answer
from assistant.retrieve.filters import Filters
from assistant.settings import load_settings
from assistant_eval.metrics.answers import Outcome, forbidden_stated, nuggets_found, outcome, stated
from assistant_eval.question_set import read_questions
from assistant_eval.records import Question

ROOT: Final = Path(__file__).resolve().parent.parent
WANTED: Final = {
    "正しく答えた": 9,
    "誤った前提を正した": 4,
    "正しく断った": 5,
    "答えられるのに断った": 4,
    "一部しか、または誤って答えた": 5,
    "資料にないのに答えた": 3,
}


def main() -> None:
    """Draw, ask, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=ROOT / "index" / "starter")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "transcript.md")
    arguments = parser.parse_args()
    offline.cut()
    quoting = replace(open_assistant(load_settings(), arguments.index), form=FORMS["quotes"])
    concluding = replace(quoting, form=FORMS["conclusion"])
    lines = [*_head(quoting)]
    for name, questions in _drawn(quoting).items():
        lines += ["", f"## {name}（{len(questions)} 問）"]
        for question in questions:
            lines += ["", *_entry(question, _asked(concluding, question))]
            print(question.id, flush=True)
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _asked(assistant: Assistant, question: Question) -> Answer:
    return answer(assistant, question.question, Filters(as_of=question.as_of))


def _drawn(assistant: Assistant) -> dict[str, Sequence[Question]]:
    """Questions by what became of them in the default form."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in read_questions(ROOT / "eval" / "questions" / "starter.jsonl"):
        if question.split == "dev" and (question.nuggets or not question.answerable):
            found[_name(question, _asked(assistant, question))].append(question)
    draw = random.Random(1)
    return {name: draw.sample(found[name], min(most, len(found[name]))) for name, most in WANTED.items()}


def _name(question: Question, reached: Answer) -> str:
    text = stated([claim.text for claim in reached.shown]) if reached.refusal is None else ""
    nuggets, forbidden = nuggets_found(text, question.nuggets), forbidden_stated(text, question.forbidden)
    became = outcome(question.answerable, reached.refusal is None, nuggets, forbidden, failed=False)
    names = {
        Outcome.CORRECT: "正しく答えた",
        Outcome.CORRECTED: "誤った前提を正した",
        Outcome.REFUSED: "答えられるのに断った" if question.answerable else "正しく断った",
        Outcome.ANSWERED_UNANSWERABLE: "資料にないのに答えた",
    }
    return "一部しか、または誤って答えた" if became is None else names.get(became, "一部しか、または誤って答えた")


def _head(assistant: Assistant) -> Iterator[str]:
    yield "# 問答の記録"
    yield ""
    yield (
        f"`python -m scripts.transcript` が書いたもの（{datetime.now(UTC):%Y-%m-%d}）。付属資料の開発用の質問から、結果の種類ごとに"
        f"くじで引いた。モデルは {assistant.generator.name} と {assistant.retriever.embedder.name}。"
    )
    yield ""
    yield (
        '「引用」は既定の形で画面に出るもの（資料の文そのまま）、「モデル」は `answer.form = "conclusion"` のときだけ書かせる結論の文で、'
        "○ は検証を通ったもの、× は退けたもの。通った文にも誤りがある。だから既定では書かせない。"
    )


def _entry(question: Question, reached: Answer) -> Iterator[str]:
    yield f"### {question.id} {question.question}"
    yield ""
    if reached.refusal is not None:
        yield f"- 拒否（{reached.refusal.kind}）: {shown_text(reached)}"
    for claim in reached.claims:
        if claim.verbatim:
            places = "、".join(f"{own.title} {own.locator}" for own in claim.citations)
            yield f"- 引用: {claim.text}（{places}）"
        else:
            verdict = "○" if not claim.reasons else f"× {'／'.join(claim.reasons)}"
            yield f"- モデル: {claim.text}　{verdict}"
    for note in reached.notes:
        yield f"- 注意: {note.text}"
    yield f"- {reached.timings.total_s:.1f} 秒"


if __name__ == "__main__":
    main()
