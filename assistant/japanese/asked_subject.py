"""What a value is asked of: 「著作権侵害の損害賠償」 in 「著作権侵害の損害賠償って、何年で時効になりますか」.

A sentence that tells three years of something else does not answer. Each phrase that は, が, って or a comma marks
before the asking word counts; the words that only say which kind of value is asked for (金額, 期限) do not.
"""

import re
from typing import Final

from assistant.japanese.normalise import normalise
from assistant.japanese.tokens import content_words

_NOUN: Final = r"[一-鿿々ァ-ヺーA-Za-z0-9.&+-]+(?: [A-Za-z0-9.]+)*"
_PHRASE = re.compile(
    rf"(?P<phrase>{_NOUN}(?:(?:の|における|に関する){_NOUN})*)(?:」|』)?(?:\([^()]*\))?(?:って|とは(?!別|異|違)|は|が|、)"
)
_OF = re.compile("の|における|に関する")
_ASKING = re.compile(r"何|いつ|いくら|いくつ|どれ|どの|どう|どこ|安いのは|高いのは")
# Words that name a kind of value or time, an asker or a manner: no sentence need say them.
_EMPTY: Final = frozenset((
    "金額", "額", "料金", "費用", "期限", "期間", "期日", "年数", "日付", "日", "年", "月", "年月", "日数", "時期", "割合", "比率", "率", "数",
    "人数", "件数", "回数", "上限", "最大", "最高", "最低", "最短", "最長", "最新", "最初", "最後", "現在", "現行", "今", "いま", "うち", "内", "自分",
    "私", "弊社", "当社", "自社", "会社", "社", "社員", "一般", "場合", "時", "際", "事", "具体", "正確", "正式", "名", "名前", "番号", "版",
    "バージョン", "仕様", "仕様書", "書", "資料", "文書", "教える", "入り", "結局", "合計", "何", "ルール", "規則", "規定", "制度", "義務", "ai", "法",
    "法律", "条", "項", "号", "第", "改正", "国", "日本", "件", "話", "点", "所", "者", "的", "それぞれ", "両方", "確認", "質問",
))  # fmt: skip
_KANJI = re.compile(r"[一-鿿]")
_NUMBER = re.compile(r"[0-9.]+|[a-z]")


def subject_phrases(question: str) -> tuple[frozenset[str], ...]:
    """The content words of each phrase that a value is asked of, in order; phrases without any word of weight are left out."""
    plain = normalise(question).text
    asking = _ASKING.search(plain)
    before = re.split(r"[。?!]", plain[: asking.start()] if asking is not None else plain)[-1]
    found = (
        frozenset(_weighty(part))
        for match in _PHRASE.finditer(before)
        if len(match["phrase"]) > 1
        for part in _OF.split(match["phrase"])
    )
    return tuple(dict.fromkeys(words for words in found if words))


def _weighty(phrase: str) -> list[str]:
    """The words that say what the phrase is of; single kanji (者, 金, 権) are of word formation."""
    words = [word for word in content_words(phrase) if word not in _EMPTY and not _NUMBER.fullmatch(word)]
    return [word for word in words if not _KANJI.fullmatch(word)]
