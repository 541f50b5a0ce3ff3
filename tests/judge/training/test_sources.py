"""Everything that is read for a training, out of files."""

import json
from pathlib import Path
from random import Random

import pytest

from assistant.errors import AssistantError
from assistant.judge.training.made_questions import made_questions
from assistant.judge.training.sources import DataFiles, Report, Source, Sources, held_out, joined, read_sources
from assistant.judge.training.squad import Asked, QuestionSet, Text
from assistant.records import Span
from tests.stand_ins import small_corpus


def quiet(step: str, done: int, total: int, remark: str) -> None:
    """Say nothing."""


def asked_set(documents: int) -> QuestionSet:
    passages = tuple(Text(number, "題", f"{number}日である。") for number in range(1, documents + 1))
    return QuestionSet(passages, tuple(Asked("何日か", number, Span(0, 2)) for number in range(documents)), ("行",))


def read(files: DataFiles, report: Report = quiet) -> Sources:
    return read_sources(files, 1, report)


def test_sets_are_joined_with_every_question_at_its_passage() -> None:
    whole = joined([asked_set(23), asked_set(5)])
    assert (len(whole.passages), len(whole.questions), whole.skipped) == (28, 28, ("行", "行"))
    assert all(
        whole.passages[own.passage].text[own.answer.start : own.answer.end][-1:] in "日0123456789"
        for own in whole.questions
    )
    assert [own.passage for own in whole.questions] == list(range(28))
    assert len({text.document for text in whole.passages}) == 28


def test_joining_leaves_the_same_documents_held_out() -> None:
    own = asked_set(47)
    whole = joined([asked_set(23), own])
    assert [held_out(text.document) for text in whole.passages[23:]] == [
        held_out(text.document) for text in own.passages
    ]


def test_one_in_twenty_is_held_out() -> None:
    assert [number for number in range(60) if held_out(number)] == [7, 27, 47]


def test_a_corpus_is_read_with_titles_and_terms_and_unreadable_files_are_named(tmp_path: Path) -> None:
    folder = small_corpus(tmp_path)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "law.md").write_text("# 見本法\n\n第一条　この法律は、見本とする。\n", encoding="utf-8")
    (folder / "sources.toml").write_text(
        (folder / "sources.toml").read_text(encoding="utf-8")
        + '\n[[document]]\npath = "law.md"\nauthority = "statute"\n\n[[document]]\npath = "minutes.md"\nrights = "PDL 1.0"\n',
        encoding="utf-8",
    )
    steps: list[tuple[str, int, int, str]] = []
    found = read(DataFiles(corpus=(folder,)), lambda *told: steps.append(told))
    terms = {document.title: document.rights for document in found.documents}
    assert terms["AI戦略会合議事概要"] == "PDL 1.0"
    assert "著作権法第13条" in terms["見本法"]
    assert terms["社内AI利用規程"] == ""
    assert any("漏えいを知った日から3日以内" in text.text for text in found.corpus)
    (skipped,) = found.skipped
    assert skipped.startswith("picture.png を飛ばしました（")
    assert steps[-1] == ("読み取り", 7, 7, "")


def test_a_folder_without_documents_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="学習に使える文書がありません"):
        read(DataFiles(corpus=(tmp_path,)))
    with pytest.raises(AssistantError, match="nowhere"):
        read(DataFiles(corpus=(tmp_path / "nowhere",)))


def test_words_of_an_evaluation_are_kept_out_whatever_its_rows_are_called(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    rows = [
        {"id": "a", "quote": "甲は報告する。", "claim": "報告は甲がする。"},
        {"id": "b", "claim": "乙。"},
        {"quote": 3},
    ]
    path.write_text("\n".join(["{", *(json.dumps(row) for row in rows)]), encoding="utf-8")
    found = read(DataFiles(exclude=(path,)))
    assert found.excluded == ("甲は報告する。", "報告は甲がする。", "乙。")
    assert [line for line in found.skipped if "judgements.jsonl: 1 行目" in line]


def test_an_evaluation_file_without_such_words_would_exclude_nothing_and_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "何か"}\n', encoding="utf-8")
    with pytest.raises(AssistantError, match=r"quote も claim もありません: .*questions\.jsonl"):
        read(DataFiles(exclude=(path,)))


def test_nothing_given_nothing_read() -> None:
    assert read(DataFiles()) == Sources(QuestionSet((), (), ()), (), (), (), read(DataFiles()).corrections, (), ())
    assert Source("題", "") == ("題", "")


TEXT = Text(
    3,
    "手引",
    "事業者は、漏えいを知った日から三十日以内に、個人情報保護委員会に報告しなければならない。"
    "利用者は、生成した文章を公表する前に、内容の正確性を確認するよう努めるものとする。",
)


def test_the_answer_of_a_made_question_stands_in_its_passage() -> None:
    made, cut_from = made_questions([TEXT._replace(text="前置きである。"), TEXT], (), Random(1))
    assert made.questions
    assert {cut_from[own.passage] for own in made.questions} == {1}
    answers = {made.passages[own.passage].text[own.answer.start : own.answer.end] for own in made.questions}
    assert any("個人情報保護委員会" in answer or "三十日" in answer for answer in answers)
    assert all(text.document == 3 for text in made.passages)


def test_an_excluded_sentence_is_not_asked_about() -> None:
    asked = made_questions([TEXT], ("生成した文章を公表する前に",), Random(1)).asked
    ends = TEXT.text.index("利用者は、")
    assert asked.questions
    assert all(
        asked.passages[own.passage].text.startswith("事業者") and own.answer.end <= ends for own in asked.questions
    )


def test_the_same_seed_makes_the_same_questions() -> None:
    assert made_questions([TEXT], (), Random(1)) == made_questions([TEXT], (), Random(1))
