"""What the names of a report are called on the page."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

GROUPS: Final = {
    "headline": "主要指標",
    "retrieval": "検索",
    "citations": "引用",
    "faithfulness": "資料への忠実さ",
    "answers": "回答",
    "refusal": "回答を控える判断",
    "cost": "時間と資源",
}
KINDS: Final = {
    "everyday": "日常のことば",
    "statute": "法令の文言",
    "address": "条番号",
    "abbreviation": "略称",
    "as-of": "時点の指定",
    "list": "列挙",
    "cross": "複数の箇所",
    "far": "範囲外",
    "near-miss": "似て非なる",
    "false-premise": "誤った前提",
    "wrong-date": "時点の誤り",
    "injected": "指示の混入",
}
SPLITS: Final = {"dev": "開発用", "test": "試験用", "held": "未公開"}
BETTER: Final = {"higher": "↑ 高いほど良い", "lower": "↓ 低いほど良い"}
CHANGES: Final = {"better": "良くなった", "worse": "悪くなった", "same": "同じ", "other": "その他の変化"}
VERDICTS: Final = {"better": "改善", "worse": "悪化", "unclear": "差は不明"}
TIMINGS: Final = {
    "retrieve_s": "根拠の表示まで",
    "first_claim_s": "最初の文の表示まで",
    "first_token_s": "最初の語まで",
    "total_s": "全体",
    "embed_s": "うち埋め込み",
    "judge_s": "うち審査",
    "prefill_s": "うち入力の処理",
    "decode_s": "うち生成",
}
TOKENS: Final = {"prompt": "入力", "reused": "うち再利用", "written": "出力"}


class Outcome(NamedTuple):
    """How an answer is called; `sign` and `tone` (good, fair, bad) show it at a glance, 0 is the worst `rank`."""

    key: str
    label: str
    sign: str
    tone: str
    rank: int


OUTCOMES: Final = (
    Outcome("failed", "動作失敗", "！", "bad", 0),
    Outcome("wrong", "誤答", "×", "bad", 1),
    Outcome("answered-unanswerable", "答えがないのに回答", "×", "bad", 2),
    Outcome("refused-answerable", "答えがあるのに控えた", "－", "fair", 3),
    Outcome("partial", "一部正答", "△", "fair", 4),
    Outcome("corrected", "前提を正した", "○", "good", 5),
    Outcome("refused-rightly", "正しく控えた", "○", "good", 6),
    Outcome("correct", "正答", "○", "good", 7),
)
_UNTOLD: Final = Outcome("untold", "判定できない", "？", "fair", 4)  # nothing says what a right answer holds
_BY_KEY: Final = {outcome.key: outcome for outcome in OUTCOMES}


def outcome_of(answer: Mapping[str, Any]) -> Outcome:
    """The outcome of an answer row; a refusal is told apart by whether there was an answer."""
    key = answer["outcome"]
    if key == "refused":
        key = "refused-answerable" if answer["refuse"] is None else "refused-rightly"
    return _BY_KEY.get(key, _UNTOLD)


def kind_label(kind: str) -> str:
    """A question's type or kind of refusal in words; a user's own name stays as it is."""
    return KINDS.get(kind, kind)
