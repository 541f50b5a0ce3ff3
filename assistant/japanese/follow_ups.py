"""The forms in which people ask on: 「提供者は?」「社内だけの場合は?」「いつから?」「なぜ?」「いえ、利用者の方です」.

All texts are normalised (`assistant.japanese.normalise`).
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from assistant.japanese.alternatives import ROLE, alternatives, attribute_at_end
from assistant.japanese.asking import WH
from assistant.japanese.morphemes import morphemes

Kind = Literal["about", "case", "wh", "correction"]

_LEAD_IN = re.compile(
    r"(?:じゃあ?|では|それでは|それじゃあ?|それなら|なるほど|ありがとう(?:ございま(?:す|した))?|了解(?:です|しました)?|わかりました|分かりました|承知しました|そして|それから|あと|また|さらに|ちなみに"
    r"|ところで|えっと|ええと|え|へえ|ふむ|うーん|で|なお|and|so|then|ok|okay)(?:[、。!,\s]|\.\s)+(?=.)|(?:では|それでは|じゃあ|それなら|ちなみに|ところで)(?=[一-鿿A-Z0-9ァ-ヺ])",
    re.IGNORECASE,
)
_SWITCH = re.compile(
    r"\A(?:ところで|話は?(?:が)?(?:変わ|かわ)|話題を変え|別の(?:質問|件|話|こと)|別件|全く別|次の質問|(?:by the way|another question|on another))",
    re.IGNORECASE,
)
_MORE: Final = (
    (
        r"(?:もっと|もう少し|もうちょっと|より|さらに)?(?:詳しく|詳細に?|くわしく)(?:教えて|説明して|知りたい|お願い)?[^、。]{0,12}|詳細は|more|tell me more|more details?",
        "詳しく教えてください。",
    ),
    (r"(?:もっと|もう少し|もうちょっと)?(?:分かりやすく|わかりやすく|簡単に|かみ砕いて)[^、。]{0,14}", "分かりやすく説明してください。"),
    (r"つまり|要するに(?:どういうこと(?:ですか)?)?|まとめると|どういうこと(?:ですか)?|どういう意味(?:ですか)?|要約して[^、。]{0,8}", "要するにどういうことですか。"),
    (
        r"(?:それは|これは)?(?:なぜ|何故|なんで|どうして)(?:なの|なん|そうなの|そうなるの)?(?:です|でしょう)?か?|(?:その)?理由(?:は|を教えて[^、。]*)(?:何です?か?|なんですか)?|why|why not|how come",
        "その理由は何ですか。",
    ),
    (r"(?:その)?(?:根拠|出典|ソース|法的根拠|根拠条文)(?:は|を教えて[^、。]*|を示して[^、。]*)(?:何です?か?|どこです?か?)?|どこに書いて(?:あり|い)ますか", "その根拠は何ですか。"),
    (r"(?:具体的には|例えば|たとえば|(?:具体)?例(?:は|を(?:教えて|挙げて|あげて|示して)[^、。]*)|具体的に(?:教えて|説明して|お願い)[^、。]*|for example)(?:どんな.*)?", "具体例を挙げてください。"),
    (r"(?:ほか|他|その他|そのほか)(?:に|の)?(?:は|も|ありますか|はありますか|もありますか|に?何かありますか|anything else)?|それだけ(?:です)?か?|anything else", "ほかにもありますか。"),
)  # fmt: skip
_MORE_FORMS: Final = tuple((re.compile(form, re.IGNORECASE), sentence) for form, sentence in _MORE)
ADDED: Final = tuple(sentence for _, sentence in _MORE)
"""The sentences that stand for 「もっと詳しく」, 「なぜ?」 and the like, behind the question that they belong to."""
_NO = re.compile(
    r"\A(?:いえいえ|いえ|いいえ|いや|ううん|違います|ちがいます|違う|違くて|(?:そう|それ)(?:では|じゃ)な(?:くて?|い(?:です)?)|すみません|すいません|ごめん(?:なさい)?|失礼(?:しました)?|間違え(?:ました|た)|間違い(?:です|でした)|訂正(?:です|します)?|no|sorry|i mean)(?:[、。!,\s]+|(?=[一-鿿A-Z]))",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"(?P<old>[^、。]{1,30}?)(?:じゃなくて?|ではなくて?|でなく|でなくて)、?(?P<new>[^。]+)")
_MEANT = re.compile(
    r"(?P<new>.+?)(?:(?:の)?(?:方|ほう|こと|話|場合|件)(?:です|でした|ですが|だ|だよ|を聞いてい?(?:ます|る)|について聞いてい?(?:ます|る)|が知りたい(?:です)?|をお願いします)?|です|でした|だった|をお願いします)?\Z"
)
_REST: Final = r"、?(?:どう(?:です|でしょう|なり|なる|なって|なんで|か)[^、。]*|どう|同じ[^、。]*|同様[^、。]*|いかが[^、。]*|変わり[^、。]*)?"
_CASE = re.compile(
    rf"(?P<x>[^。?]+?)(?P<mark>の場合(?:は|も|でも|には)?|(?<=[うくすつぬむるたい])(?:場合|とき|際|時)(?:は|も|でも|には)?|のとき(?:は|も)?|なら(?:ば)?|だと|でしたら|だったら|であれば|でも(?=、?同|、?いい|、?大丈夫|、?必要|\Z))(?:{_REST}|、?(?:大丈夫|いい|よい|OK|可能|平気|問題(?:あり|な)|必要|不要|だめ|ダメ|セーフ|アウト)[^、。]{{0,8}})"
)
_WITH_WH = re.compile(
    rf"(?P<x>[^。?、]+?)(?P<mark>の場合は?|なら|だと|(?<!と)は)、?(?P<asked>{WH.pattern}[^、。]{{0,12}})"
)
_ABOUT = re.compile(
    rf"(?P<x>[^。?、]+?)(?P<mark>(?:に|で|と|から|へ|について|に関して)?(?<!と)(?:は|も)|って(?=どう)|の(?:方|ほう)(?:は|も)){_REST}(?:教えて[^、。]*|知りたい[^、。]*|お願い[^、。]*)?"
)
_TELL_SIDE = re.compile(r"(?P<x>[^。?、]+?)(?P<mark>を|について)(?:教えて|説明して|知りたい|挙げて)[^、。]*")
_PURE_WH = re.compile(rf"(?P<x>{WH.pattern})(?:のこと)?(?:です|でしょう|なん(?:です|でしょう)|ですか)?か?")
_SAME = re.compile(
    r"\A(?:(?:それ|これ|そちら|(?:その|この)(?:点|こと)|上記)(?:は|って|も|、)、?)(?=[^。]+(?:同じ|同様))"
)
_ECHO = re.compile(
    rf"{WH.pattern}(?:言って|いって|述べて|考えて|定めて|書いて|なって|して|し|なり|あり|い)?(?:います|いる|ます)?(?:です|でしょう)?か?"
)
_CLAUSE_SIDE = re.compile(r"(?P<clause>.+?(?:とき|場合|際|時|後|前))の(?P<side>[^の]+)")
_OF_SOMEBODY = re.compile(r"(?P<of>[^の]+(?:で|へ|から|と)?)の(?P<side>[^ぁ-ん]+)")
_COMPARED = re.compile(r"[^と]+との(?:違い|差|関係|区別|比較)")
_RELATION = re.compile(
    r"\A(?![^、。]{0,20}[はがを])[^、。]{2,16}?(?:にも|でも|も|に)(?:及び|適用され|当てはま|あてはま|当たり|該当し|含まれ|対象|必要|義務)[^、。]{0,8}\Z"
)
_RUN = re.compile(r"[一-鿿々ァ-ヺーA-Za-z0-9]+(?:め|き|け)?")
_LONGEST_FRAGMENT: Final = 40  # characters
_LONGEST_LACKING: Final = 30
_LONGEST_WITH_ROLE: Final = 20


class Opened(NamedTuple):
    """A question without 「じゃあ、」 and the like before it; `switches` when they announce another topic (ところで)."""

    text: str
    switches: bool


@dataclass(frozen=True, slots=True)
class Fragment:
    """A question that only names what shall change: `words` under `mark` (は, の場合); `old` is what a correction rejects.

    `asked` is what it asks again (「何人ですか」 of 「Llama 4 なら何人ですか」), empty for a mere fragment.
    """

    kind: Kind
    words: str
    mark: str = ""
    old: str = ""
    asked: str = ""


def opened(text: str) -> Opened:
    """`text` without the words that only lead in, and without the question mark."""
    text = text.strip()
    switches = _SWITCH.match(text) is not None
    while (match := _LEAD_IN.match(text)) is not None:
        text = text[match.end() :]
    return Opened(text.rstrip("?。!. ").strip(), switches)


def asks_for_more(text: str) -> str:
    """The sentence that stands for 「もっと詳しく」, 「つまり」, 「なぜ」 …; empty when `text` (opened) is none of these."""
    return next((sentence for form, sentence in _MORE_FORMS if form.fullmatch(text)), "")


def fragment(text: str) -> Fragment | None:
    """The fragment that `text` (opened) is; None for a question with a predicate of its own."""
    text = _SAME.sub("", text)
    if len(text) > _LONGEST_FRAGMENT:
        return None
    return correction(text) or _asking_fragment(text)


def _asking_fragment(text: str) -> Fragment | None:
    if (match := _PURE_WH.fullmatch(text)) is not None:
        return Fragment("wh", match["x"])
    if (match := _CASE.fullmatch(text)) is not None and _is_phrase(match["x"]) and not _asks_what_happens(match):
        return Fragment("case", match["x"], match["mark"])
    if (match := _ABOUT.fullmatch(text)) is not None and _is_phrase(match["x"]) and not _asks_what_happens(match):
        return Fragment("about", match["x"], match["mark"])
    if (match := _TELL_SIDE.fullmatch(text)) is not None and attribute_at_end(match["x"]) == match["x"]:
        return Fragment("about", match["x"], match["mark"])
    if (match := _WITH_WH.fullmatch(text)) is not None and _is_phrase(match["x"]):
        return Fragment("about", match["x"], match["mark"], asked=match["asked"])
    return None


def correction(text: str) -> Fragment | None:
    """What 「いえ、利用者の方です」 and 「速報じゃなくて確報」 put in the place of what was asked."""
    no = _NO.match(text)
    rest = text if no is None else text[no.end() :]
    while no is not None and (more := _NO.match(rest)) is not None:
        rest = rest[more.end() :]
    instead = _INSTEAD.fullmatch(rest)
    if no is None and (instead is None or not _is_phrase(instead["old"])):
        return None
    old = instead["old"] if instead is not None else ""
    meant = _MEANT.fullmatch(instead["new"] if instead is not None else rest)
    if meant is None or not _is_phrase(meant["new"]) or len(meant["new"]) > _LONGEST_FRAGMENT // 2:
        return None
    return Fragment("correction", meant["new"], "", old)


def echoes(asked: str) -> bool:
    """Whether what is asked again has no content of its own: 「何と言っていますか」「何をしますか」."""
    return _ECHO.fullmatch(asked) is not None


def clause_before_side(words: str) -> tuple[str, str] | None:
    """「配布するとき」 and 「条件」 of 「配布するときの条件」: a side under a condition; None for other phrases."""
    match = _CLAUSE_SIDE.fullmatch(words)
    if match is None or not attribute_at_end(match["side"]) or not all(map(_is_general, _RUN.findall(match["clause"]))):
        return None
    return match["clause"], match["side"]


def lacks_its_thing(text: str) -> bool:
    """Whether a whole question (opened) names nothing to be about: 「罰則はありますか」「いつ施行されますか」「日本企業にも及びますか」."""
    if len(text) > _LONGEST_LACKING:
        return False
    if _RELATION.match(text):
        return True
    wh = WH.match(text)
    if wh is not None and len(text) <= _LONGEST_WITH_ROLE:
        text = _without_roles(text)
    return all(map(_is_general, _RUN.findall(_nouns_only(WH.sub("、", text)))))


def is_side_of_anything(words: str) -> bool:
    """Whether 「人の承認」「利用者の責任」「医療目的での利用」 belong to something that they do not name."""
    match = _OF_SOMEBODY.fullmatch(words)
    if match is None:
        return False
    return match["of"][-1] in "でへらと" or not _RUN.search(_without_roles(match["of"]))


def compared_with(words: str) -> bool:
    """Whether 「匿名加工情報との違い」 names only one of two things."""
    return _COMPARED.fullmatch(words) is not None


def _without_roles(text: str) -> str:
    roles = [one for one in alternatives(text) if one.kind == ROLE]
    return "".join("、" if any(r.start <= n < r.end for r in roles) else c for n, c in enumerate(text))


def _nouns_only(text: str) -> str:
    kinds = ("名詞", "接頭辞", "接尾辞", "形状詞")
    return "".join(
        word.surface() if word.part_of_speech()[0] in kinds else "、" * len(word.surface()) for word in morphemes(text)
    )


def _is_phrase(words: str) -> bool:
    """Whether `words` are a noun phrase or a condition rather than a statement with topic."""
    return re.search(r"[はが]、|は(?!ず|ない|じめ|たら)|です|ます", words) is None


def _asks_what_happens(match: re.Match[str]) -> bool:
    """「個人データが漏えいした場合はどうなりますか」: a whole question, where the condition is a clause with its own parts."""
    rest = match.string[match.end("mark") :]
    return (
        bool(re.match(r"、?どう(?:なり|なる|すれ|したら)", rest))
        and re.search(r"[がを].*[うくすつぬむるたい](?:場合|とき|際)?\Z", match["x"]) is not None
    )


def _is_general(run: str) -> bool:
    """Whether a run of characters names no thing: a side (罰則), something done (施行), a number."""
    if attribute_at_end(run) == run:
        return True
    side = attribute_at_end(run)
    return _says_only_one_thing(run) or (bool(side) and _says_only_one_thing(run[: -len(side)]))


def _says_only_one_thing(run: str) -> bool:
    """One thing done or one number; 公示送達, made of two, is the name of something."""
    parts = [word.part_of_speech() for word in morphemes(run)]
    return all(map(_names_nothing, parts)) and sum(part[2] == "サ変可能" for part in parts) <= 1


def _names_nothing(part: tuple[str, ...]) -> bool:
    if part[0] != "名詞":
        return part[0] not in ("接尾辞", "記号")
    return part[1] == "数詞" or part[2] in ("サ変可能", "形状詞可能", "サ変形状詞可能", "助数詞可能", "副詞可能")
