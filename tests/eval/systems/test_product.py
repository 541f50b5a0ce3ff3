"""The product over the five documents, with the stand-ins."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.answer.writing.forms import FORMS
from assistant.errors import UsageError
from assistant.settings import RetrievalSettings
from assistant_eval.cache import fingerprint
from assistant_eval.records import Question, Response
from assistant_eval.systems.product import Product, by_source
from tests.stand_ins import TRUTHFUL, ScriptedGenerator, open_small_assistant, small_corpus

REPORT = "漏えいの速報はいつまでに提出しますか"
RULES = "顧客の個人情報を生成AIに入力してよいですか"
CONTEXT = {"models": {"generator": "scripted"}, "index": "i"}


def question(text: str, as_of: date | None = None) -> Question:
    return Question("q", "dev", "other", text, as_of=as_of)


def product(folder: Path, *scripts: str, form: str = "conclusion") -> Product:
    return Product(open_small_assistant(folder, ScriptedGenerator(scripts), form=FORMS[form]), CONTEXT)


def respond(folder: Path, asked: Question, *scripts: str) -> Response:
    found: Response = product(folder, *scripts).respond(asked)
    return found


def test_an_answer_is_what_the_reader_sees(tmp_path: Path) -> None:
    found = respond(tmp_path, question(REPORT), TRUTHFUL[REPORT])
    text = Path(tmp_path / "corpus" / "incident.md").read_text(encoding="utf-8")
    assert (found.question_id, found.system, found.failure, found.refusal) == ("q", "assistant", None, None)
    assert found.text.splitlines() == [
        "漏えいを知った日から3日以内に速報を提出しなければならない。[1]",
        "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。[1]",
        "確報は、30日以内に提出しなければならない。[1]",
    ]
    assert found.raw_output == TRUTHFUL[REPORT].removesuffix("[1]")
    sentence, *quoted = found.sentences
    assert (sentence.verbatim, [own.verbatim for own in quoted]) == (False, [True, True])
    assert found.labels == (1, 1)  # of the quoted sentences: the model had no room for one
    assert [own.kind for own in found.notes] == ["commentary"]
    assert (sentence.text, sentence.shown, sentence.failed, sentence.reasons) == (
        "漏えいを知った日から3日以内に速報を提出しなければならない。",
        True,
        (),
        (),
    )
    assert "3日以内に速報" in sentence.citations[0].quote
    assert sentence.citations[0].source == "incident.md"
    assert sentence.citations[0].quote in text
    assert found.tokens is not None and found.tokens.prompt > 100
    assert found.tokens.written == 8  # 30 characters, four a token
    times = found.timings
    assert times.first_claim_s is not None and times.first_token_s is not None
    assert 0 < times.retrieve_s < times.first_claim_s < times.first_token_s < times.total_s


def test_an_answer_of_quotations_asks_nothing_of_the_model(tmp_path: Path) -> None:
    found: Response = product(tmp_path, form="quotes").respond(question(REPORT))
    assert found.refusal is None
    assert [own.verbatim for own in found.sentences] == [True, True]
    assert (found.tokens, found.raw_output, found.labels) == (None, "", (1, 1))
    assert found.timings.first_claim_s is not None and found.timings.first_token_s is None


def test_evidence_and_ranking_name_passages_by_their_source(tmp_path: Path) -> None:
    found = respond(tmp_path, question(REPORT), TRUTHFUL[REPORT])
    assert (found.evidence[0].label, found.evidence[0].source, found.evidence[0].title) == (
        1,
        "incident.md",
        "漏えい等報告の手引",
    )
    assert found.evidence[0].chosen != ()
    assert found.ranking is not None
    assert [own.label for own in found.ranking] == [1, 2, 3, 4, 5]  # there are five passages
    assert {own.source for own in found.ranking} == set(product(tmp_path).documents)
    assert all(own.chosen == () for own in found.ranking)
    assert found.confidence is not None and 0 < found.confidence <= 1


def test_a_cited_place_is_a_place_of_the_document(tmp_path: Path) -> None:
    system = product(tmp_path, TRUTHFUL[REPORT])
    for sentence in system.respond(question(REPORT)).sentences:
        (citation,) = sentence.citations
        document = system.documents[citation.source]
        assert document.text[citation.start : citation.end] == citation.quote


def test_a_sentence_that_was_held_back_is_told_with_the_checks_it_failed(tmp_path: Path) -> None:
    system = product(tmp_path, TRUTHFUL[REPORT] + "確報は、99日以内に提出しなければならない。［１］[7]", form="prose")
    found = system.respond(question(REPORT))
    right, wrong, *quoted = found.sentences
    assert (right.shown, wrong.shown) == (True, False)
    assert wrong.failed and wrong.reasons
    assert "99" not in found.text
    assert found.labels == (1, 1, 7, 1, 1)  # as written, full-width and made up; then those of the quoted sentences
    assert list(found.shown) == [right, *quoted]


def test_a_wrong_conclusion_leaves_the_quotations(tmp_path: Path) -> None:
    found = respond(tmp_path, question(REPORT), "漏えいを知った日から99日以内に速報を提出しなければならない。[1]")
    assert (found.refusal, found.answered) == (None, True)
    assert [own.verbatim for own in found.sentences] == [False, True, True]
    assert [own.verbatim for own in found.shown] == [True, True]
    assert "99" not in found.text


def test_a_refusal_before_the_model_has_said_a_word_has_no_tokens(tmp_path: Path) -> None:
    system = product(tmp_path, TRUTHFUL[REPORT])
    assert system.respond(question(REPORT)).tokens is not None
    found = system.respond(question("GPT-9の学習データは何件ですか"))
    assert found.refusal is not None
    assert (found.tokens, found.raw_output, found.labels, found.sentences) == (None, "", (), ())
    assert found.confidence is not None and 0 <= found.confidence <= 1


def test_the_day_that_a_question_fixes_narrows_the_search(tmp_path: Path) -> None:
    """The internal rules are in force from May 2026."""
    system = product(tmp_path, TRUTHFUL[RULES], "入力してはならない。[1]")
    now, before = (system.respond(question(RULES, day)) for day in (None, date(2026, 4, 15)))
    for kind in ("ranking", "evidence"):
        assert "rules/usage.md" in {own.source for own in getattr(now, kind)}
        assert "rules/usage.md" not in {own.source for own in getattr(before, kind)}


def test_a_question_that_the_product_refuses_to_take_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="長すぎます"):
        respond(tmp_path, question("あ" * 2001))


def test_the_ten_best_passages_are_ranked_whatever_is_laid_before_the_model(tmp_path: Path) -> None:
    opened = open_small_assistant(tmp_path, ScriptedGenerator([TRUTHFUL[REPORT]]))
    narrow = replace(opened.retriever, settings=RetrievalSettings(passages=1))
    settings = opened.settings.model_copy(update={"retrieval": RetrievalSettings(passages=1)})
    found = Product(replace(opened, retriever=narrow, settings=settings), CONTEXT).respond(question(REPORT))
    assert len({own.label for own in found.evidence if own.chosen}) == 1
    assert found.ranking is not None
    assert len(found.ranking) == 5


@pytest.mark.parametrize(
    "change",
    [
        {"retrieval": RetrievalSettings(dense_weight=1.0)},
        {"answer": {"overlap": 0.9}},
    ],
)
def test_another_setting_is_another_context(tmp_path: Path, change: dict[str, Any]) -> None:
    opened = open_small_assistant(tmp_path, ScriptedGenerator([]))
    settings = opened.settings.model_validate(opened.settings.model_dump() | change)
    before, after = (Product(replace(opened, settings=own), CONTEXT).context for own in (opened.settings, settings))
    assert fingerprint(before) != fingerprint(after)


def test_the_context_tells_all_that_an_answer_depends_on(tmp_path: Path) -> None:
    context = product(tmp_path).context
    assert set(context) == {"models", "index", "system", "form", "prompt", "retrieval", "answer", "today"}
    assert (context["index"], context["system"], context["today"]) == ("i", "assistant", "2026-11-21")
    assert fingerprint(context) == fingerprint(product(tmp_path).context)


def test_another_form_is_another_context_and_may_have_a_name(tmp_path: Path) -> None:
    quotes, prose = (product(tmp_path, form=form).context for form in ("quotes", "prose"))
    assert fingerprint(quotes) != fingerprint(prose)
    named = Product(open_small_assistant(tmp_path, ScriptedGenerator([])), CONTEXT, "assistant-quotes")
    assert (named.name, named.context["system"]) == ("assistant-quotes", "assistant-quotes")
    assert named.respond(question(REPORT)).system == "assistant-quotes"


def test_a_file_of_the_same_content_leads_to_the_same_document(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)
    (corpus / "copy.md").write_bytes((corpus / "incident.md").read_bytes())
    opened = open_small_assistant(tmp_path, ScriptedGenerator([]), corpus)
    found = by_source(opened.retriever.index.documents)
    assert len(found) == 6
    assert found["copy.md"] == found["incident.md"]
