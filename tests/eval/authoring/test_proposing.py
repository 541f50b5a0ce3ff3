from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.index.build import build_index
from assistant.index.opened import Index, open_index
from assistant.models.catalogue import find_entry
from assistant.models.generator import GeneratorOptions, LlamaProcess
from assistant.models.store import locate_file
from assistant.settings import load_settings
from assistant_eval.authoring.proposing import TRIES, append, propose
from assistant_eval.gold import faults, holds
from assistant_eval.question_set import read_questions
from assistant_eval.records import Alternative, Question
from tests.stand_ins import DAY, DOCUMENTS, SOURCES, HashingEmbedder, ScriptedGenerator, small_corpus

# What a model would write, by the last words of the passage that it is shown.
REPLIES = {
    "この限りでない。": "質問: 顧客の個人情報を生成AIに入れてもよいですか？\n引用: 顧客の個人情報を生成AIに入力してはならない\n",
    "確認するよう努める。": "質問: AI提供者は利用者に何を説明しますか？\n引用: 出力に誤りが含まれ得ること\n",
    "許諾を得なければならない。": "質問: 別途の許諾が要るのはどんな事業者ですか？\n引用: 月間利用者数が7億人を超える\n",
    "30日以内に提出しなければならない。": "質問: 速報はいつまでに出しますか？\n引用: 3日以内\n",
    "導入は決定されていない。": "質問: 第9回の会合はいつ開かれましたか？\n引用: 令和6年5月22日\n",
}
ENGLISH = {
    "terms.md": "# Terms\n\nYou may use the outputs of the model to train other models only under this licence.\n"
}


def small_index(folder: Path, documents: Mapping[str, str] = DOCUMENTS, sources: str = SOURCES) -> Index:
    embedder = HashingEmbedder()
    build_index((small_corpus(folder, documents, sources),), folder / "index", embedder, 400, DAY)
    return open_index(folder / "index", embedder.name, embedder.fingerprint)


def test_each_document_gives_a_question_whose_words_stand_in_it(tmp_path: Path) -> None:
    index = small_index(tmp_path)
    questions = tuple(propose(index, ScriptedGenerator(REPLIES), 5, 1))
    assert {own.gold[0][0].source for own in questions} == set(DOCUMENTS)
    assert faults(questions, index.documents.values()) == ()
    assert {(own.type, own.split, own.reviewed, own.refuse) for own in questions} == {("everyday", "test", False, None)}
    assert [own.id for own in questions] == ["new-1", "new-2", "new-3", "new-4", "new-5"]


def test_gold_is_the_sentence_the_fact_the_words_and_the_note_tells_the_place(tmp_path: Path) -> None:
    questions = tuple(propose(small_index(tmp_path), ScriptedGenerator(REPLIES), 5, 1))
    (question,) = [own for own in questions if own.gold[0][0].source == "incident.md"]
    quote = "事業者は、漏えいを知った日から3日以内に速報を提出しなければならない。"
    assert question.gold == ((Alternative("incident.md", quote),),)
    assert len(question.nuggets) == 1
    assert question.note == "scripted が提案: 漏えい等報告の手引"  # its one passage is the whole document


def test_the_note_names_the_place_within_the_document(tmp_path: Path) -> None:
    rule = "# 規程\n\n" + "".join(
        f"## 第{number}条\n\n甲は、乙を{number}日以内に丙へ届け出なければならない。{'ただし書。' * 60}\n\n"
        for number in "一二"
    )
    reply = "質問: 乙を丙に届け出る期限は何日ですか？\n引用: {}日以内\n"
    generator = ScriptedGenerator([reply.format("一"), ""])
    (question,) = propose(small_index(tmp_path, {"rule.md": rule}, ""), generator, 5, 2)
    assert question.note == "scripted が提案: 規程 第1条"


def test_a_long_quote_is_no_fact(tmp_path: Path) -> None:
    questions = tuple(propose(small_index(tmp_path), ScriptedGenerator(REPLIES), 5, 1))
    assert [own.nuggets for own in questions if own.gold[0][0].source == "rules/usage.md"] == [()]


def test_the_seed_decides_the_order(tmp_path: Path) -> None:
    index = small_index(tmp_path)
    orders = [
        [own.gold[0][0].source for own in propose(index, ScriptedGenerator(REPLIES), 5, seed)] for seed in (1, 1, 2, 3)
    ]
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) > 1


def test_no_more_come_than_are_wanted(tmp_path: Path) -> None:
    generator = ScriptedGenerator(REPLIES)
    assert len(tuple(propose(small_index(tmp_path), generator, 2, 1))) == 2
    assert len(generator.prompts) == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_japanese_documents_come_first(tmp_path: Path, seed: int) -> None:
    index = small_index(tmp_path, {**DOCUMENTS, **ENGLISH})
    generator = ScriptedGenerator({**REPLIES, "under this licence.": ""})
    assert len(tuple(propose(index, generator, 6, seed))) == 5
    assert [prompt[-1].content.startswith("題名: Terms") for prompt in generator.prompts] == [False] * 5 + [True]


