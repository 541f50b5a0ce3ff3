"""The card says what is known and does not pretend where nothing was measured."""

import json
from datetime import date

from assistant.judge.training.card import Learnt, Training, card_page, card_row
from assistant.judge.training.measures import Bin, Measured
from assistant.judge.training.outcome import Figure, Outcome
from assistant.judge.training.sources import Source
from assistant.judge.training.terms import Terms

TRAINING = Training("support", date(2026, 11, 22), 3, 1234, 27.4, "Xeon、2 コア")
LEARNT = Learnt(
    (Terms("JSICK", "CC BY-SA 4.0", "https://example.invalid/jsick"),),
    (Source("指針 | 第2版", "PDL 1.0"), Source("社内規程", "")),
    {"文から作った組": 7127},
    ("judgements.jsonl",),
    864,
    2,
)
OUTCOME = Outcome(
    {"scale": 1.0},
    540,
    (Figure("accuracy", "正解率", Measured(0.91234, 0.9, 0.92), 1080), Figure("kind_date", "日付", None, 0)),
    (Bin(0.0, 1 / 15, 12, 0.031, 0.083),),
    ("根拠「甲」に対する誤った主張「乙」（数）を通した",),
)
PAGE = card_page(TRAINING, LEARNT, OUTCOME)


def test_figures_have_their_intervals_and_missing_ones_are_said_to_be_missing() -> None:
    assert "| 正解率 | 0.912 | 0.900〜0.920 | 1,080 |" in PAGE
    assert "| 日付 | 測れない | ― | 0 |" in PAGE
    assert "| 0.00〜0.07 | 12 | 0.031 | 0.083 |" in PAGE


def test_documents_are_named_with_their_terms_and_no_title_breaks_the_page() -> None:
    assert "- 指針 \\| 第2版（PDL 1.0）" in PAGE
    assert "- 社内規程（条件の記載なし）" in PAGE


def test_the_run_its_exclusions_and_its_failures_are_told() -> None:
    said = (
        "1,234 回",
        "27 分",
        "Xeon、2 コア",
        "乱数の種 3",
        "`judgements.jsonl` の文（864 件）",
        "読み飛ばした行・ファイル: 2 件",
    )
    assert [words for words in (*said, OUTCOME.worst[0], "このファイル: CC BY-SA 4.0") if words not in PAGE] == []


def test_without_calibration_the_page_warns() -> None:
    page = card_page(TRAINING, LEARNT, Outcome({}, 0, (), (), ()))
    assert "**校正していない**" in page
    assert "言った確率の平均" not in page


def test_the_row_in_the_file_is_json_without_what_differs_from_run_to_run() -> None:
    row = card_row(TRAINING, LEARNT, OUTCOME)
    assert row == card_row(TRAINING._replace(minutes=99.0, machine="別"), LEARNT, OUTCOME)
    assert row["metrics"] == {"accuracy": [0.9123, 0.9, 0.92]}
    assert json.loads(json.dumps(row, ensure_ascii=False, allow_nan=False)) == row
