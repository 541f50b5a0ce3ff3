"""What a question takes for granted: statements it makes in passing, and things it asks the place, date or amount of.

「極秘の情報は入力してよい、と規程に書いてありますよね。様式はどこですか」 states something and then asks; 「レッドチーミングの
義務は何条ですか」 presupposes that there is such a duty; 「2024年6月に公表されたガイド」 gives a date. A plain question
(「入力してよいですか」) takes nothing for granted.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from assistant.japanese.normalise import normalise


class AssumptionKind(StrEnum):
    """How a question takes something for granted."""

    STATED = "stated"
    REASON = "reason"
    SOUGHT = "sought"
    GIVEN = "given"


class Assumption(NamedTuple):
    """A statement as the question makes it, in normalised characters; `sought` is the rest of a sentence up to what is asked."""

    kind: AssumptionKind
    text: str


_SENTENCE = re.compile(r"[^。?!\n]+")
ASKING: Final = r"何(?!らか)|なに|どこ|どの|どれ|どう|どんな|いつ|誰|だれ|いくら|いくつ|なぜ|どちら|いかなる|いかに"
_ASKING = re.compile(ASKING)
_GOES_ON: Final = r"(?=が[、。]?|けど|けれど|ので|から|ね|よ|、|$)"
# 使おうと思う, しようと聞く are intentions.
_PREDICATE_BEFORE: Final = r"(?<=[だたうくすつぬむぶぐるい])(?<![おこごそとどのぼもよろ]う)"
_HOLDS: Final = (
    "書い|書か|定め|規定|決ま|決め|記載|明記|認め|述べ|言っ|言わ|いわ|聞い|聞き|伺|思っ|思い|理解し|説明|認識"
)
_STATED = re.compile(
    # hearsay: 「7%だそうですが」「できるとのことですが」; 使いそう, 高そう are looks, not hearsay
    rf"(?:(?<=[だたうくすつぬむぶぐる])|(?<=ない)|(?<=しい))そう(?:です|だ|な|で)?{_GOES_ON}"
    rf"|(?:という|との)(?:こと|話|説明|認識|理解)(?:です|だ|で|な)?{_GOES_ON}"
    rf"|(?<=[るたいうくすつぬむぶぐ])らしい(?:です|ん)?{_GOES_ON}"
    # report: 「、と利用規程に書いてありますよね」「防げるとOWASPが認めてるそうなので」
    rf"|{_PREDICATE_BEFORE}、?(?:と|って)(?:[^、か]{{1,20}}?(?:に[はも]?|で[はも]?|が|から|は))?(?:{_HOLDS})[^、か]{{0,14}}?{_GOES_ON}"
    rf"|こと(?:に|と)(?:なっ|決まっ|され)[てた][^、か]{{0,6}}?{_GOES_ON}"
    # tag: 「30日以内ですよね」「防げるでしょ」「なくていい、で合ってますか」
    r"|(?:な?[んの](?:です|でした|だ|だった)|です|でした|だ|だった)?よね(?=$|、)|でしょう?$"
    r"|(?:な|の)?はず(?:です|だ|なの|で)?(?:が|けど|けれど|よね|、|$)"
    r"|、?(?:という(?:こと|認識|理解))?で(?:合って|あって|間違いな|正し)[^、]{0,6}か$"
)
_REASON = re.compile(
    r"(?<=[うくすつぬむぶぐるたい])(?<!たい)ので(?![しすあはも])、?|なので(?![しすあはも])、?|(?<=[すだたるい])から、"
)
_TOPIC = re.compile(r"[^、]{2,40}?(?:で|に)?は")
_LEAD = re.compile(r"\A(?:が|けど|けれども?|ので|から|ね|よ)?[、\s]*")
_TURNS = re.compile(r"(?:が|けど|けれども?|んで)、")
# 「認めたのは2025年の何月何日」 takes for granted that it was; 「不要となるのはいかなる場合か」 does not.
_CLEFT = re.compile(r"(?<=[たる])のは(?=[^、]{0,12}(?:いつ|誰|だれ|どこ|第?何[年月日条段項章]))")
# 「会社に義務付けられた透明性の確保、何を…」 takes the duty for granted.
_IMPOSED = re.compile(r"[^、]*?(?:義務[付づ]け|課せ?|禁止さ|禁じ)られ?た[^、]{2,30}(?=、)")
_SOUGHT = re.compile(
    r"(?:第?何条|どの条|条番号|何項|いくら|いつ|何日|何年|何か?月|何円|何[%割]|どこ|どの省|提出先|期限|様式|上限|何ですか|どう変わ"
    r"|の金?額|(?:[をが]|について)(?:教え|知りた))"
)
_EVENT: Final = "公表|公開|発効|施行|決定|閣議決定|公布|発表|改[訂正定]|開催|成立|適用|あった|出た|発行|策定"
_GIVEN = re.compile(
    rf"[0-9]{{4}}年(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}日)?(?:に|の)(?:{_EVENT})"
    r"|第[0-9.]+[版回]|(?<![0-9.第])[0-9]+\.[0-9]+版|[0-9,.万億]+(?:[^\s、。はがをに]{1,6})(?:の|という)(?:基準|上限|期限|条件|制限|要件|しきい値)"
)
_THING_ENDS = re.compile(rf"、|(?<!の)は|{ASKING}")


def assumptions(question: str) -> tuple[Assumption, ...]:
    """What `question` takes for granted, in its order, each once; nothing for a question that only asks."""
    found: list[Assumption] = []
    for sentence in _SENTENCE.findall(normalise(question).text):
        start, topic = 0, ""
        for kind, end, after in _statement_ends(sentence):
            statement = _TURNS.split(_LEAD.sub("", sentence[start:end]))[-1].strip(" 、")
            start = after
            if statement and _ASKING.search(statement) is None:
                found.append(Assumption(kind, statement if "は" in statement else topic + statement))
                named = _TOPIC.match(statement)
                topic = named[0] if named is not None else topic
        found.extend(_asked_about(_LEAD.sub("", sentence[start:]), topic))
    return tuple(dict.fromkeys(found))


def _statement_ends(sentence: str) -> Iterator[tuple[AssumptionKind, int, int]]:
    """Where statements end, and where what follows them begins."""
    ends = [(m.start(), m.end(), AssumptionKind.STATED) for m in _STATED.finditer(sentence)]
    ends += [(m.start(), m.end(), AssumptionKind.STATED) for m in _CLEFT.finditer(sentence)]
    ends += [(m.start(), m.end(), AssumptionKind.REASON) for m in _REASON.finditer(sentence)]
    reached = 0
    for start, end, kind in sorted(ends):
        if start >= reached:
            yield kind, start, end
            reached = end


def _asked_about(rest: str, topic: str) -> Iterator[Assumption]:
    """What the asking end of a sentence presupposes; `topic` is that of the statements before it."""
    sought = _SOUGHT.search(rest)
    if sought is not None and sought.start() > 0:
        yield Assumption(AssumptionKind.SOUGHT, topic + rest[: sought.start()])
    elif (imposed := _IMPOSED.match(rest)) is not None:
        yield Assumption(AssumptionKind.SOUGHT, imposed[0])
    given = _GIVEN.search(rest)
    if given is not None:
        end = _THING_ENDS.search(rest, given.end())
        yield Assumption(AssumptionKind.GIVEN, rest[: end.start()] if end is not None else rest)


def given_values(text: str) -> tuple[re.Match[str], ...]:
    """Where a question gives a date, an edition or a threshold as that of the thing it asks about."""
    return tuple(_GIVEN.finditer(text))
