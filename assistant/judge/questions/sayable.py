"""Nouns of the text as a question can say them: without what points elsewhere, and short where staff would be short."""

import re
from typing import Final

from assistant.judge.claims.statement import balanced, is_simple
from assistant.judge.claims.words import words

_LONGEST: Final = 60  # characters of one noun with its modifiers
_LONGEST_BRIEF: Final = 32
_KEPT_WHOLE: Final = 12  # a noun this short needs no shortening
_ADDRESS = r"(?:附則|法|令|同法|新法|旧法)?第[〇一二三四五六七八九十百0-9０-９]+条(?:の[二三四五六七八九十]+)*(?:第[〇一二三四五六七八九十百0-9０-９]+[項号])*"
_EARLIER = r"(?:前[二三四五]?[項条号]|同[項条号]|次[項条]|本[項条])(?:第[〇一二三四五六七八九十百]+[項号])*"
_ROUTE = re.compile(
    rf"(?<![一-龠])(?:(?:{_ADDRESS}|{_EARLIER})(?:(?:又は|若しくは|及び|から|まで|、)?(?:{_ADDRESS}|{_EARLIER}|第[一二三四五六七八九十]+[項号]))*(?:本文|ただし書)?(?:の規定により|の規定による|に規定する|の規定に基づく|の規定に基づき|に定める|の規定により読み替えて適用する))"
)
_POINTER = re.compile(r"(?:当該(?!各号)|これらの|これら(?=の)|その(?!他))")
_POINTS = re.compile(
    rf"(?:\A|[^条0-9一二三四五六七八九十])第[一二三四五六七八九十]+[項号]|{_EARLIER}|各号|次に掲げ|次の(?!世代|段階)|前記|上記|以下[のにを]|下記|左に掲げ|別表|附則|別記|それら|これ|それ|同様|この|その(?!他)|ここ|[そこ]ちら|彼ら|当該|条第|ものと?\Z|かかる[^わ]|本(?:法|文)|のうち|者に限"
)
_VAGUE: Final = frozenset(
    (
        *("もの", "こと", "者", "人", "事項", "措置", "行為", "情報", "方法", "規定", "場合", "旨", "期間", "額", "書類", "施策"),
        *("業務", "事業", "結果", "内容", "状況", "地位", "権利", "義務", "資料", "意見", "命令", "体制", "検討", "対応", "目的", "必要な措置"),
        *("処分", "手続", "事務", "活動", "趣旨", "制度", "組織", "機関", "態様", "範囲", "程度", "理由", "効果", "影響", "問題", "課題"),
        *("役割", "要件", "基準", "計画", "所要の措置", "必要な事項", "適切な措置", "記録", "検査", "調査", "報告", "全部", "一部", "他", "等", "変更"),
        *("提供", "協力", "ところ", "ため", "とき", "原因", "費用", "能力", "手段", "観点", "関係", "対象", "部分", "表示", "考慮", "配慮"),
        *("支援", "例", "点", "中", "上", "効力", "申出", "行動", "取組", "利用", "取扱い", "著作物", "データ", "本人", "第三者", "必要", "定め", "相当"),
    )
)  # fmt: skip
_ELSE = re.compile(rf"この(?:法律|政令|省令|府令|規則|附則|編|章|節|款|条)|{_EARLIER}")
_THAT = re.compile(r"当該|その(?!他)")
_FORMAL: Final = frozenset(
    (
        *("旨", "もの", "こと", "ところ", "とき", "ため", "よう", "者", "の"),
    )
)  # fmt: skip
# What is left of 「第一条に規定する権利及び第二条に規定する権利」, and a clause that was taken for a noun.
_TORN = re.compile(
    r"\A(?:者|もの|場合|こと|間|旨)[のにがをと]|(?:\A|及び|又は|並びに|若しくは)(?:権利|もの|規定|事項|場合|者|措置|行為|旨)(?:及び|又は|並びに|若しくは)|(?:場合|とき|際)に?は|\A[^「]*」|[るた]旨を|\A旨|[条章]までの|次に掲げる|とともに|[\[\]]|\*\*"
)
_LIST_FOLLOWS = re.compile(r"次に掲げる(?:事項|もの|者|書類|措置|額)\Z|\A(?:以下|次|上記|下記)\Z")
_ELSEWHERE = re.compile(r"(?:以下|次|上記|下記|前記|左)の|[そこ]ちらの|その.{1,2}\Z")
_LETTERS = re.compile(r"[一-龠々ァ-ヶーA-Za-z0-9]")
_SPACE = re.compile(r"(?<=[ぁ-んァ-ヶ一-龠ー]) (?=[A-Za-zぁ-んァ-ヶ一-龠])|(?<=[A-Za-z]) (?=[ぁ-んァ-ヶ一-龠])")