def test_scraps_and_tables_of_contents_are_passed_over(tmp_path: Path) -> None:
    documents = {
        "a.md": "# 甲\n\n短い。\n",
        "b.md": "# 目次\n\n第1章 総則 ........ 3\n第2章 細則 ........ 9\n" + "第3章 罰則 ........ 12\n" * 5,
    }
    generator = ScriptedGenerator([])
    assert tuple(propose(small_index(tmp_path, documents, ""), generator, 5, 1)) == ()
    assert generator.prompts == []


def test_replies_that_hold_no_water_are_dropped_and_the_next_passage_is_asked(tmp_path: Path) -> None:
    bad = ["", "質問: この文書の期限は？\n引用: 3日以内", "質問: 何ですか、これはいったい？\n引用: どこにもない語句"]
    generator = ScriptedGenerator([*bad, *bad])
    assert tuple(propose(small_index(tmp_path), generator, 1, 1)) == ()
    assert len(generator.prompts) == TRIES


def test_passages_of_known_questions_and_known_questions_are_left_out(tmp_path: Path) -> None:
    index = small_index(tmp_path)
    first = tuple(propose(index, ScriptedGenerator(REPLIES), 2, 1))
    generator = ScriptedGenerator(REPLIES)
    rest = tuple(propose(index, generator, 5, 1, first))
    assert len(generator.prompts) == len(rest) == 3
    assert {own.gold[0][0].source for own in (*first, *rest)} == set(DOCUMENTS)
    assert [own.id for own in rest] == ["new-3", "new-4", "new-5"]
    copies = tuple(replace(own, gold=(), refuse="far", question=f"{own.question[:-1]}。") for own in rest)
    assert tuple(propose(index, ScriptedGenerator(REPLIES), 5, 1, (*first, *copies))) == ()


def test_the_model_is_stopped_after_its_two_lines(tmp_path: Path) -> None:
    generator = ScriptedGenerator({end: f"{reply}質問: {'もう一つ' * 50}" for end, reply in REPLIES.items()})
    assert len(tuple(propose(small_index(tmp_path), generator, 5, 1))) == 5
    assert generator.stops == ["cancelled"] * 5


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    tuple(propose(small_index(tmp_path), ScriptedGenerator(REPLIES), 2, 1, (), lambda *own: told.append(own)))
    assert told[0] == ("質問の提案", 0, 2)
    assert told[-1] == ("質問の提案", 2, 2)


def test_an_interruption_loses_no_question(tmp_path: Path) -> None:
    path, index = tmp_path / "set.jsonl", small_index(tmp_path)

    def interrupted(known: tuple[Question, ...]) -> None:
        proposed = propose(index, ScriptedGenerator(REPLIES), 5 - len(known), 1, known)
        append(path, known, (question for _, question in zip(range(2), proposed, strict=False)))

    interrupted(())
    kept = read_questions(path)
    assert len(kept) == 2
    interrupted(kept)
    assert read_questions(path)[:2] == kept
    assert len(read_questions(path)) == 4


def test_a_failure_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    """The script runs out at the third passage: the two questions before are on disk."""
    path, index = tmp_path / "set.jsonl", small_index(tmp_path)
    known = tuple(propose(index, ScriptedGenerator(REPLIES), 5, 1))
    replies = [next(own for end, own in REPLIES.items() if _ends(index, question, end)) for question in known[:2]]
    with pytest.raises(AssertionError, match="one more was asked for"):
        append(path, (), propose(index, ScriptedGenerator(replies), 5, 1))
    assert read_questions(path) == known[:2]


def _ends(index: Index, question: Question, end: str) -> bool:
    source = question.gold[0][0].source
    return any(own.source == source and own.text.rstrip().endswith(end) for own in index.documents.values())


@pytest.mark.models
def test_the_small_model_proposes_what_stands_in_the_documents(tmp_path: Path) -> None:
    index = small_index(tmp_path)
    folder, name = load_settings().models.folder, "qwen2.5-coder-0.5b-instruct"
    generator = LlamaProcess(
        locate_file(find_entry(name, folder), folder), name, "chatml", GeneratorOptions(2048, 160, 0, 0)
    )
    try:
        questions = tuple(propose(index, generator, 5, 1))
    finally:
        generator.close()
    texts = {document.source: document.text for document in index.documents.values()}
    assert questions  # 3 of 5 when this was written
    for question in questions:
        ((words,),) = question.gold
        assert holds(texts[words.source], words.quote)
        assert not question.reviewed
    assert faults(questions, index.documents.values()) == ()
