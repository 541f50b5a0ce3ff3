"""The baselines over the five documents, with the stand-ins."""

from datetime import date
from pathlib import Path

import pytest

from assistant.answer.verification.labels import labelled_sentences
from assistant_eval.records import Question, Response
from assistant_eval.systems.baselines import GIVEN, ClosedBook, PlainRag, declined
from assistant_eval.systems.plain_chain import build_plain_chain
from tests.stand_ins import HashingEmbedder, ScriptedGenerator, open_small_assistant

ASKED = "漏えいの速報はいつまでに提出しますか"
CONTEXT = {"models": {"generator": "scripted"}, "index": "i"}


def question(as_of: date | None = None) -> Question:
    return Question("q", "dev", "other", ASKED, as_of=as_of)


def plain(folder: Path, generator: ScriptedGenerator) -> PlainRag:
    documents = open_small_assistant(folder, generator).retriever.index.documents
    return PlainRag(build_plain_chain(documents.values(), HashingEmbedder()), generator, CONTEXT)


def answered(folder: Path, script: str) -> Response:
    found: Response = plain(folder, ScriptedGenerator([script])).respond(question())
    return found


def test_what_the_model_writes_is_shown_as_it_comes(tmp_path: Path) -> None:
    system = plain(tmp_path, ScriptedGenerator([" 速報は99日以内です[1]。確報は30日以内です［２］[9]。\n"]))
    found = system.respond(question())
    assert (found.question_id, found.system, found.refusal, found.failure) == ("q", "plain-chain", None, None)
    assert found.text == "速報は99日以内です[1]。確報は30日以内です［２］[9]。"
    assert [(own.text, own.shown) for own in found.sentences] == [
        ("速報は99日以内です。", True),
        ("確報は30日以内です。", True),
    ]
    assert found.labels == (1, 2, 9)
    assert [[own.label for own in sentence.citations] for sentence in found.sentences] == [[1], [2]]  # no [9] is given
    for sentence in found.sentences:
        (citation,) = sentence.citations
        place = found.evidence[citation.label - 1]
        assert (citation.source, citation.start, citation.end, citation.quote) == (
            place.source,
            place.start,
            place.end,
            "",
        )
        assert citation.source in system.documents


def test_four_chunks_are_given_and_ten_ranked(tmp_path: Path) -> None:
    generator = ScriptedGenerator(["3日以内です。[1]"])
    found = plain(tmp_path, generator).respond(question())
    assert found.ranking is not None
    assert [own.label for own in found.ranking] == [1, 2, 3, 4, 5]  # there are five
    assert found.evidence == found.ranking[:GIVEN]
    assert found.ranking[0].source == "incident.md"
    ((system, user),) = generator.prompts
    assert "[1] のように" in system.content
    assert user.content.startswith("[1] 漏えい等報告の手引")
    assert user.content.endswith(f"\n\n質問: {ASKED}")
    assert "[4] " in user.content and "[5] " not in user.content


def test_time_tokens_and_how_near_the_best_chunk_was_are_told(tmp_path: Path) -> None:
    found = answered(tmp_path, "3日以内です。[1]")
    assert found.tokens is not None and (found.tokens.written, found.tokens.reused) == (3, 0)
    assert found.confidence is not None and 0 < found.confidence <= 1
    assert 0 < found.timings.embed_s <= found.timings.retrieve_s
    assert found.timings.first_token_s is not None
    assert found.timings.retrieve_s <= found.timings.first_token_s <= found.timings.total_s
    assert (found.timings.prefill_s, found.timings.decode_s is None) == (0.0, False)


def test_the_plain_chain_over_no_documents_is_sure_of_nothing() -> None:
    generator = ScriptedGenerator(["資料からは確認できません。"])
    found = PlainRag(build_plain_chain([], HashingEmbedder()), generator, CONTEXT).respond(question())
    assert (found.confidence, found.evidence, found.ranking, found.refusal) == (0.0, (), (), "declined")


