"""The things that one question asks for, where it asks for several: 「速報と確報はそれぞれ何日以内ですか」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.japanese.clauses import clauses, groups
from assistant.japanese.names import names
from assistant.japanese.normalise import normalise
from assistant.japanese.sentences import sentences

_LONGEST_NAMED: Final = 30  # characters of an ask from which no further clause of it is shown
_MOST_NAMED: Final = 50  # characters of an ask that are shown
_EDGES: Final = "、。?! "


class Kind(StrEnum):
    """What an answer to an ask must hold: a time, an amount, somebody, or just the words of the ask."""

    TIME = "time"
    AMOUNT = "amount"
    SOMEBODY = "somebody"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Ask:
    """One of the things asked for: `text` as a note names it, `whole` all the question's words for it."""

    text: str
    whole: str
    kind: Kind = Kind.WORDS


_TIME = re.compile(
    r"いつ(?![もか])|何(?:日|年(?!度版)|か月|ヶ月|カ月|月|時間|営業日|週間)|どのくらいの(?:期間|頻度)|何時(?:まで|に|から)"
)
_AMOUNT = re.compile(
    r"いくら(?!でも)|何(?:円|人|社|%|パーセント|割|ドル|倍)"
)  # what is counted (何回) may be listed instead
_SOMEBODY = re.compile(
    r"(?:誰|だれ)(?![もか]|でも)|(?:どこ|どちら)[にへが]|(?:何|どの|どこの)(?:部署|省庁|大臣|機関|役所|窓口|会社|組織)"
)
_OTHER = re.compile(
    r"何(?![もか])|(?<!ん)なに(?![もか])|なんで(?![すも])|どう(?![かも])|どの|どれ(?!も)|どんな|どこ(?![もか])|どちら(?!も)|なぜ|いか(?:に|なる)"
)
_REQUEST = re.compile(
    r"(?:か(?:ね|な|しら)?|[?]|(?:教え|示し|答え|挙げ|述べ|説明し|比べ|比較し)[てよ]?(?:ください|下さい|ほしい|欲しい|もらえます?か?)?|知りたい(?:です|のですが|んですが)?"
    r"|(?:お願いし|願い)ます|べよ|せよ|えよ|げよ|だっけ|でしたっけ|の|も|って|何|いつ|は|くれ)[。?!]*\Z"
)
_ADDED = re.compile(r"\A\s*(?:また|あと|それと|それから|加えて|さらに|併せて|あわせて|ついでに|もう[一1]つ)(?:は)?、?")
# Things named together are asked for one by one only before such words; 「や」 and commas join them only before _EACH.
_EACH = r"それぞれ|各々|おのおの|どう違|違い|どちら|どっち|両方|両者|比べ|比較"
_ASKED = rf"{_EACH}|教え|述べ|示し|説明|知り|いつ|いくら|いか|どう|どこ|誰|だれ|何"
_NAMED_WORD = r"[一-鿿々ァ-ヺーA-Za-z0-9.&+-](?:[一-鿿々ァ-ヺーA-Za-z0-9.・&+/ -]*[一-鿿々ァ-ヺーA-Za-z0-9.&+-])?"
_THING = rf"(?:「[^「」]{{1,30}}」|(?:その|それぞれの)?{_NAMED_WORD}(?:の{_NAMED_WORD}){{0,2}}(?:\([^()]{{1,30}}\))?)"
_TO = r"と(?!比|言|呼|思|考|同|共|一緒)、?"
_AND = rf"(?:、?(?:{_TO}|及び|および|並びに|ならびに)、?)"
_OR = rf"(?:{_AND}|や)"
_AFTER = r"(?:とで|と)?(?:(?:では|には|とは|は|の間で|について)、?|で|の|を|が|って|も)[^、。?]{0,20}?"
_START = r"(?<![一-鿿々ァ-ヺーA-Za-z0-9」の])"
_TOGETHER: Final = tuple(
    (
        re.compile(rf"{_START}({_THING}(?:{joint}{_THING}){least}){_AFTER}(?:{before})"),
        re.compile(rf"{joint}(?={_THING})"),
    )
    for joint, least, before in ((_AND, "+", _ASKED), (_OR, "+", _EACH), (rf"(?:{_AND}|、)", "{2,}", _EACH))
)
# What a source seldom calls by this name; its text says it, and nobody could tell by words whether it does.
_META: Final = re.compile(
    r"(?:その|それぞれの)?(?:条文|規定|定め|名前|名称|番号|中身|概要|要点|例|違い|詳細|根拠|条件|日付|手順|場合|もの|こと|人|自分|うち|会社|相手)\Z"
    r"|.*(?:要件|事由|理由|方法|内容|範囲|趣旨|意義|意味|性質|効果|考え方|対応|影響)\Z"
)
_REQUEST_END = re.compile(
    r"(?:を|について|のか|か)?、?(?:教えて|示して|答えて|説明して)(?:ください|下さい|ほしい|欲しい)?(?:です)?\Z"
)


