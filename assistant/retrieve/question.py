"""What a question asks for: works, addresses, the day, editions, roles, words that must match, and whether a list."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.japanese.dates import mentions as date_mentions
from assistant.japanese.kanji_numerals import number_value
from assistant.japanese.normalise import Normalised, normalise
from assistant.records import Span
from assistant.retrieve.asked import KEEP, Asked, asked_addresses, asked_places
from assistant.retrieve.places import Place
from assistant.retrieve.works import Mention, Works, mentions

_AT_THAT_TIME = re.compile(
    r"(?P<end>末|末日)?(?:の|に)?(?:時点|現在|当時|段階|施行されてい|有効(?:な|だった|であった)|適用されてい|効力を)|(?<=日)版"
)
_AS_OF = re.compile(r"(?:as of|as at|in force (?:on|in|at))\s*\Z", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(?<![0-9./-])([12][0-9]{3})[./-](0?[1-9]|1[0-2])(?![0-9./-])")
_CURRENT = re.compile(
    r"現行|最新|現時点|今日現在|(?:今|いま|現在)(?:の(?!ところ)|も|は|、?(?:施行|効力|有効|適用))|(?<![ぁ-ん])(?:current|currently|latest)(?![a-z])"
)
_OLDER = re.compile(
    r"(?:改正|改訂|改定|施行|改める)(?:される)?(?:より)?前(?!提)|旧(?=[法版規令]|個情|個人情報|著作|AI|ガイドライン|条)|旧版|(?:前|以前|過去|古い)の(?:版|法|条文|規定|規約|ガイドライン)|古い版"
    r"|(?:earlier|previous|older|old)\s(?:version|edition)"
)
_EDITION = re.compile(
    r"(?<![0-9.])(?:第\s?)?([0-9]{1,3}(?:\.[0-9]{1,3}){0,3}|(?<=第)[一二三四五六七八九十]{1,3})\s?版(?![権画面下])|(初)版"
    r"|(?<![A-Za-z])[Vv](?:er(?:sion|\.)?)?\s?([0-9]{1,3}(?:\.[0-9]{1,3}){0,3})(?![0-9A-Za-z])"
    r"|((?:[12][0-9]{3}|(?:令和|平成)(?:元|[0-9]{1,2}))年(?:[0-9]{1,2}月)?)版"
)
_ROLE = re.compile(
    r"(?:(?<=AI)|(?<=モデル)|(?<=システム)|(?<=サービス)|(?<![一-鿿ァ-ヺーA-Za-z]))(開発者|提供者|利用者)(?!情報|番号|識別)"
)
_ROLE_ENGLISH = re.compile(r"(?<![a-z])ai\s(developer|provider|user|deployer)s?(?![a-z])", re.IGNORECASE)
_ROLES_IN_ENGLISH: Final = {"developer": "開発者", "provider": "提供者", "user": "利用者", "deployer": "利用者"}
_QUOTED = re.compile(
    r"「((?:[^「」]|「[^「」]*」)*)」|『([^『』]*)』|“([^“”]*)”|\"([^\"]*)\"|＂([^＂]*)＂|〝([^〝〟]*)〟"
)
_LONGEST_PHRASE: Final = 100  # characters; a longer quotation is a text to be looked for, not a term that must match
_LONGEST_ADDRESS: Final = 300  # characters of a question that is only an address
_LONGEST: Final = 100_000  # characters looked at; the caller cuts long before
_THINGS: Final = "つ|点|個|種類|種|項目|要素|条件|要件|段階|原則|類型|場合|例|事例|理由|方法|対策|義務|役割|観点|区分|主体|カ条|提言|本の?柱|柱|ステップ|指針|件"
_COUNT = re.compile(
    rf"(?<![0-9.第条項年月〇一二三四五六七八九十])(?:([0-9]{{1,2}})|([一二三四五六七八九十]{{1,3}}))\s?(?:{_THINGS})(?![目子者号角星輪])"
)
# What follows the number where that many things are asked for: 「三つの役割は何」, 「3つ挙げて」, but not 「2つの空気を何と言う」.
_ASKED_FOR = re.compile(
    r"を?[。?]?\Z|(?:の[^、。はをがにで?]{1,15}|[^、。はをがにで?のと]{1,8})?(?:(?:を|について)?(?:すべて|全て|それぞれ)?(?:簡潔に|簡単に)?"
    r"(?:挙げ|あげ|列挙|教え|述べ|示し|説明|答え|書[いけ]|知り)|とは|は[?。]?\Z|(?:は|って)(?:何|なに|なん|どれ|どの|どう|それぞれ)|が(?:あり|ある|定め)|とも|ある(?:はず|と)|あった)"
)
_LIST = re.compile(
    r"列挙|一覧|箇条書き|リスト(?:アップ|にして|で|化)|挙げて|挙げよ|挙げなさい|挙げられ|あげて(?:ください|下さい)|(?:何|なに)が(?:あり|ある|含まれ|定められ)|何と何|いくつ(?:あり|ある)"
    r"|(?:どのような|どんな|どういった|どういう|いかなる)[^。?、]{0,20}(?:があ[りる]|が(?:含まれ|定められ|規定され|挙げ)|(?:もの|こと|場合|項目|事項|要件|条件|義務|事由|種類)(?:が|は|か|です|$|\?))"
    r"|それぞれ|(?:すべて|全て|全部)(?:を|で)?[^。?、]{0,4}(?:挙げ|あげ|教え|列挙|答え|書[いき]|示し|述べ|知り|説明|リスト)|(?:すべて|全て|全部)[。?]?\Z|(?:すべて|全て|全部)の[^。?]{0,30}(?:挙げ|教え|列挙|何)|(?:何|なん)種類|(?:いくつか|複数)(?:挙げ|教え)"
    r"|(?<![a-z])(?:list|enumerate|name all|what are)(?![a-z])",
    re.IGNORECASE,
)
_ASKING_WORDS = re.compile(
    r"について|に関して|に関する|における|とは|という|って|条文|全文|本文|原文|内容|規定|定め|但書|ただし書き?|柱書|前段|後段|現行の|趣旨|意味|概要|"
    r"(?:教え|見せ|示し|説明し|読ませ|表示し|引用し|知らせ)て?|表示|引用|説明|ください|下さい|ほしい|欲しい|たい|お願い(?:いた)?し?ます?|お願い|"
    r"どんな|どのような|どういう|どう|何を|何が|何と|なに|なん|何|書いて|定めて|規定して|言って|いる|いう|いい|ある|あり|なって|て|い|(?:でしょう|です|ます|だ)か?|もの|こと|か|を|は|が|の|に|で|と|も|や|読み|知り|"
    r"(?<![a-z])(?:what|does|do|is|are|the|of|in|under|say|says|show|me|please|text|about|tell|provision|and)(?![a-z])|[^\w]|ー",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what was understood of it; all offsets into `text`.

    `works`: keys of the works that it names, in order. `as_of`: the last day of the period for which it asks (None: not
    said); `wants_current` and `wants_older`: it asks for the edition in force, for one before a change. `editions` as
    「1.2」 or 「2024年」. `phrases` are words in quotation marks: where passages have them,
    these come first; people also quote what they only say, so that none may have them. `count`: how many things a list shall have.
    `address_only`: beside an address and its work there are only asking words.
    """

    text: str
    works: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    addresses: tuple[Asked, ...] = ()
    places: tuple[Place, ...] = ()
    as_of: date | None = None
    wants_current: bool = False
    wants_older: bool = False
    editions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    wants_list: bool = False
    count: int | None = None
    address_only: bool = False


