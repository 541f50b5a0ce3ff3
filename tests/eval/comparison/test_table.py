from typing import Any

from assistant_eval.columns import width
from assistant_eval.comparison.comparing import compare
from assistant_eval.comparison.table import comparison_lines
from tests.eval.made_report import made_answer, made_report


def lines(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    return list(comparison_lines(compare(first, second, "assistant", "assistant", seed=1)))


def line(start: str, found: list[str]) -> str:
    (own,) = [own for own in found if own.strip().startswith(start)]
    return own


def test_figures_stand_side_by_side_with_their_verdict() -> None:
    slow, quick = {"correct": [0.0], "total_s": [4.0]}, {"correct": [1.0], "total_s": [1.5]}
    found = lines(
        made_report([made_answer(number, "wrong", grades=slow) for number in range(6)]),
        made_report([made_answer(number, grades=quick) for number in range(6)], seed=2),
    )
    assert found[0] == "A: 本製品（scripted、2026-11-22T09:00:00+09:00、rules）"
    assert found[2] == "共通の質問: 6 問。差は B − A"
    assert found[3].startswith("注意: 乱数の種が違います")
    assert line("正答率", found).split() == [
        "正答率",
        "0.000",
        "1.000",
        "+1.000",
        "[+1.000,",
        "+1.000]",
        "6",
        "0.031",
        "改善",
    ]
    assert line("回答の完了まで（中央値）", found).split() == (
        ["回答の完了まで（中央値）", "4.00", "秒", "1.50", "秒", "-2.50", "秒", "[-2.50,", "-2.50]", "6"]
    )
    assert line("nDCG@10", found).split() == ["nDCG@10", "該当なし", "該当なし"]
    assert (
        line("■ 質問ごとの変化", found)
        == "■ 質問ごとの変化: 良くなった 6 問、悪くなった 0 問、同じ 0 問、その他の変化 0 問"
    )


def test_columns_stand_below_each_other_whatever_the_width_of_the_letters() -> None:
    grades = {"correct": [0.5], "ndcg_10": [0.5], "citation_recall": [0.5]}
    found = lines(made_report([made_answer(1, grades=grades)]), made_report([made_answer(1, grades=grades)]))
    rows = [line(name, found) for name in ("正答率", "nDCG@10", "引用再現率")]
    assert len({width(own[: own.index("0.500")]) for own in rows}) == 1
    assert len({width(own[: own.index("差は不明")]) for own in rows}) == 1


def test_questions_that_changed_show_both_answers_shortened() -> None:
    before = [made_answer(1, "correct", text="3日以内です。"), made_answer(2, "correct"), made_answer(3, "partial")]
    after = [
        made_answer(1, "wrong", text="五日以内です。\n" + "以下も同じ。" * 40),
        made_answer(2, "correct", text="変わらない答え"),
        made_answer(3, "failed", text="", failure="モデルが応答しません"),
        made_answer(4, "correct"),
    ]
    found = lines(made_report(before), made_report(after))
    at = found.index("【悪くなった】")
    assert found[at + 1] == "  q1: 速報はいつまでに提出しますか（1）"
    assert found[at + 2] == "    A 正答: 3日以内です。"
    assert found[at + 3].startswith("    B 誤答: 五日以内です。 以下も同じ。")
    assert found[at + 3].endswith("…")
    assert width(found[at + 3]) <= 120
    assert found[at + 6] == "    B 動作失敗: モデルが応答しません"
    assert not any("変わらない答え" in own for own in found)
    assert "【良くなった】" not in found
    assert found[-2:] == [
        "■ 比べていない質問: 1 件",
        "  B q4（もう一方にありません）: 速報はいつまでに提出しますか（4）",
    ]


def test_what_a_model_wrote_cannot_steer_the_terminal() -> None:
    found = lines(made_report([made_answer(1, "wrong")]), made_report([made_answer(1, text="\x1b[2J\u202e消す")]))
    assert "    B 正答: 〔U+001B〕[2J〔U+202E〕消す" in found
    assert not any("\x1b" in own or "\u202e" in own for own in found)