def asks(question: str) -> tuple[tuple[Ask, ...], ...]:
    """The sets of things that `question` asks for, each of two or more; () where it asks for one thing."""
    found: list[tuple[Ask, ...]] = []
    requests = [text for text in _sentences(question) if _REQUEST.search(text) or _added(text)]
    for text in requests:
        found.extend(dict.fromkeys(_named_together(text)))
        parts = tuple(Ask(_named(part), part, _kind(part)) for part in _questions_in(text))
        if len(parts) > 1:
            found.append(parts)
    named = _names_compared(normalise(question).text)
    if len(named) > 1 and not any({ask.text for ask in named} <= {ask.text for ask in group} for group in found):
        found.append(named)
    added = [text for text in requests if _added(text)]
    if added and len(requests) > 1:
        found.append(tuple(Ask(_named(text), text, _kind(text)) for text in requests))
    return tuple(found)


def _sentences(question: str) -> list[str]:
    return [normalise(question[start:end]).text for start, end in sentences(question)]


def _added(text: str) -> bool:
    return _ADDED.match(text) is not None


def _questions_in(sentence: str) -> tuple[str, ...]:
    """The stretches of a sentence that each hold a question word: 「誰が決めて、」「報告は何日以内？」."""

    def asks_for(clause: str) -> bool:
        return any(pattern.search(clause) for pattern in (_TIME, _AMOUNT, _SOMEBODY, _OTHER))

    return groups(sentence, asks_for)


def _kind(text: str) -> Kind:
    for pattern, kind in ((_TIME, Kind.TIME), (_AMOUNT, Kind.AMOUNT), (_SOMEBODY, Kind.SOMEBODY)):
        if pattern.search(text):
            return kind
    return Kind.WORDS


def _named_together(sentence: str) -> Iterator[tuple[Ask, ...]]:
    """Things named together that the sentence asks about: 「Llama 4とGemma 3ではどう違いますか」."""
    for together, joint in _TOGETHER:
        for match in together.finditer(sentence):
            things = tuple(dict.fromkeys(thing.strip("「」 ") for thing in joint.split(match[1])))
            if len(things) > 1 and not any(len(thing) < 2 or _META.match(thing) for thing in things):
                yield tuple(Ask(thing, thing) for thing in things)


def _names_compared(question: str) -> tuple[Ask, ...]:
    """The names in Latin letters of a question that compares: 「Gemma、Qwen、DeepSeekのモデルでは、それぞれ…」."""
    if re.search(_EACH, question) is None:
        return ()
    found = [name for name in names(question) if name.isascii() and not _owns_another(name, question)]
    alone = [
        _as_written(name, question) for name in found if not any(name in other for other in found if other != name)
    ]
    return tuple(Ask(name, name) for name in alone)


def _owns_another(name: str, question: str) -> bool:
    """Whether a name only says whose another one is: EU in 「EUのAI Act」."""
    return re.search(rf"{re.escape(name)}の\s?[a-z]", question.casefold()) is not None


def _as_written(name: str, question: str) -> str:
    start = question.casefold().find(name)
    return name if start < 0 else question[start : start + len(name)]


def _named(text: str) -> str:
    """An ask as a note names it: without 「また、」 before and 「教えてください。」 behind it; of a long one its last clauses."""
    short = _REQUEST_END.sub("", _ADDED.sub("", text).strip(_EDGES)).strip(_EDGES) or text.strip(_EDGES)
    last = ""
    for clause in reversed(clauses(short)):
        if last and len(clause) + len(last) > _LONGEST_NAMED:
            break
        last = clause + last
    return last if len(last) <= _MOST_NAMED else "…" + last[-_MOST_NAMED:]
