"""What has to be shown with a sentence so that it says what its source says: its exception, its beginning, its list."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.answer.selection.features import Sentence

_EXCEPTION = re.compile(r"(?:ただし|但し|もっとも|この限りで|例外として|なお、(?:次の|以下の)?場合)")
_REFERS_BACK = re.compile(
    r"(?:ただし|但し|もっとも|この(?!ガイドライン|法律|規程|文書|契約|ライセンス)|その(?!他)|これ|それ(?!ぞれ)|同(?:項|条|号|様)|前(?:項|号|条)|また|なお|さらに|一方|したがって|そのため|ここで)"
)
_ITEM = re.compile(
    r"\A(?:[-*・•●○◦■□◆▪‣]|[(（]?(?:[0-9０-９]{1,2}|[a-zA-Z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3}|[ア-ン])[.．)）、:：]|[①-⑳]|(?:[一二三四五六七八九十]{1,3}|[イロハニホヘトチリヌ])\s)\s*|.{1,30}: .{1,80} \| "
)
_LEADS = re.compile(
    r"(?:次|以下|下記|左記)(?:の|に|と|、|のとおり)|[0-9一二三四五六七八九十]+(?:つ|点|種類|項目|個|段階)|(?:挙げ|掲げ|示し|列挙し)(?:て|る|た)|[:：]\s*\Z"
)
_CHAIN: Final = 3  # sentences before one that begins with これは, each of which may begin so
_REACH: Final = 12  # sentences before an item among which its lead-in is looked for


def companions(sentence: Sentence, known: Sequence[Sentence], *, wants_list: bool) -> tuple[Sentence, ...]:
    """`sentence` and those of `known` (in any order) that must be read with it, in reading order."""
    own = _in_document(sentence, known)
    place = own.index(sentence)
    leads = _leads_a_list(own, place)
    if leads or _is_item(sentence):
        places = _of_list(own, place, whole=wants_list or leads)
    else:
        places = {place, *_referred_to(own, place)}
    return tuple(own[number] for number in sorted(places | _exceptions(own, places)))


def _in_document(sentence: Sentence, known: Sequence[Sentence]) -> list[Sentence]:
    document = sentence.evidence.hit.document.id
    return sorted((own for own in known if own.evidence.hit.document.id == document), key=lambda own: own.span)


def _is_item(sentence: Sentence) -> bool:
    return _ITEM.match(sentence.text) is not None


def _leads_a_list(own: Sequence[Sentence], place: int) -> bool:
    followed = place + 1 < len(own) and _is_item(own[place + 1]) and _touch(own[place], own[place + 1])
    return followed and not _is_item(own[place]) and _LEADS.search(own[place].text) is not None


def _of_list(own: Sequence[Sentence], place: int, *, whole: bool) -> set[int]:
    """The places of the item with its lead-in, or of the whole enumeration."""
    first = last = place
    while first > 0 and _in_list(own, first) and _touch(own[first - 1], own[first]) and place - first < _REACH:
        first -= 1
    while last + 1 < len(own) and _in_list(own, last + 1) and _touch(own[last], own[last + 1]):
        last += 1
    if whole:
        return set(range(first, last + 1))
    lead = {first} if first < place and not _in_list(own, first) and _LEADS.search(own[first].text) else set()
    return {*lead, place}


def _in_list(own: Sequence[Sentence], place: int) -> bool:
    """Whether a sentence is an item, or a further sentence of one."""
    while place > 0 and not _is_item(own[place]) and _same_line(own[place - 1], own[place]):
        place -= 1
    return _is_item(own[place])


def _referred_to(own: Sequence[Sentence], place: int) -> set[int]:
    """The places before one whose sentence begins by referring back, as far as they do so too; none where it does not."""
    first = place
    while place - first < _CHAIN and first > 0 and _REFERS_BACK.match(own[first].text):
        if not _touch(own[first - 1], own[first]):
            break
        first -= 1
    return set(range(first, place))


def _exceptions(own: Sequence[Sentence], places: set[int]) -> set[int]:
    """The places of the exceptions behind those given, and, of exceptions among them, of what they are exceptions to."""
    behind = {place + 1 for place in places if place + 1 < len(own) and _excepts(own, place + 1)}
    return behind | {place - 1 for place in places if place > 0 and _excepts(own, place)}


def _excepts(own: Sequence[Sentence], place: int) -> bool:
    return _EXCEPTION.match(own[place].text) is not None and _touch(own[place - 1], own[place])


def _touch(one: Sentence, other: Sentence) -> bool:
    """Whether nothing but blanks and the mark of a list item stands between two sentences, under the same heading."""
    if one.evidence.hit.passage.section_path != other.evidence.hit.passage.section_path:
        return False
    return len(_between(one, other).strip()) <= 3


def _same_line(one: Sentence, other: Sentence) -> bool:
    return not _between(one, other).strip(" \u3000")


def _between(one: Sentence, other: Sentence) -> str:
    return one.evidence.hit.document.text[one.span.end : other.span.start]