def test_the_model_alone_has_no_source() -> None:
    generator = ScriptedGenerator(["3日以内です[1]。"])
    system = ClosedBook(generator, CONTEXT)
    found = system.respond(question())
    assert (found.system, found.refusal, found.evidence, found.ranking, found.confidence) == (
        "closed-book",
        None,
        (),
        None,  # it does not search
        None,
    )
    assert [(own.text, own.citations) for own in found.sentences] == [("3日以内です。", ())]
    assert found.labels == (1,)  # made up: it was given none
    assert system.documents == {}
    assert (found.timings.retrieve_s, found.timings.embed_s) == (0.0, 0.0)
    ((_, user),) = generator.prompts
    assert user.content == ASKED


def test_the_day_that_a_question_fixes_is_told_to_both(tmp_path: Path) -> None:
    generator = ScriptedGenerator(["3日以内です。"] * 2)
    for system in (plain(tmp_path, generator), ClosedBook(generator, CONTEXT)):
        system.respond(question(date(2026, 4, 1)))
    assert [own[-1].content.endswith(f"{ASKED}（2026年4月1日の時点で）") for own in generator.prompts] == [True, True]


def test_contexts_tell_the_systems_apart(tmp_path: Path) -> None:
    generator = ScriptedGenerator([])
    chain, alone = plain(tmp_path, generator).context, ClosedBook(generator, CONTEXT).context
    assert (chain["system"], alone["system"]) == ("plain-chain", "closed-book")
    assert chain["chunk"] == [450, 50, 4]
    assert CONTEXT.items() <= chain.items() and CONTEXT.items() <= alone.items()


def test_nothing_written_is_a_refusal(tmp_path: Path) -> None:
    found = answered(tmp_path, "\n")
    assert (found.text, found.refusal, found.sentences, found.tokens is None) == ("", "declined", (), False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "資料からは確認できません。",  # what the prompt asks for
        "資料からは確認できません。[1]",
        "資料から確認できませんでした",
        "分かりません。",
        "私にはわかりません。",
        "申し訳ありませんが、資料からは確認できません。",
        "申し訳ありません。その質問にはお答えできません。",
        "回答いたしかねます。",
        "お答えすることはできません。",
        "回答することができません。",
        "答えることができません。",
        "提供された資料には、罰則についての記載がありません。",
        "資料には記載されていません。",
        "資料には具体的な金額は記載されておりません。",
        "与えられた文書には、そのような情報は含まれていません。",
        "資料に該当する記述は見当たりません。",
        "資料には、期限について言及されていません。",
        "資料には書かれていません。",
        "[1]の資料には記載がありません。",
        "この資料からは判断できません。",
        "資料からは読み取ることができません。",
        "資料に記載がないため、お答えできません。",
        "情報が不足しているため、判断できません。",
        "関連する情報は見つかりませんでした。",
        "資料の中に答えはありません。",
        "不明です。",
        "資料には 記載が ありません！",
        "資料からは確認できません。分かりません。",
    ],
)
def test_a_sentence_that_says_the_sources_do_not_tell_is_no_answer(text: str) -> None:
    assert declined(labelled_sentences(text)) == "declined"


@pytest.mark.parametrize(
    "text",
    [
        "従業員は、顧客の個人情報を生成AIに入力してはならない。",
        "個人情報を入力することはできません。",
        "統一的な規制の導入は決定されていない。",
        "AI法に罰則の規定はありません。",  # of the law, not of the sources
        "確認できない場合は、提供してはならない。",
        "本人が確認できないときは、申請を受け付けません。",
        "利用者が分からない場合は、管理責任者に確認する。",
        "学習データの出典が分からないものは使ってはならない。",
        "出典を記載しないで利用することはできません。",
        "文書に記載のない情報を入力してはならない。",
        "入力した情報は学習に使われません。",
        "事業者は、苦情に回答できる体制を整備しなければならない。",
        "30日以内に回答できます。",
        "お答えできます。",
        "資料には記載がありませんが、一般的には3日以内です。",
        "資料からは確認できません。速報は3日以内です。",  # it says so, and answers all the same
        "3",
    ],
)
def test_an_answer_that_contains_a_negative_is_an_answer(text: str) -> None:
    assert declined(labelled_sentences(text)) is None
