"""The metrics of a report: their names, what they mean in words, and how the values of many questions become a figure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Statistic(StrEnum):
    """How the values of all questions become one figure."""

    MEAN = "mean"
    MEDIAN = "median"
    P95 = "p95"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: `better` is "higher", "lower" or "" where neither is; `values` names the grades that it is made of."""

    name: str
    label: str
    group: str
    definition: str
    better: str
    unit: str = "share"
    statistic: Statistic = Statistic.MEAN
    values: str = ""

    @property
    def grades(self) -> str:
        """The name of the grades that the figure is made of."""
        return self.values or self.name


_HEADLINE: Final = (
    Metric(
        "grounded_correct", "根拠付き正答率", "headline",
        "答えのある質問のうち、必要な事実がすべて示され、禁じた記述がなく、表示した文のすべてが引用先で裏付けられたものの割合。拒否は 0。",
        "higher",
    ),
    Metric(
        "truth_score", "真実スコア", "headline",
        "正答 1、答えのある質問での拒否 0、それ以外の回答 −1 の平均（CRAG, Yang et al. 2024）。答えのない質問では拒否・訂正が 1、回答が −1。"
        "事実の一部が欠けた回答も −1 とする。",
        "higher", "score",
    ),
    Metric(
        "wrong_shown", "誤りを表示した率", "headline",
        "禁じた記述を定めた質問のうち、それ（逆の意味、隣の数字、別の版の日付など）を画面に出したものの割合。",
        "lower",
    ),
    Metric(
        "answered_although", "答えられない質問に答えた率", "headline",
        "答えのない質問のうち、拒否も訂正もせずに回答したものの割合（SQuAD 2.0 の no-answer の誤り）。",
        "lower",
    ),
    Metric(
        "over_refusal", "過剰な拒否の率", "headline",
        "答えのある質問のうち、拒否したものの割合（XSTest, Röttger et al. 2024）。",
        "lower",
    ),
)  # fmt: skip
_RETRIEVAL: Final = (
    Metric("ndcg_10", "nDCG@10", "retrieval",
           "根拠を含む箇所が上位 10 件のどこにあるか。割引は log2(順位+1)、理想順で割る（Järvelin & Kekäläinen 2002）。", "higher"),
    Metric("mrr_10", "MRR@10", "retrieval", "根拠を含む最初の箇所の順位の逆数。10 件になければ 0（Voorhees 1999）。", "higher"),
    Metric("recall_5", "再現率@5", "retrieval", "根拠の語句のうち、上位 5 件の箇所にあるものの割合。", "higher"),
    Metric("recall_10", "再現率@10", "retrieval", "根拠の語句のうち、上位 10 件の箇所にあるものの割合。", "higher"),
    Metric("gold_in_evidence", "根拠の提示率", "retrieval", "根拠の語句のうち、モデルに渡した箇所にあるものの割合。", "higher"),
    Metric("all_gold_in_evidence", "根拠がすべて揃った率", "retrieval", "根拠の語句のすべてが、モデルに渡した箇所にあった質問の割合。", "higher"),
    Metric("gold_in_chosen", "根拠の選択率", "retrieval", "根拠の語句のうち、モデルに渡す文として選ばれたものの割合。文を選ばない方式には該当しない。", "higher"),
)  # fmt: skip
_JUDGED: Final = "判定者は、どの方式でも本製品の検証器の規則だけで、審査モデルは使わない。引用した箇所の文と一字一句同じ文は、裏付けられたものとする。"
_CITATIONS: Final = (
    Metric("label_valid", "資料番号の妥当性", "citations", "モデルが書いた、または資料の文に添えた資料番号のうち、渡した資料にあるものの割合。", "higher"),
    Metric("quote_exact", "引用の正確さ", "citations", "引用のうち、示した位置の資料の文言と一致するものの割合（正規化の後）。", "higher"),
    Metric("citation_recall", "引用再現率", "citations",
           "表示した文のうち、引用があり、引用した箇所がその文を裏付けるものの割合（ALCE, Gao et al. 2023）。" + _JUDGED, "higher"),
    Metric("citation_precision", "引用適合率", "citations",
           "引用のうち、文が裏付けられていて、それ自身が要るものの割合（ALCE）。" + _JUDGED, "higher"),
    Metric("locator_accuracy", "所在の正確さ", "citations", "答えのある質問の引用のうち、根拠と同じ条（または同じ見出し）を指すものの割合。", "higher"),
)  # fmt: skip
_FAITHFULNESS: Final = (
    Metric("supported", "裏付けのある文の率", "faithfulness",
           "表示した文のうち、引用した箇所だけで裏付けられるものの割合。本製品では表示の条件そのものなので、比べる相手のための数値である。" + _JUDGED,
           "higher"),
    Metric("verbatim", "資料の文のままの率", "faithfulness", "表示した、引用のある文のうち、引用した箇所の文（または続く数文）と一字一句同じものの割合。", ""),
    Metric("number_found", "数字の一致", "faithfulness", "引用のある文の数字のうち、引用した文言にあるものの割合（漢数字・全角は同じとみなす）。", "higher"),
    Metric("date_found", "日付の一致", "faithfulness", "引用のある文の日付のうち、引用した文言にあるものの割合（和暦・西暦は同じとみなす）。", "higher"),
    Metric("article_found", "条番号の一致", "faithfulness", "引用のある文の条番号のうち、引用した文言またはその見出しにあるものの割合。", "higher"),
    Metric("name_found", "名称の一致", "faithfulness", "引用のある文の英字・カタカナの名称のうち、引用した文言またはその見出しにあるものの割合。", "higher"),
    Metric("polarity_kept", "肯定・否定の維持", "faithfulness", "表示した、引用のある文のうち、引用した文言と肯定・否定が食い違わないものの割合。", "higher"),
    Metric("strength_kept", "義務の強さの維持", "faithfulness",
           "義務・努力義務・推奨・許容・禁止を述べる、引用のある文のうち、引用した文言と強さが同じものの割合。", "higher"),
)  # fmt: skip
_ANSWERS: Final = (
    Metric("nugget_recall", "事実の網羅", "answers", "必要な事実（nugget）のうち、表示した回答にあるものの割合。質問の形の文は数えない。拒否は 0（TREC QA, Voorhees 2003）。", "higher"),
    Metric("correct", "正答率", "answers", "答えのある質問のうち、必要な事実がすべてあり、禁じた記述のないものの割合。裏付けは問わない。", "higher"),
    Metric("partial", "一部だけ答えた率", "answers", "答えのある質問のうち、必要な事実の一部だけを示したものの割合。", "lower"),
    Metric("wrong", "誤答率", "answers", "答えのある質問のうち、必要な事実がないか、禁じた記述のある回答の割合。", "lower"),
    Metric("correct_when_answered", "答えたときの正答率", "answers", "答えのある質問で回答したもののうち、正答の割合。", "higher"),
)  # fmt: skip
_COST: Final = (
    Metric("evidence_s", "根拠の表示まで（中央値）", "cost", "質問から根拠が揃うまでの秒数。", "lower", "s", Statistic.MEDIAN),
    Metric("first_claim_s", "最初の文の表示まで（中央値）", "cost",
           "質問から、確かめた最初の文を表示できるまでの秒数。確かめずに表示する方式には該当しない。", "lower", "s", Statistic.MEDIAN),
    Metric("first_token_s", "最初の文字まで（中央値）", "cost",
           "質問からモデルの最初の文字までの秒数。モデルが何も書かなかった回答は除く。", "lower", "s", Statistic.MEDIAN),
    Metric("total_s", "回答の完了まで（中央値）", "cost", "質問から回答の完了までの秒数。", "lower", "s", Statistic.MEDIAN),
    Metric("total_s_p95", "回答の完了まで（95%点）", "cost", "質問から回答の完了までの秒数の 95 パーセント点。", "lower", "s", Statistic.P95, "total_s"),
    Metric("overhead", "モデル単独との比（中央値）", "cost",
           "回答の完了までの時間 ÷ 同じプロンプトでのモデル自身の時間（読み込み＋書き出し）。1 に近いほど自前の処理が軽い。", "lower", "ratio",
           Statistic.MEDIAN),
    Metric("prompt_tokens", "プロンプトの長さ（中央値）", "cost", "モデルに渡したトークン数。", "lower", "tokens", Statistic.MEDIAN),
    Metric("written_tokens", "書いた長さ（中央値）", "cost", "モデルが書いたトークン数。", "", "tokens", Statistic.MEDIAN),
)  # fmt: skip
METRICS: Final = (*_HEADLINE, *_RETRIEVAL, *_CITATIONS, *_FAITHFULNESS, *_ANSWERS, *_COST)
BY_NAME: Final = {metric.name: metric for metric in METRICS}
