"""Small words that turn a sentence round: opposites, restrictions, hedges, limits of a number."""

import re
from typing import Final

from assistant.japanese.normalise import normalise

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
        "原則/例外",
        "減額/増額",
        "短縮/延長",
        "緩和/強化",
        "開示/非開示",
        "明示/黙示",
    ]
)
_SCOPES: Final = (
    re.compile(r"(?:のみ|だけ|に限[らりるっ])"),
    re.compile(r"(?:すべて|全て|全部|いかなる|一切|例外な[くし]|あらゆる|どのような.{0,12}も)"),
    re.compile(r"(?:必ず|常に|無条件|欠かさず|当然に)"),
)
_HEDGES: Final = {
    "可能性・おそれ": re.compile(
        r"可能性|おそれ|恐れ|場合があ|場合もあ|かもしれ|得[るまなて。]|うる。|うると|考えら|思われ|限りませ|限らな|言い切れ|推[定認]|示唆"
    ),
    "検討・予定・提案": re.compile(r"検討|予定|見込|未定|どうか|提案|要望|表明|主張|意見|見解"),
}
_LIMIT = re.compile(r"\s*(?:を|の|に)?\s*(以上|以下|未満|超|上回|下回|以内|以降|以後|以前|後|前|まで)")


def turned_words(claim: str, source: str) -> tuple[str, ...]:
    """Words of `claim` whose opposite stands in `source` while they themselves do not."""
    said, meant = normalise(claim).text, normalise(source).text
    pairs = (*_OPPOSITES, *((second, first) for first, second in _OPPOSITES))
    return tuple(
        word for word, opposite in pairs if _has(word, said) and _has(opposite, meant) and not _has(word, meant)
    )


def added_scope(claim: str, source: str) -> tuple[str, ...]:
    """Restrictions and generalisations (のみ, すべて, 必ず) of `claim` of a kind that `source` has not."""
    said, meant = normalise(claim).text, normalise(source).text
    found = ((scope.search(said), scope.search(meant)) for scope in _SCOPES)
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
    return {"上回": "超", "下回": "未満", "以後": "以降"}.get(match[1], match[1])


def _has(word: str, text: str) -> bool:
    return re.search(rf"(?<![非不無未]){word}", text) is not None
