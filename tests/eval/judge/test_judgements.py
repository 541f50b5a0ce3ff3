import json
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.ingest.corpus import corpus_files, read_corpus
from assistant.records import Document
from assistant_eval.judge.judgements import (
    LABELS,
    JudgeAgreement,
    Judgement,
    agreement,
    judgement_faults,
    read_judgements,
    verifier_agreement,
)
from assistant_eval.judge.model import Judge
from assistant_eval.judge.prompts import load_prompts, supports_messages
from assistant_eval.judge.reply_cache import ReplyCache
from assistant_eval.metrics.agreement import Confusion
from tests.stand_ins import ScriptedGenerator, small_corpus

QUESTIONS = Path(__file__).resolve().parents[3] / "eval" / "questions"
ROW = {
    "id": "j1",
    "source": "incident.md",
    "quote": "3日以内に速報を提出しなければならない。",
    "claim": "速報は、漏えいを知った日から3日以内に提出しなければならない。",
    "label": "supported",
}
OTHER_NUMBER = Judgement("j2", "incident.md", ROW["quote"], "速報は5日以内に提出しなければならない。", "contradicted")
ADDED = Judgement(
    "j3", "minutes.md", "令和6年5月22日に開催された。", "第9回会合は、東京都で開催された。", "unsupported"
)