def analyse(text: str, works: Works) -> Question:
    """What `text` asks for, in a collection of `works`; any text gives a result."""
    normalised = normalise(text[:_LONGEST].translate(KEEP))
    plain = normalised.text
    named = mentions(normalised, text, works)
    addresses = asked_addresses(text, normalised, named)
    places = asked_places(text, normalised, named, addresses)
    in_text = tuple(Mention(*normalised.original(m.start, m.end), m.keys) for m in named)
    taken = [Span(mention.start, mention.end) for mention in in_text]
    taken += [Span(asked.start, asked.end) for asked in addresses]
    taken += [Span(place.start, place.end) for place in places]
    as_of, dated = _as_of(plain)
    count = _count(plain)
    return Question(
        text=text,
        works=tuple(dict.fromkeys(key for mention in named for key in mention.keys)),
        mentions=in_text,
        addresses=addresses,
        places=places,
        as_of=as_of,
        wants_current=as_of is None and _CURRENT.search(_without(plain, dated)) is not None,
        wants_older=_OLDER.search(plain) is not None,
        editions=_editions(normalised, named),
        roles=_roles(plain),
        phrases=tuple(_phrases(text[:_LONGEST], taken)),
        wants_list=(count is not None and count > 1) or _LIST.search(plain) is not None,
        count=count,
        address_only=bool(addresses or places) and len(text) <= _LONGEST_ADDRESS and not _left(text, taken),
    )


