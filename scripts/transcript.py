"""Answer the questions of eval/questions/seeds.jsonl over real documents and write docs/transcript.md.

.venv/bin/python scripts/transcript.py [--corpus ../shared/corpus] [--out docs/transcript.md]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assistant import offline
from assistant.answer.pipeline import Assistant, answer
from assistant.answer.presentation import shown_text
from assistant.index.build import build_index
from assistant.index.opened import open_index
from assistant.japanese.normalise import normalise
from assistant.japanese.sentences import display
from assistant.opening import (
    open_embedder,
    open_generator,
    open_relevance_judge,
    open_reranker,
    open_support_judge,
)
from assistant.records import Answer, Claim
from assistant.retrieve.search import Retriever
from assistant.settings import load_settings
from assistant_eval.question_set import read_questions

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 60
LONGEST_COPY = 25  # of other people's words
QUESTIONS = ROOT / "eval" / "questions" / "seeds.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "transcript.md")
    options = parser.parse_args()
    offline.cut()
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_over(real_paths(options.corpus), Path(folder))
        lines = list(_document(assistant))
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(options.out, file=sys.stderr)


def real_paths(corpus: Path) -> tuple[Path, ...]:
    """The real documents that the questions are about."""
    return corpus / "seeds", corpus / "laws" / "law_ai_act_2025.md"


def open_over(corpus: tuple[Path, ...], folder: Path) -> Assistant:
    """An assistant with the models of the settings over an index of `corpus`, built in `folder`."""
    settings = load_settings()
    embedder = open_embedder(settings)
    build_index(corpus, folder, embedder, settings.index.passage_characters, datetime.now(UTC))
    index = open_index(folder, embedder.name, embedder.fingerprint)
    judge = open_relevance_judge(settings, embedder)
    retriever = Retriever(index, embedder, settings.retrieval, open_reranker(settings), judge=judge)
    return Assistant(retriever, open_generator(settings), settings, open_support_judge(settings, embedder))


def _document(assistant: Assistant) -> Iterator[str]:
    yield "# 実文書での問答の記録"
    yield ""
    yield (
        "`make transcript` が書いたもの。資料は `../shared/corpus/seeds` の4文書と AI法、"
        f"モデルは {assistant.generator.name} と {assistant.retriever.embedder.name}。"
        "「表示」が画面に出るもの、「保留」は検証を通らず出さないもの。資料の文言と、それを写した文は初めだけを載せる。"
    )
    for question in read_questions(QUESTIONS):
        result = answer(assistant, question.question)
        yield from ("", f"## {question.id} {question.question}", "")
        yield from _answer(result)
        print(question.id, shown_text(result).replace("\n", " / "), file=sys.stderr)


def _answer(result: Answer) -> Iterator[str]:
    if result.refusal is not None:
        yield f"- 表示（拒否・{result.refusal.kind}）: {result.refusal.message}"
    for claim in result.shown:
        yield f"- 表示: {_own_words(claim)}"
        for citation in claim.citations:
            short = _short(display(citation.quote), LONGEST_COPY)
            yield f"  - [{citation.label}] {citation.title}（{citation.locator}）{citation.start}–{citation.end}文字目「{short}」"
    for claim in result.withheld:
        yield f"- 保留: {_own_words(claim)}"
        yield f"  - 理由: {'／'.join(claim.reasons)}"
    yield f"- {result.timings.total_s:.1f} 秒"


def _own_words(claim: Claim) -> str:
    """The claim, only its beginning where the model copied the document word for word."""
    quotes = [normalise(citation.quote).text for citation in claim.citations]
    said = normalise(claim.text).text
    stretches = (said[start : start + LONGEST_COPY] for start in range(max(1, len(said) - LONGEST_COPY + 1)))
    copied = len(said) > LONGEST_COPY and any(stretch in quote for stretch in stretches for quote in quotes)
    return _short(claim.text, LONGEST_COPY if copied else LONGEST)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"


if __name__ == "__main__":
    main()
