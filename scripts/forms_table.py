"""What each form of answering is worth with one language model: a Markdown table over development questions.

    python -m scripts.forms_table [--limit 40] [--forms quotes chosen …] [--index index/starter]

All forms see the same evidence and pass the same gate; only questions that pass it are asked. Forms:
  quotes       the sentences that code chooses, word for word; the model writes nothing
  chosen       the model chooses among the eight likeliest sentences (log-probabilities of their numbers); the best two, word for word
  span         the model quotes: its output can only be a stretch of the evidence
  conclusion   one sentence of the model over the sentences of `quotes`, verified; alone, without the quotations
  prose        up to four sentences of the model over more evidence, verified; alone, without the quotations
  unverified   the sentences of `prose` as they come
A form without anything to show has not answered. Facts are the nuggets of the suite; only rows with split "dev" are read.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from assistant.answer.clock import Clock
from assistant.answer.pipeline import Assistant, answer
from assistant.answer.selection.choice import Ranked, choose, rank
from assistant.answer.selection.features import Sentence
from assistant.answer.writing.forms import FORMS
from assistant.answer.writing.prompt import build_prompt, load_templates
from assistant.answer.writing.stream import finished_sentences
from assistant.answer.writing.written import Writing
from assistant.models.constraints import Spans
from assistant.models.protocols import LanguageModel, Message, Token
from assistant.opening import open_assistant
from assistant.records import Verdict
from assistant.retrieve.evidence import lay_out
from assistant.retrieve.filters import Filters
from assistant.retrieve.search import search
from assistant.settings import load_settings
from assistant_eval.metrics.answers import forbidden_stated, nuggets_found, outcome, stated
from assistant_eval.question_set import read_questions
from assistant_eval.records import Question

ROOT: Final = Path(__file__).resolve().parent.parent
OFFERED: Final = 8
TAKEN: Final = 2
NAMES: Final = ("quotes", "chosen", "span", "conclusion", "prose", "unverified")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that passed the gate, with the sentences ranked and chosen for it."""

    question: Question
    ranked: tuple[Ranked, ...]
    chosen: tuple[Sentence, ...]


def main() -> None:
    """Ask, grade, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=ROOT / "index" / "starter")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--forms", nargs="+", choices=NAMES, default=NAMES)
    arguments = parser.parse_args()
    assistant = replace(open_assistant(load_settings(), arguments.index), form=FORMS["quotes"])
    asked = _passed(assistant, arguments.limit)
    answerable = sum(own.question.answerable for own in asked)
    print(f"{assistant.generator.name}、門を通った開発用の {len(asked)} 問（答えのあるもの {answerable} 問）\n")
    print("| 形 | 正答 | 一部 | 誤り | 表示なし | 答えのない質問に表示 | 秒（中央値） |")
    print("|---|---|---|---|---|---|---|")
    for name, form in _forms(assistant).items():
        if name in arguments.forms:
            print(_row(name, form, asked), flush=True)


def _passed(assistant: Assistant, limit: int) -> list[Asked]:
    """Questions spread over the development half that the gate lets pass without a correction."""
    questions = [own for own in read_questions(ROOT / "eval" / "questions" / "starter.jsonl") if own.split == "dev"]
    found = []
    for question in questions:
        filters = Filters(as_of=question.as_of)
        reached = answer(assistant, question.question, filters)
        if reached.refusal is not None or any(note.kind == "premise" for note in reached.notes):
            continue
        retrieved = search(question.question, assistant.retriever, assistant.settings.retrieval.passages, filters)
        ranked = rank(question.question, retrieved, lay_out(retrieved), assistant.retriever.judge)
        chosen = choose(ranked, wants_list=retrieved.question.wants_list)
        found.append(Asked(question, ranked, chosen))
    step = max(1, len(found) // limit)
    return found[::step][:limit]


Form = Callable[[Asked], Sequence[str]]


def _forms(assistant: Assistant) -> dict[str, Form]:
    model = assistant.generator
    return {
        "quotes": lambda own: [sentence.text for sentence in own.chosen],
        "chosen": lambda own: _chosen_by_model(own, model),
        "span": lambda own: _span(own, model),
        "conclusion": lambda own: _verified(own, assistant, read=0, most=1),
        "prose": lambda own: _verified(own, assistant, read=6, most=4),
        "unverified": lambda own: _unverified(own, model),
    }


def _offered(own: Asked) -> list[Sentence]:
    return [ranked.sentence for ranked in own.ranked[:OFFERED]]


def _chosen_by_model(own: Asked, model: LanguageModel) -> list[str]:
    offered = _offered(own)
    body = "\n".join(f"{number}. {sentence.text}" for number, sentence in enumerate(offered, start=1))
    request = f"{body}\n\n質問: {own.question.question}\n\n質問に最もよく答えている文の番号だけを答えてください。"
    scored = model.score((Message("user", request),), [str(number) for number in range(1, len(offered) + 1)])
    order = sorted(range(len(offered)), key=lambda number: -scored.logprobs[number])
    return [offered[number].text for number in order[:TAKEN]]


def _span(own: Asked, model: LanguageModel) -> list[str]:
    offered = _offered(own)
    prompt = build_prompt(own.question.question, offered, 1, load_templates())
    spans = Spans(tuple(sentence.text for sentence in offered), opening="「", closing="」", least=8)
    text = "".join(event.text for event in model.generate(prompt, constraint=spans) if isinstance(event, Token))
    return [text.strip("「」")]


def _verified(own: Asked, assistant: Assistant, *, read: int, most: int) -> list[str]:
    clock = Clock(assistant.retriever.embedder, ())
    writing = Writing(assistant.generator, clock, assistant.judge, assistant.settings.answer.overlap)
    given = _given(own, read)
    claims = writing.claims(own.question.question, given, most)
    return [claim.text for claim in claims if claim.verdict is Verdict.SUPPORTED]


def _given(own: Asked, read: int) -> list[Sentence]:
    further = [ranked.sentence for ranked in own.ranked if ranked.sentence not in own.chosen]
    return [*own.chosen, *further[:read]]


def _unverified(own: Asked, model: LanguageModel) -> list[str]:
    templates = load_templates()
    events = model.generate(build_prompt(own.question.question, _given(own, 6), 4, templates))
    written = finished_sentences(event.text for event in events if isinstance(event, Token))
    return [sentence.text for sentence in written if not sentence.text.startswith(templates.declined)]


def _row(name: str, form: Form, asked: Sequence[Asked]) -> str:
    reached: Counter[str] = Counter()
    answered, seconds = 0, []
    for own in asked:
        began = time.perf_counter()
        text = stated(list(form(own)))
        seconds.append(time.perf_counter() - began)
        question = own.question
        if not question.answerable:
            answered += bool(text)
            continue
        nuggets, forbidden = nuggets_found(text, question.nuggets), forbidden_stated(text, question.forbidden)
        reached[str(outcome(True, bool(text), nuggets, forbidden, failed=False))] += 1
    total = sum(reached.values())
    shares = [f"{reached[kind] / total:.2f}" for kind in ("correct", "partial", "wrong", "refused")]
    unanswerable = f"{answered}/{len(asked) - total}"
    return f"| {name} | {' | '.join(shares)} | {unanswerable} | {statistics.median(seconds):.1f} |"


if __name__ == "__main__":
    main()