def _as_of(text: str) -> tuple[date | None, tuple[Span, ...]]:
    """The day of 「2024年4月時点」 (the period's last) in normalised text, with all dates; the last one said wins."""
    day: date | None = None
    found: list[Span] = []
    for start, end, year, month, number in _dates(text):
        found.append(Span(start, end))
        said = _AT_THAT_TIME.match(text, end) or _AS_OF.search(text[max(0, start - 20) : start])
        if year is None or not said:
            continue
        fiscal = text[start:end].endswith("度")
        day = _last_day(year, month, number, fiscal=fiscal) or day
    return day, tuple(found)


def _dates(text: str) -> Iterator[tuple[int, int, int | None, int | None, int | None]]:
    for mention in date_mentions(text):
        yield mention.start, mention.end, mention.year, mention.month, mention.day
    for match in _YEAR_MONTH.finditer(text):
        yield *match.span(), int(match[1]), int(match[2]), None


def _last_day(year: int, month: int | None, day: int | None, *, fiscal: bool) -> date | None:
    if fiscal and month is None:
        year, month = year + 1, 3
    month = month or 12
    if not 1 <= year <= date.max.year:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, last if day is None else min(day, last))


def _editions(normalised: Normalised, named: Sequence[Mention]) -> tuple[str, ...]:
    outside = _without(normalised.text, tuple(Span(m.start, m.end) for m in named))
    found = (match for text in (outside, normalised.text) for match in _EDITION.finditer(text))
    return tuple(
        dict.fromkeys(_edition(match) for match in found if match[1] or match[2] or match[4] or match.string is outside)
    )


def _edition(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1] if match[1][0].isdigit() and match[1].isascii() else str(number_value(match[1]))
    return "1" if match[2] else (match[3] or match[4])


def _roles(plain: str) -> tuple[str, ...]:
    found = [(match.start(), match[1]) for match in _ROLE.finditer(plain)]
    found += [(match.start(), _ROLES_IN_ENGLISH[match[1].lower()]) for match in _ROLE_ENGLISH.finditer(plain)]
    return tuple(dict.fromkeys(role for _, role in sorted(found)))


def _phrases(text: str, taken: Sequence[Span]) -> Iterator[str]:
    """What stands between quotation marks, unless it is a work's name, an address, or the whole question."""
    whole = text.strip()
    seen: set[str] = set()
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 1
        phrase = (match[group] or "").strip()
        if not 2 <= len(phrase) <= _LONGEST_PHRASE or match[0] == whole or phrase in seen:
            continue
        seen.add(phrase)
        start, end = match.span(group)
        if _left(text[start:end], [Span(s - start, e - start) for s, e in taken if start <= s and e <= end]):
            yield phrase


def _count(plain: str) -> int | None:
    for match in _COUNT.finditer(plain):
        number = int(number_value(match[1] or match[2]))
        if number and _ASKED_FOR.match(plain, match.end()):
            return number
    return None


def _left(text: str, taken: Sequence[Span]) -> str:
    """What remains of `text` without the taken pieces and the words that only ask."""
    return _ASKING_WORDS.sub("", normalise(_without(text, taken)).text).strip()


def _without(text: str, taken: Sequence[Span]) -> str:
    """`text` with the taken pieces blanked out."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(taken):
        if end > done:
            pieces += (text[done : max(start, done)], "\n")
            done = end
    return "".join((*pieces, text[done:]))