def sayable(noun: str, brief: bool) -> str | None:
    """The noun for a question; None for what points to another sentence, for what breaks off, and for what is too long."""
    free = _ROUTE.sub("", noun)
    text = re.sub(r"\Aその他の?", "", _POINTER.sub("", free).strip("、 "))
    if _ELSE.search(free) or (_THAT.search(free) and not _names(text, 5)):
        return None  # 「当該事態が生じた旨」 is nothing without the sentence
    if (len(text) < len(noun.strip("、 ")) and is_vague(text)) or text in _FORMAL or _TORN.search(text):
        return None
    text = re.sub(r"\A(?:又は|及び|若しくは|並びに|かつ|の|は|も)", "", text)
    if brief and len(text) > _KEPT_WHOLE:
        text = _head(text) or text
    if (
        len(text) > (_LONGEST_BRIEF if brief else _LONGEST)
        or len(text) < 1
        or _POINTS.search(text)
        or not balanced(text)
    ):
        return None
    return _SPACE.sub("", text) if brief else text


def pointed(text: str) -> bool:
    """Whether the words say little by themselves: 次の各号に掲げる場合, 前項の場合, 必要な事項."""
    rest = re.sub(
        r"必要があると認める|場合|とき|者|もの|事項|措置|行為|問題|機関|要件|満たす|旨|内容|結果|その|及び|又は|次の各号|各号|のいずれ[かに]も?|いずれか|次に|次の|以下の|上記の|掲げる|規定する|該当する|いう|ような|とおり|[にのはをる、]",
        "",
        _POINTER.sub("", _ROUTE.sub("", text)),
    )
    if _LIST_FOLLOWS.search(text):
        return True
    return len(_LETTERS.findall(rest)) < 2 or (_ELSEWHERE.match(text) is not None and len(text) < 12)


def identifies(head: str, act: str = "") -> bool:
    """Whether a question with these words before its verb can be understood alone: nouns of substance are among them.

    `act`: the noun of the verb, which helps but does not do alone: 「何をクリックするか」.
    """
    return _names(head, 4) or (_names(head, 2) and _names(head + " " + act, 5))


def _names(text: str, least: int) -> bool:
    """Whether the nouns of substance in the text have `least` letters together."""
    nouns = re.findall(r"[一-龠々ァ-ヶーA-Za-z0-9]{2,}", text)
    return sum(len(noun) for noun in nouns if noun not in _VAGUE) >= least


def is_vague(noun: str) -> bool:
    """Whether a noun names nothing by itself."""
    return noun in _VAGUE or len(noun) < 2


def _head(text: str) -> str | None:
    """The noun at the end of `text` without the clause before it; None where that alone is vague."""
    found = words(text)
    first = len(found)
    while first and is_simple(found[first - 1 : first]):
        first -= 1
    while first < len(found) and (
        found[first].surface in ("の", "及び", "・", "」", "その") or found[first].part == "接尾辞"
    ):
        first += 1
    if first >= len(found):
        return None
    head = text[found[first].start :]
    formal = head.startswith(
        (
            "もの",
            "こと",
            "ところ",
            "とき",
            "ため",
            "旨",
            "額の",
            "部分",
            "一部",
            "全部",
            "者の",
            "者に",
            "場合",
            "うち",
            "場所",
        )
    )
    return None if formal or is_vague(head) or not balanced(head) or len(head) < 3 else head
