import threading
from pathlib import Path

import pytest

from assistant.answer.as_json import answer_row
from assistant.answer.gate import MISSING_ANCHOR
from assistant.answer.pipeline import (
    CANCELLED,
    NOT_COVERED,
    UNSUPPORTED,
    ClaimChecked,
    EvidenceFound,
    Finished,
    answer,
    answer_events,
)
from assistant.answer.presentation import shown_text
from assistant.errors import UsageError
from assistant.records import Verdict
from tests.stand_ins import TRUTHFUL, ScriptedGenerator, open_small_assistant

QUESTION = "漏えいの速報はいつまでに提出しますか"


@pytest.mark.parametrize("question", list(TRUTHFUL))
def test_a_truthful_model_is_shown_with_a_citation_that_opens_at_the_words(tmp_path: Path, question: str) -> None:
    assistant = open_small_assistant(tmp_path, ScriptedGenerator(TRUTHFUL))
    result = answer(assistant, question)
    assert result.refusal is None
    (claim,) = result.shown
    (citation,) = claim.citations
    document = assistant.retriever.index.documents[citation.document_id]
    assert document.text[citation.start : citation.end] == citation.quote
    assert shown_text(result) == f"{claim.text}[{citation.label}]"


def test_the_evidence_comes_before_the_first_token(tmp_path: Path) -> None:
    generator = ScriptedGenerator(TRUTHFUL)
    events = answer_events(open_small_assistant(tmp_path, generator), QUESTION)
    assert isinstance(next(events), EvidenceFound)
    assert generator.prompts == []
    assert isinstance(next(events), ClaimChecked)
    assert isinstance(next(events), Finished)


def test_a_wrong_sentence_is_withheld_and_the_right_one_shown(tmp_path: Path) -> None:
    script = "速報は10日以内に提出します。[1]確報は、30日以内に提出しなければならない。[1]"
    result = answer(open_small_assistant(tmp_path, ScriptedGenerator([script])), QUESTION)
    assert [claim.text for claim in result.shown] == ["確報は、30日以内に提出しなければならない。"]
    assert [claim.text for claim in result.withheld] == ["速報は10日以内に提出します。"]
    assert "10日" in " ".join(result.withheld[0].reasons)
    assert "10日" not in shown_text(result)


def test_nothing_supported_is_a_refusal_with_the_nearest_passages(tmp_path: Path) -> None:
    result = answer(open_small_assistant(tmp_path, ScriptedGenerator(["罰金は売上高の10%です。[1]"])), QUESTION)
    assert result.refusal is not None
    assert result.refusal.kind == UNSUPPORTED
    assert result.evidence
    assert "10%" not in shown_text(result)


def test_a_model_that_declines_is_a_refusal_of_its_own_kind(tmp_path: Path) -> None:
    result = answer(open_small_assistant(tmp_path, ScriptedGenerator(["資料からは確認できません。"])), QUESTION)
    assert result.refusal is not None
    assert result.refusal.kind == NOT_COVERED
    assert result.claims == ()


def test_a_name_that_no_source_has_is_refused_before_the_model_speaks(tmp_path: Path) -> None:
    generator = ScriptedGenerator([])
    result = answer(open_small_assistant(tmp_path, generator), "Llama 6 の出力を学習に使えますか")
    assert result.refusal is not None
    assert result.refusal.kind == MISSING_ANCHOR
    assert generator.prompts == []


def test_a_model_that_repeats_itself_is_shown_once(tmp_path: Path) -> None:
    result = answer(open_small_assistant(tmp_path, ScriptedGenerator([TRUTHFUL[QUESTION] * 5])), QUESTION)
    assert len(result.claims) == 1


def test_an_empty_output_is_a_refusal(tmp_path: Path) -> None:
    result = answer(open_small_assistant(tmp_path, ScriptedGenerator([""])), QUESTION)
    assert result.refusal is not None
    assert result.refusal.kind == UNSUPPORTED


def test_cancelling_before_a_sentence_is_done_shows_nothing(tmp_path: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    events = list(answer_events(open_small_assistant(tmp_path, ScriptedGenerator(TRUTHFUL)), QUESTION, cancel=cancel))
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.answer.refusal is not None
    assert last.answer.refusal.kind == CANCELLED


@pytest.mark.parametrize("question", ["", "  \n ", "あ" * 20_000])
def test_an_empty_or_endless_question_is_bad_usage(tmp_path: Path, question: str) -> None:
    with pytest.raises(UsageError, match="質問が"):
        answer(open_small_assistant(tmp_path, ScriptedGenerator([])), question)


def test_the_answer_object_has_the_documented_fields(tmp_path: Path) -> None:
    assistant = open_small_assistant(tmp_path, ScriptedGenerator(TRUTHFUL))
    row = answer_row(answer(assistant, QUESTION), assistant, "q1")
    assert {
        "id",
        "question",
        "answer",
        "refused",
        "claims",
        "evidence",
        "models",
        "index",
        "timings",
        "record_id",
    } <= set(row)
    assert row["id"] == "q1"
    assert row["refused"] is False
    (claim,) = row["claims"]
    assert {"text", "verdict", "reasons", "citations"} <= set(claim)
    assert set(claim["citations"][0]) == {
        "label",
        "passage_id",
        "document_id",
        "title",
        "locator",
        "quote",
        "start",
        "end",
    }
    assert set(row["evidence"][0]) == {
        "label", "passage_id", "document_id", "source", "title", "locator", "text", "start", "end", "score",
        "relevance", "note", "sentences",
    }  # fmt: skip
    assert row["models"] == {"generator": "scripted", "embedder": "hashing"}
    assert {"retrieve_s", "first_token_s", "judge_s", "total_s"} <= set(row["timings"])


def test_time_adds_up(tmp_path: Path) -> None:
    timings = answer(open_small_assistant(tmp_path, ScriptedGenerator(TRUTHFUL)), QUESTION).timings
    assert timings.first_token_s is not None
    assert 0 < timings.retrieve_s <= timings.first_token_s <= timings.total_s
    assert 0 <= timings.own_s <= timings.total_s


def test_every_shown_claim_is_supported_and_every_other_says_why(tmp_path: Path) -> None:
    script = "".join(TRUTHFUL.values()) + "罰金は1億円です。[7]確報は不要です。[1]"
    result = answer(open_small_assistant(tmp_path, ScriptedGenerator([script])), QUESTION)
    assert all(claim.verdict is Verdict.SUPPORTED and claim.citations for claim in result.shown)
    assert all(claim.reasons for claim in result.withheld)
    assert len(result.shown) + len(result.withheld) == len(result.claims) == 7
