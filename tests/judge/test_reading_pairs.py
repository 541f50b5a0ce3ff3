"""What the judges read: pairs in the embedder's form, long texts in windows, nothing for texts without words."""

import numpy as np
import pytest

from assistant.judge.judge_file import JudgeFile, JudgeKind
from assistant.judge.network import JudgeNetwork
from assistant.judge.opinions import Pair
from assistant.judge.pairs import MOST_FIRST, POSITIONS, encode_pairs
from assistant.judge.relevance import NOTHING, RelevanceJudge
from assistant.judge.stored import stored
from assistant.judge.support import SupportJudge
from assistant.records import Span

from .tiny_encoder import BEGIN, END, TinyEncoder

LONG = "".join(f"第{number}条の規定による報告は、書面で行う。" for number in range(60))
SHAPES: dict[JudgeKind, tuple[str, int, int]] = {"relevance": ("second", 2, 1), "support": ("first", 1, 3)}


def judge_file(encoder: TinyEncoder, kind: JudgeKind) -> JudgeFile:
    """An untrained judge."""
    network = JudgeNetwork(encoder.encoder, 1, *SHAPES[kind])
    calibration = {"slope": 1.0, "offset": 0.0, "scale": 1.0, "shift": [0.0, 0.0, 0.0]}
    return JudgeFile(kind, encoder.name, encoder.fingerprint, 1, calibration, {}, stored(network, 1000))


def relevance(encoder: TinyEncoder) -> RelevanceJudge:
    return RelevanceJudge(encoder, judge_file(encoder, "relevance"))


def test_a_pair_is_laid_out_as_the_embedder_knows_texts() -> None:
    ((row,),) = encode_pairs([Pair("何か", "題", "答え")], TinyEncoder())
    tokens = [own.ids for own in TinyEncoder().tokenize(["query: 何か", "passage: 題", "答え"])]
    assert list(row.ids) == [BEGIN, *tokens[0], END, *tokens[1], *tokens[2], END]
    assert row.ids[row.second.start : row.second.end] == tuple(tokens[2])
    assert row.second_offsets == ((0, 1), (1, 2))


def test_offsets_of_the_first_text_leave_the_prefix_out() -> None:
    ((row,),) = encode_pairs([Pair("何か", "", "答え")], TinyEncoder())
    assert row.first_offsets[-2:] == ((0, 1), (1, 2))
    assert all(end == 0 for _, end in row.first_offsets[:-2])


def test_a_long_text_is_read_in_windows_that_overlap_and_leave_nothing_out() -> None:
    (windows,) = encode_pairs([Pair("問い", "題", LONG)], TinyEncoder())
    assert len(windows) > 1
    assert all(len(row.ids) <= POSITIONS for row in windows)
    read = {place for row in windows for place, _ in row.second_offsets}
    assert read == {place for place, character in enumerate(LONG) if not character.isspace()}
    assert windows[1].second_offsets[0] < windows[0].second_offsets[-1]


def test_a_long_question_is_cut_so_that_a_text_has_room() -> None:
    ((row,),) = encode_pairs([Pair("問" * 1000, "", "答え")], TinyEncoder())
    assert row.first == Span(1, 1 + MOST_FIRST)
    assert len(row.second_offsets) == 2


def test_of_a_long_passage_the_best_window_counts() -> None:
    encoder = TinyEncoder()
    judge = relevance(encoder)
    (windows,) = encode_pairs([Pair("問い", "題", LONG)], encoder)
    parts = [LONG[row.second_offsets[0][0] : row.second_offsets[-1][1]] for row in windows]
    alone = [reading.logit for reading in judge.read("問い", [("題", part) for part in parts])]
    (whole,) = judge.read("問い", [("題", LONG)])
    assert max(alone) - min(alone) > 1e-4
    assert whole.logit == pytest.approx(max(alone), abs=1e-4)
    assert {at.start for at, _ in whole.tokens} == {place for row in windows for place, _ in row.second_offsets}


def test_a_reading_does_not_depend_on_what_else_is_read() -> None:
    judge = relevance(TinyEncoder())
    (alone,) = judge.read("何日以内か", [("手引", "三日以内に報告する。")])
    among = judge.read("何日以内か", [("", LONG), ("手引", "三日以内に報告する。"), ("", "短い。")])[1]
    assert among.logit == pytest.approx(alone.logit, abs=1e-4)
    assert [at for at, _ in among.tokens] == [at for at, _ in alone.tokens]


@pytest.mark.parametrize(("question", "text"), [("", "本文。"), (" \n", "本文。"), ("問い", ""), ("問い", "　\n")])
def test_without_words_a_passage_answers_nothing(question: str, text: str) -> None:
    judge = relevance(TinyEncoder())
    (reading,) = judge.read(question, [("題", text)])
    assert (reading.logit, reading.tokens) == (NOTHING, ())
    assert reading.best_within(Span(0, 10)) == float("-inf")
    assert judge.probabilities(question, [("題", text)])[0] < 1e-6


def test_no_passages_no_readings() -> None:
    judge = relevance(TinyEncoder())
    assert judge.read("問い", []) == ()
    assert judge.probabilities("問い", []).shape == (0,)


@pytest.mark.parametrize("text", ["Ответ через 3 дня.", "答えは🙂です。", "\u200bのみ", "ﾊﾝｶｸ１２"])
def test_other_scripts_are_read_like_any_text(text: str) -> None:
    encoder = TinyEncoder()
    assert np.isfinite(relevance(encoder).probabilities("問い", [("", text)])).all()
    judge = SupportJudge(encoder, judge_file(encoder, "support"))
    assert judge.probabilities([(text, text)]).sum() == pytest.approx(1.0, abs=1e-5)


def test_support_of_texts_without_words_is_none() -> None:
    encoder = TinyEncoder()
    judge = SupportJudge(encoder, judge_file(encoder, "support"))
    rows = judge.probabilities([("", "主張。"), ("根拠。", ""), ("根拠。", "主張。")])
    assert rows[:2].tolist() == [[0.0, 1.0, 0.0]] * 2
    assert 0 < rows[2, 0] < 1
    assert judge.probabilities([]).shape == (0, 3)


def test_doubt_falls_on_characters_of_the_claim() -> None:
    encoder = TinyEncoder()
    judge = SupportJudge(encoder, judge_file(encoder, "support"))
    claims = ["七日以内に報告する。", "a", "報", "。"]
    for claim, opinion in zip(
        claims, judge.read([Pair(own, "", "三日以内に報告する。") for own in claims]), strict=True
    ):
        assert opinion.doubt is not None
        assert 0 <= opinion.doubt.start < opinion.doubt.end <= len(claim)
    assert judge.read([Pair("", "", "三日以内に報告する。")])[0].doubt is None
