"""Small words that turn a sentence round: opposites, restrictions, hedges, limits of a number."""

import re
from typing import Final

from assistant.japanese.normalise import normalise
from assistant.japanese.predicates import predicates

_OPPOSITES: Final = tuple(
    tuple(pair.split("/"))
    for pair in [
        "有償/無償",
        "有料/無料",
        "適法/違法",
        "合法/違法",
        "公開/非公開",
        "増加/減少",
        "上昇/低下",
        "有効/無効",
        "可能/不可能",
        "直接/間接",
        "国内/国外",
        "国内/海外",
        "事前/事後",
        "あらかじめ/事後",
        "前もって/事後",
        "最大/最小",
        "最高/最低",
        "上限/下限",
        "最初/最後",
        "開始/終了",
        "許可/禁止",
        "承認/却下",
        "同意/拒否",
        "公的/私的",
        "内部/外部",
        "社内/社外",
        "速報/確報",
        "公布/施行",
        "入力/出力",
        "必須/任意",
        "義務/任意",
        "強制/任意",
        "商用/非商用",
        "営利/非営利",
        "単独/共同",
        "肯定/否定",
        "一部/全部",
        "部分/全部",
        "一部/全て",
        "一部/すべて",
        "原則/例外",
        "減額/増額",
        "短縮/延長",
        "緩和/強化",
        "開示/非開示",
        "明示/黙示",
    ]
)
_ONLY = r"のみ|(?<!できる)だけ|に限[らりるっ]"
_ALL = r"すべて|全て|全部|いかなる|一切|例外な[くし]|あらゆる|どのような.{0,12}も"
_ALWAYS = r"必ず|常に|無条件|欠かさず|当然に"
# What a claim may say, and what of the source allows it: 「にすぎない」 is 「だけ」 in other words, 「専ら」 is 「のみ」.
_SCOPES: Final = (
    (re.compile(_ONLY), re.compile(rf"{_ONLY}|にすぎ|に過ぎ|専ら|もっぱら|一身に|専有")),
    (re.compile(_ALL), re.compile(_ALL)),
    (re.compile(_ALWAYS), re.compile(_ALWAYS)),
)
_NEGATIVE_PREFIXES: Final = "非不未無"
_HEDGES: Final = {
    "可能性・おそれ": re.compile(
        r"可能性|おそれ|恐れ|場合があ|場合もあ|かもしれ|(?<![をがもは])得[るまなて。]|うる。|うると|考えら|思われ|限りませ|限らな|言い切れ|推[定認]|示唆"
    ),
    "検討・予定・提案": re.compile(r"検討|予定|見込|未定|どうか|提案|要望|表明|主張|意見|見解"),
}
_LIMIT = re.compile(r"\s*(?:を|の|に|が)?\s*(以上|以下|未満|超|上回|下回|以内|以降|以後|以前|後|前|まで|経過|過ぎ)")
_SAME_LIMIT: Final = {"上回": "超", "下回": "未満", "以後": "以降", "経過": "後", "過ぎ": "後"}
_BEFORE_OR_AFTER = re.compile(r"([一-鿿々]{1,2})[ぁ-ん]{0,4}?([前後])(?![一-鿿々])")


def turned_words(claim: str, source: str) -> tuple[str, ...]:
    """Words of `claim` whose opposite stands in `source` while they themselves do not; 公開しない is not turned by 非公開."""
    said, meant = normalise(claim).text, normalise(source).text
    pairs = (*_OPPOSITES, *((second, first) for first, second in _OPPOSITES))
    turned = (
        (word, opposite)
        for word, opposite in pairs
        if _has(word, said) and _has(opposite, meant) and not _has(word, meant)
    )
    words = [word for word, opposite in turned if not (opposite.endswith(word) and _always_denied(word, claim))]
    return (*words, *_turned_times(said, meant))


def _turned_times(said: str, meant: str) -> tuple[str, ...]:
    """What the claim puts before (作成する前) and the source only after (作成した後), or the other way round."""
    found = set(_BEFORE_OR_AFTER.findall(meant))
    return tuple(
        match[0]
        for match in _BEFORE_OR_AFTER.finditer(said)
        if (match[1], match[2]) not in found and (match[1], "後" if match[2] == "前" else "前") in found
    )


def denied_by_prefix(word: str, source: str) -> bool:
    """Whether `source` has `word` only under a negative prefix (非常勤, 未公開), which denies as 「常勤ではない」 does."""
    text = normalise(source).text
    return re.search(f"[{_NEGATIVE_PREFIXES}]{re.escape(word)}", text) is not None and not _has(re.escape(word), text)


def added_scope(claim: str, source: str) -> tuple[str, ...]:
    """Restrictions and generalisations (のみ, すべて, 必ず) of `claim` of a kind that `source` has not."""
    said, meant = normalise(claim).text, normalise(source).text
    found = ((added.search(said), allowing.search(meant)) for added, allowing in _SCOPES)
    return tuple(match[0] for match, same in found if match is not None and same is None)


def dropped_hedges(claim: str, source: str) -> tuple[str, ...]:
    """Kinds of hedge (可能性, 検討) under which `source` puts its statement and `claim` does not."""
    said, meant = normalise(claim).text, normalise(source).text
    return tuple(name for name, hedge in _HEDGES.items() if hedge.search(meant) and not hedge.search(said))


def limit_after(text: str, end: int) -> str:
    """The limit that follows a number which ends at `end` (以上, 未満, 以内 …), empty where there is none."""
    match = _LIMIT.match(text, end)
    if match is None:
        return ""
    return _SAME_LIMIT.get(match[1], match[1])


def _has(word: str, text: str) -> bool:
    return re.search(rf"(?<![{_NEGATIVE_PREFIXES}]){word}", text) is not None


def _always_denied(word: str, text: str) -> bool:
    told = [denied for stem, denied in predicates(text) if stem == word]
    return bool(told) and all(told)
