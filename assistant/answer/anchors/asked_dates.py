"""The dates of a question by what they are: of the thing that is asked about, a day as of which, or a circumstance."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from assistant.japanese.numerals import DateMention, dates

DATE: Final = "date"
AS_OF: Final = "as-of"

_AS_OF_AFTER = re.compile(
    r"\s*[)）]?(?:末|末日|初め|初頭)?(?:の|に)?(?:時点|当時|段階|頃の(?:版|規約|法))|\s*(?:に|の時に|で)?(?:施行|有効|適用|効力)(?:され|で|な|だった|の?あった|を持)"
)
_NOW = re.compile(r"(?:いま|今|現在|本日|今日|きょう)(?:は|、)?\s*[(（「]?\s*\Z")
_NOW_AFTER = re.compile(r"\s*[)）]?\s*(?:現在|から(?!適用|施行)|以降に?(?:入社|契約|利用|使|導入|始))")
_BEGINNING = re.compile(
    r"(?:施行|適用(?:開始)?|公布|成立|効力|有効)(?:が|を|は|に)?(?:され|して|し|でき|なっ|だっ|あっ|始ま)"
)
_THEN = re.compile(r"(?:その|当該)(?:日|時点|時|頃|当時|段階)|当時の")
_HAPPENED = re.compile(
    r"\s*(?:に|、|頃に?|ごろに?).{0,12}?(?:知っ|発覚|起き|受け|作っ|作成し|契約し|入手し|買っ|購入し|始め|入社|導入し|申し込|提出し|届い|もらっ|もらい|手に入れ|ダウンロードし|気付い|気づい|見つ|依頼|退職|納品)"
)
# What somebody of the person's own did then, or is going to do.
_OWN = re.compile(
    r"\s*(?:に|、|頃に?|ごろに?)、?(?:(?:社員|従業員|部下|同僚|上司|担当者?|スタッフ|アルバイト|派遣|委託先|取引先|お?客(?:様|さん)?|顧客|うち|弊社|当社|自社|社内|私|自分|友人)[のがはでにから]|[^。、]{0,16}?(?:予定|つもり|計画し))"
)
_WAS = re.compile(
    r"\s*(?:に|頃に?|ごろに?).{0,12}?あっ(?P<attributive>た(?![のが、。ん]|こと|場合|とき|時|け|よう|そう|と))?"
)
_INCIDENT = re.compile(
    r"(?:うち|弊社|当社|自社|社内|お?客|取引先|漏|事故|障害|連絡|問い合わせ|指摘|苦情|面談|相談|インシデント|流出|不具合|トラブル)"
)


class AskedDate(NamedTuple):
    """A date of the question that its sources must know: `kind` is DATE or AS_OF, `text` as written.

    `of_beginning`: it is asked whether something had begun to apply by then.
    """

    kind: str
    mention: DateMention
    text: str
    of_beginning: bool = False


def asked_dates(question: str) -> Iterator[AskedDate]:
    """The dates that matter; that of what happened to the person is left out, unless it is asked what held then."""
    for mention in dates(question):
        text = question[mention.start : mention.end]
        if _NOW.search(question, 0, mention.start) or _NOW_AFTER.match(question, mention.end):
            continue
        then = _THEN.search(question, mention.end) is not None
        if then or _AS_OF_AFTER.match(question, mention.end):
            yield AskedDate(AS_OF, mention, text, _BEGINNING.search(question, mention.end) is not None)
        elif not _is_circumstance(question, mention):
            yield AskedDate(DATE, mention, text)


def _is_circumstance(question: str, mention: DateMention) -> bool:
    was = _WAS.match(question, mention.end)
    if was is not None:
        following = question[was.end() : was.end() + 6]
        return was["attributive"] is None or _INCIDENT.search(following + question[mention.end : was.end()]) is not None
    return any(pattern.match(question, mention.end) for pattern in (_HAPPENED, _OWN))


def first_day(mention: DateMention) -> date | None:
    """The earliest day that a date can mean; None without a year or for no day of the calendar."""
    if mention.year is None:
        return None
    try:
        return date(mention.year, mention.month or 1, mention.day or 1)
    except ValueError:
        return None


def last_day(mention: DateMention) -> date | None:
    """The latest day that a date can mean, where each month has 28; None as for `first_day`."""
    first = first_day(mention)
    if first is None:
        return None
    return first.replace(month=mention.month or 12, day=mention.day or 28)
