"""The counters that may follow a number, and the one name by which each is known.

Many are also the beginning of a word (社 in 社会, 日 in 日本): a counter is not taken before the characters listed for it.
"""

import re
from typing import Final

# Counter, its other spellings, and characters that must not follow; a counter of Latin letters must be a whole word.
_COUNTERS: Final = (
    ("%", "パーセント percent", ""),
    ("ポイント", "%ポイント パーセントポイント", ""),
    ("か月", "か月間 ヶ月 ヶ月間 ケ月 カ月 カ月間 ヵ月 箇月 箇月間 個月 月 月間 month months", "額例曜"),
    ("か国", "ヶ国 ケ国 カ国 ヵ国 箇国", "語"),
    ("か所", "ヶ所 ケ所 カ所 ヵ所 箇所", ""),
    ("営業日", "", ""),
    ("週間", "週 week weeks", "末刊報次"),
    ("日", "日間 日目 day days", "本経程常記付曜額数当夜系用"),
    ("年", "年間 年目 か年 ヶ年 カ年 箇年 箇年間 year years", "金収齢額少輩代"),
    ("年代", "", ""),
    ("時間", "hour hours", ""),
    ("時", "", "代期間点効価給"),
    ("分", "分間 minute minutes", "のに野類析散割離担岐布業断子母量"),
    ("秒", "秒間", ""),
    ("世紀", "", ""),
    ("円", "yen JPY", "滑形"),
    ("ドル", "米ドル 米国ドル USドル dollar dollars USD", ""),
    ("ユーロ", "euro euros EUR", ""),
    ("ポンド", "", ""),
    ("人", "名 users people", "間工材権類物事気的格体種口手生文称前誉義刺目員者"),
    ("社", "", "会内団長是宅員"),
    ("件", "件目", "費名"),
    ("条", "", "件例約文理"),
    ("項", "", "目"),
    ("項目", "", ""),
    ("号", "", "棟"),
    ("章", "", "程"),
    ("節", "", "電約"),
    ("編", "", "集成"),
    ("款", "", ""),
    ("部", "", "会分門署品長局屋活"),
    ("版", "", "権画"),
    ("回", "回目", "答収線転避復"),
    ("次", "", "のに元回世"),
    ("期", "", "間限待"),
    ("つ", "つ目", ""),
    ("個", "箇 コ", "人別性々月国所ーンミアスメピ"),
    ("割", "", "合当引り"),
    ("倍", "", "増率"),
    ("度", "度目", "合外重"),
    ("歳", "才", "能"),
    ("代", "", "表理替わ金"),
    ("位", "", "置"),
    ("番", "番目", ""),
    ("番号", "", ""),
    ("トークン", "token tokens", ""),
    ("文字", "", ""),
    ("字", "", "幕句"),
    ("語", "", "彙句るりら尾"),
    ("単語", "words", ""),
    ("ページ", "頁 page pages", ""),
    ("行", "", "うわ政為動使っいえきくけこ"),
    ("パラメータ", "パラメーター parameters", ""),
    ("台", "", "帳風頭"),
    ("枚", "", ""),
    ("本", "", "人規法件章節項条質体社学格来稿提ガサ当部研邦州文"),
    ("冊", "", ""),
    ("通", "", "知信常達貨じ用報"),
    ("種", "種類", "別々"),
    ("点", "", "検字数在滅"),
    ("機関", "", ""),
    ("団体", "", ""),
    ("組織", "", ""),
    ("事業者", "", ""),
    ("段階", "", ""),
    ("類型", "", ""),
    ("原則", "", ""),
    ("要件", "", ""),
    ("層", "", ""),
    ("次元", "", ""),
    ("世代", "", ""),
    ("級", "", ""),
    ("票", "", ""),
    ("B", "", ""),
    ("T", "", ""),
    ("FLOPs", "FLOPS FLOP", ""),
    ("バイト", "byte bytes", ""),
    ("KB", "", ""),
    ("MB", "", ""),
    ("GB", "", ""),
    ("TB", "", ""),
    ("kg", "キログラム", ""),
    ("km", "キロメートル", ""),
    ("m", "メートル", ""),
    ("cm", "", ""),
    ("mm", "", ""),
    ("MHz", "", ""),
    ("GHz", "", ""),
)
_CANONICAL = {spelling: counter for counter, others, _ in _COUNTERS for spelling in (counter, *others.split())}
_NOT_BEFORE = {spelling: guard for counter, others, guard in _COUNTERS for spelling in (counter, *others.split())}


def _pattern(spelling: str) -> str:
    if spelling[0].isascii() and spelling[0].isalpha():
        return rf"\s?{spelling}(?![A-Za-z0-9])"
    guard = _NOT_BEFORE[spelling]
    return re.escape(spelling) + (f"(?![{guard}])" if guard else "")


# Longer spellings first, so that 項目 is not taken for 項.
COUNTER: Final = "|".join(_pattern(spelling) for spelling in sorted(_CANONICAL, key=len, reverse=True))
CURRENCY_SIGNS: Final = {"$": "ドル", "¥": "円", "€": "ユーロ", "£": "ポンド"}


def canonical_counter(written: str | None) -> str:
    """The name of the counter that COUNTER matched or of a currency sign; "" for None."""
    if not written:
        return ""
    return CURRENCY_SIGNS.get(written) or _CANONICAL[written.strip()]