def write(folder: Path, *rows: object, name: str = "judgements.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def documents(tmp_path: Path) -> dict[str, Document]:
    reading = read_corpus(corpus_files((small_corpus(tmp_path),)))
    return {document.source: document for document in reading.documents}


def scripted_agreement(folder: Path, replies: list[str], *judgements: Judgement) -> tuple[JudgeAgreement, list[object]]:
    generator = ScriptedGenerator(replies)
    steps: list[object] = []
    with ReplyCache(folder / "replies.jsonl") as cache:
        told = agreement(Judge(generator, "f", cache), judgements, lambda *step: steps.append(step), seed=1)
    assert len(generator.prompts) == len(replies)
    return told, steps


class TestReading:
    def test_a_row(self, tmp_path: Path) -> None:
        assert read_judgements(write(tmp_path, ROW)) == (Judgement(*ROW.values()),)

    def test_several_files_in_their_order(self, tmp_path: Path) -> None:
        paths = write(tmp_path, ROW), write(tmp_path, ROW | {"id": "j2"}, name="more.jsonl")
        assert [own.id for own in read_judgements(*paths)] == ["j1", "j2"]

    def test_empty_lines_and_a_byte_order_mark_do_not_matter(self, tmp_path: Path) -> None:
        path = tmp_path / "judgements.jsonl"
        path.write_text(f"\ufeff\n{json.dumps(ROW)}\n\n", encoding="utf-8")
        assert len(read_judgements(path)) == 1

    @pytest.mark.parametrize(
        ("row", "told"),
        [
            (ROW | {"label": "true"}, "label は supported、unsupported、contradicted のどれか"),
            (ROW | {"quote": " "}, "quote がありません"),
            (ROW | {"claim": 3}, "claim がありません"),
            ({name: value for name, value in ROW.items() if name != "source"}, "source がありません"),
            (ROW | {"comment": "x"}, "comment は知らない項目"),
            (["j2"], "オブジェクトではありません"),
        ],
    )
    def test_a_wrong_row_is_named_with_its_line(self, tmp_path: Path, row: object, told: str) -> None:
        with pytest.raises(AssistantError, match=f"2 行目が誤っています.*{told}"):
            read_judgements(write(tmp_path, ROW | {"id": "j0"}, row))

    def test_a_line_that_is_no_json_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "judgements.jsonl"
        path.write_text("{", encoding="utf-8")
        with pytest.raises(AssistantError, match="1 行目"):
            read_judgements(path)

    def test_an_id_may_not_come_twice_not_even_in_two_files(self, tmp_path: Path) -> None:
        paths = write(tmp_path, ROW), write(tmp_path, ROW, name="more.jsonl")
        with pytest.raises(AssistantError, match=r"1 行目の id j1 .*more\.jsonl"):
            read_judgements(*paths)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(AssistantError, match=r"開けません.*gone\.jsonl"):
            read_judgements(tmp_path / "gone.jsonl")

    def test_a_file_in_another_encoding_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "judgements.jsonl"
        path.write_bytes("判定".encode("cp932"))
        with pytest.raises(AssistantError, match="UTF-8 ではありません"):
            read_judgements(path)


class TestAgreement:
    def test_by_hand(self, tmp_path: Path) -> None:
        """Labelled yes, no, no; judged yes, yes, no: 2 of 3 right; p_e = (2·1 + 1·2)/9 = 4/9; (6/9 − 4/9)/(5/9) = .4."""
        first = Judgement(*ROW.values())
        told, steps = scripted_agreement(tmp_path, ["はい", "はい", "いいえ"], first, OTHER_NUMBER, ADDED)
        assert told.accuracy is not None
        assert told.accuracy.mean == pytest.approx(2 / 3)
        assert told.kappa == pytest.approx(0.4)
        assert told.confusion == Confusion(both=1, only_judged=1, only_labelled=0, neither=1)
        assert (told.sample, told.unjudged) == (3, 0)
        assert steps == [(1, 3), (2, 3), (3, 3)]

    def test_the_judge_is_shown_claim_and_quote(self, tmp_path: Path) -> None:
        generator = ScriptedGenerator(["はい"])
        with ReplyCache(tmp_path / "replies.jsonl") as cache:
            agreement(Judge(generator, "f", cache), [ADDED], lambda done, total: None, seed=1)
        assert generator.prompts == [supports_messages(ADDED.claim, ADDED.quote, load_prompts())]

    def test_what_got_no_verdict_is_counted_and_left_out(self, tmp_path: Path) -> None:
        """Of the two judged both are right: p_o = 1 and p_e = .5, so kappa is 1."""
        first = Judgement(*ROW.values())
        told, steps = scripted_agreement(tmp_path, ["はい", "さあ", "いいえ"], first, OTHER_NUMBER, ADDED)
        assert told.accuracy is not None
        assert told.accuracy.mean == 1.0
        assert told.kappa == 1.0
        assert told.confusion == Confusion(1, 0, 0, 1)
        assert (told.sample, told.unjudged) == (3, 1)
        assert steps[-1] == (3, 3)

    def test_a_judge_without_a_verdict_has_no_agreement(self, tmp_path: Path) -> None:
        told, _ = scripted_agreement(tmp_path, ["さあ"], ADDED)
        assert (told.accuracy, told.kappa, told.sample, told.unjudged) == (None, None, 1, 1)


class TestTheVerifier:
    def test_is_held_against_the_same_sample(self, tmp_path: Path) -> None:
        """It accepts the first and rejects another number, and words that the passage lacks where nearly all are wanted."""
        sample = (Judgement(*ROW.values()), OTHER_NUMBER, ADDED)
        told = verifier_agreement(sample, documents(tmp_path), 400, 0.9, seed=1)
        assert told.confusion == Confusion(both=1, only_judged=0, only_labelled=0, neither=2)
        assert (told.kappa, told.sample, told.unjudged) == (1.0, 3, 0)

    def test_gets_only_the_passage_of_the_quote(self, tmp_path: Path) -> None:
        """The claim stands in the second section; with a quote of the first one it has nothing to stand on."""
        text = "# 手引\n\n## 速報\n\n速報は3日以内に提出する。\n\n## 確報\n\n確報は30日以内に提出する。\n"
        corpus = small_corpus(tmp_path, {"guide.md": text}, "")
        by_source = {own.source: own for own in read_corpus(corpus_files((corpus,))).documents}
        claim = "確報は30日以内に提出する。"
        right, wrong = (
            Judgement(quote, "guide.md", quote, claim, "supported")
            for quote in ("確報は30日以内に提出する。", "速報は3日以内に提出する。")
        )
        told = verifier_agreement([right, wrong], by_source, 20, 0.5, seed=1)
        assert told.confusion == Confusion(both=1, only_judged=0, only_labelled=1, neither=0)

    def test_a_quote_that_is_not_there_is_unjudged(self, tmp_path: Path) -> None:
        gone = Judgement("j4", "gone.md", "3日以内", "3日以内である。", "supported")
        changed = Judgement("j5", "incident.md", "4日以内に速報", "4日以内である。", "contradicted")
        told = verifier_agreement([gone, changed], documents(tmp_path), 400, 0.5, seed=1)
        assert (told.accuracy, told.kappa, told.sample, told.unjudged) == (None, None, 2, 2)


def test_faults_name_what_does_not_fit_the_documents(tmp_path: Path) -> None:
    gone = Judgement("j4", "gone.md", "3日以内", "3日以内である。", "supported")
    changed = Judgement("j5", "incident.md", "4日以内に速報", "4日以内である。", "contradicted")
    spaced = Judgement("j6", "incident.md", "３日以内に\n速報", "3日以内である。", "supported")
    assert judgement_faults([gone, changed, spaced], documents(tmp_path)) == (
        "j4: 資料 gone.md がありません",
        "j5: 資料 incident.md に「4日以内に速報」がありません",
    )


ROOT = QUESTIONS.parent.parent


@pytest.mark.parametrize(
    ("name", "corpus"),
    [("starter-judgements", ROOT / "corpus"), ("development-judgements", ROOT.parent / "shared" / "corpus")],
)
def test_our_own_samples_fit_their_corpus_and_hold_every_label(name: str, corpus: Path) -> None:
    if not corpus.is_dir():
        pytest.skip(f"実文書のフォルダがありません: {corpus}")
    sample = read_judgements(QUESTIONS / f"{name}.jsonl")
    reading = read_corpus(corpus_files((corpus,)))
    assert judgement_faults(sample, {document.source: document for document in reading.documents}) == ()
    assert {own.label for own in sample} == set(LABELS)
