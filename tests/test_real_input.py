"""The whole way on real documents with the real models (issue 2, 「Show it on real input」)."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answer.gate import NO_SUCH_ADDRESS
from assistant.answer.pipeline import Assistant, answer
from assistant.answer.presentation import shown_text
from assistant.index.build import build_index
from assistant.japanese.numerals import consistent, dates, quantities
from assistant.opening import open_assistant, open_embedder
from assistant.records import Answer, Verdict
from assistant.settings import load_settings
from assistant_eval.gold import holds
from assistant_eval.patterns import any_found
from assistant_eval.question_set import read_questions
from assistant_eval.records import Question

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
QUESTIONS = ROOT / "eval" / "questions" / "seeds.jsonl"
ABOUT = (CORPUS / "seeds", CORPUS / "laws" / "law_ai_act_2025.md")  # the real documents that the questions are about
ROWS = read_questions(QUESTIONS)
ANSWERABLE = [row for row in ROWS if row.answerable]
UNANSWERABLE = [row for row in ROWS if not row.answerable]

pytestmark = [
    pytest.mark.models,
    pytest.mark.timeout(2400),  # the first test answers all the questions, some 15 seconds each on two slow cores
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"実文書のフォルダがありません: {CORPUS}"),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings, folder = load_settings(), tmp_path_factory.mktemp("real")
    build_index(ABOUT, folder, open_embedder(settings), settings.index.passage_characters, datetime.now(UTC))
    opened = open_assistant(settings, folder)
    yield opened
    opened.generator.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> dict[str, Answer]:
    return {row.id: answer(assistant, row.question) for row in ROWS}


def test_there_are_ten_answerable_and_five_unanswerable_questions() -> None:
    assert len(ANSWERABLE) >= 10
    assert len(UNANSWERABLE) >= 5


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row.id)
def test_the_gold_words_are_in_the_evidence(assistant: Assistant, answers: dict[str, Answer], row: Question) -> None:
    (span,) = row.gold
    gold = span[0]
    file = gold.source.rsplit("/", 1)[-1]  # the index is made of a folder and a file below the corpus
    texts = [item.hit.passage.text for item in answers[row.id].evidence if item.hit.document.source == file]
    assert any(holds(text, gold.quote) for text in texts)


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row.id)
def test_what_is_shown_is_never_a_known_wrong_statement(answers: dict[str, Answer], row: Question) -> None:
    shown = "\n".join(claim.text for claim in answers[row.id].shown)
    assert any_found(row.forbidden, shown) is None, shown


def test_most_answers_are_right(answers: dict[str, Answer]) -> None:
    right = [row.id for row in ANSWERABLE if _is_right(answers[row.id], row)]
    assert len(right) >= 10, (right, {row.id: shown_text(answers[row.id]) for row in ANSWERABLE})


@pytest.mark.parametrize("row", UNANSWERABLE, ids=lambda row: row.id)
def test_what_the_documents_do_not_answer_is_refused(answers: dict[str, Answer], row: Question) -> None:
    result = answers[row.id]
    assert result.refusal is not None, shown_text(result)
    assert result.evidence or result.refusal.kind == NO_SUCH_ADDRESS, "a refusal shows the nearest passages"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_citation_opens_at_its_exact_words(
    assistant: Assistant, answers: dict[str, Answer], row: Question
) -> None:
    for claim in answers[row.id].claims:
        for citation in claim.citations:
            document = assistant.retriever.index.documents[citation.document_id]
            assert document.text[citation.start : citation.end] == citation.quote
            assert citation.quote.strip()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_numbers_and_dates_shown_stand_in_the_cited_passage(answers: dict[str, Answer], row: Question) -> None:
    result = answers[row.id]
    for claim in result.shown:
        cited = [item for item in result.evidence if item.label in {c.label for c in claim.citations}]
        source = "\n".join(
            f"{item.hit.document.title}\n{item.hit.passage.locator}\n{item.hit.passage.text}" for item in cited
        )
        values = {quantity.value for quantity in quantities(source)} | set(
            re.findall(r"\d+", unicodedata.normalize("NFKC", source))
        )
        assert all(quantity.value in values for quantity in quantities(claim.text)), claim.text
        assert all(any(consistent(d, other) for other in dates(source)) for d in dates(claim.text)), claim.text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_what_is_withheld_has_a_reason(answers: dict[str, Answer], row: Question) -> None:
    assert all(claim.reasons for claim in answers[row.id].withheld)
    assert all(claim.verdict is Verdict.SUPPORTED for claim in answers[row.id].shown)


def _is_right(result: Answer, row: Question) -> bool:
    text = shown_text(result)
    return result.refusal is None and all(any_found(group, text) is not None for group in row.nuggets)
