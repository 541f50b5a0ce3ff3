"""How strongly a sentence obliges, permits or forbids, and whether it denies, judged by its last predicate.

Only words that bind count as MUST: なければならない, ものとする, 義務, 責務を有する, 必要がある, てください. 求められる, べきである
and ことが重要である are the language of guidelines and count as DESIRABLE, so that a claim cannot make a duty of them.
できない counts as MUST_NOT: statutes forbid with it, and where it only reports a lack, a true claim has it too.
"""

import re
from enum import StrEnum
from typing import Final

from assistant.japanese.normalise import JAPANESE, normalise
from assistant.japanese.predicates import denies, joined, lemmas, predicates

__all__ = ["Strength", "negated", "predicates", "strength"]


class Strength(StrEnum):
    """What the last predicate of a sentence asks for."""

    MUST = "must"
    MUST_NOT = "must-not"
    EFFORT = "effort"
    DESIRABLE = "desirable"
    MAY = "may"
    NOT_REQUIRED = "not-required"
    NONE = "none"


_JAPANESE_LETTER = re.compile(f"[{JAPANESE}]")
_TRAILING = re.compile(r"(?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|[。、.,!?\"'」』)\]】\s:;*])+\Z")

# What a sentence says of its source rather than of the matter: とされている, 旨が定められている, と考えられる, ということである.
_SAY = (
    "(?:定める(?: られる)?|(?:規定|明記|明示|記載|説明|解釈|記述|指摘|示唆|理解|想定|提言|結論 付ける)(?: する)?(?: れる| られる)?|述べる(?: られる)?"
    "|示す(?: れる)?|考える(?: られる)?|解する(?: れる)?|解す(?: れる)?|思う(?: れる)?|いえる|いう(?: れる)?|書く(?: れる)?)"
)
_REPORT = re.compile(
    r"(?:(?: と いう| と の)? こと(?: だ| に なる| を 意味 する)|(?: の| ため| から| わけ)(?: だ)?"
    rf"|(?<=[いただうくすつぬむぶぐるし])(?: 、)? と(?: [^ 、]+){{0,4}}? {_SAY}|(?<=[いただうくすつぬむぶぐるし])(?: 、)? と する(?: れる)?"
    rf"|(?:(?: と いう)? こと (?:が|を)| 旨(?: が| を)?)(?: [^ 、]+ (?:に|で))? {_SAY})(?: た)?\Z"
)
# もの, こと and に stand before verbs of report in phrases that bind or define: ものとする, ことを示す.
_BINDING_END = re.compile(r" (?:もの|こと) と する(?: れる)?\Z")

_USABLE = "(?:使える|渡せる|出せる|名乗れる|呼べる)"  # できる in one word
_IMPOSE = "(?:課す|生ずる|生じる|発生 する)"
_RULES: Final = tuple(
    (strength, re.compile(rf" (?:{pattern})(?: だ)?\Z"))
    for strength, pattern in (
        (
            Strength.NOT_REQUIRED,
            rf"(?:必要|義務|必要 性|責務|責任)(?: が| を| と)?(?: 一切| 全く| 特に| 何 ら)?(?: ある| 負う(?: もの だ)?| {_IMPOSE}(?: れる| られる)?| する(?: れる)?| なる)? ない"
            r"|(?:要する|要求 する れる|求める られる|義務 付ける(?: られる)?) ない|(?:必要|義務|必須|強制|条件|不可欠) (?:だ|で)(?: ある)? ない"
            r"|ない て (?:よい|かまう ない|(?:差し支える?|差す 支える|問題)(?: が)?(?: ある)? ない)|不要(?: (?:と|に) (?:する|なる)(?: れる)?)?|免除(?: する(?: れる)?)?|任意|及ぶ ない|要る ない|(?:義務|制限) (?:[^ 、]+ )?課す(?: れる| られる)? ない",
        ),
        (Strength.MAY, r"できる (?:もの|こと) と (?:する(?: れる)?|なる)"),
        (
            Strength.EFFORT,
            r"(?:努める|努力 する|努力 義務|努力 (?:と する て|を) 求める)"
            r"(?: ない (?:ば|と|て) (?:なる|いける) ない| (?!(?:ない|できる|よい|かまう|望ましい|好ましい)(?: |\Z))[^ 、]+){0,7}",
        ),
        (
            Strength.MUST,
            r"ない (?:ば|て|と) (?:なる|いける) ない|(?:ざる|ない) を 得る ない|欠かせる ない|欠く こと が? ?できる ない",
        ),
        (
            Strength.MUST_NOT,
            rf"{_USABLE} ない|"
            r"て (?:なる|いける) ない|(?<!否定 )できる ない(?: (?:もの|こと) と する(?: れる)?)?|ない (?:もの|こと) と する(?: れる)?|ない て くださる"
            r"|べし (?:だ|で) ない|わけ に いける ない|禁止(?: する(?: れる)?| 事項| 行為| 対象)?|禁ずる(?: られる)?|不可(?: と する(?: れる)?)?"
            r"|(?:許す れる|許せる|(?:許可|許容|許諾) する(?: れる)?|認める(?: られる)?) ない",
        ),
        (
            Strength.MUST,
            r"(?:もの|こと) と (?:する(?: れる)?|なる)|(?:義務|責務)(?: が| を)? (?:ある|負う|有する|"
            + _IMPOSE
            + r")(?: れる| られる)?|責任 を 負う|責め に 任ずる|(?:義務|必須|必要|不可欠)(?: と (?:なる|する(?: れる)?))?|義務 付ける(?: られる)?"
            r"|必要(?: 性)?(?: が)? (?:ある|生ずる|生じる)|要する|(?<=が )要る|要求 する(?: れる)?|て くださる",
        ),
        (
            Strength.DESIRABLE,
            r"望ましい|好ましい|望む れる|期待(?: する(?: れる)?| できる)|(?:推奨|奨励)(?: する(?: れる)?)?|勧める(?: られる)?|べし|べき"
            r"|(?:求める|要請 する)(?: られる| れる)?|こと(?: が)?(?: [^ 、]+){0,2} (?:重要|大切|肝要)(?: と なる)?|(?:ほう|方) が よい",
        ),
        (
            Strength.MAY,
            rf"{_USABLE}|"
            r"できる|て よい|問題(?: が)?(?: ある)? ない|て (?:かまう|差し支える|差し支え|差す 支える|問題)(?: が)?(?: ある)? ない|妨げる(?: られる)?(?: もの (?:だ|で))?(?: ある)? ない|差し支え(?:る| が)?(?: ある)? ない"
            r"|(?:許す|(?:許可|許容|許諾) する)(?: れる)?|(?:が|を|に|こと) 認める(?: られる)?|(?<!不 )可能(?: と (?:なる|する(?: れる)?))?|可(?: と する(?: れる)?)?"
            r"|禁止 する(?: れる)?(?: もの (?:だ|で))? ない",
        ),
    )
)
_ENGLISH_RULES: Final = tuple(
    (strength, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for strength, pattern in (
        (Strength.NOT_REQUIRED, r"(?:is|are|be) not (?:required|obliged|obligated)|need not|not required to|no obligation"),
        (Strength.MUST_NOT, r"(?:may|must|shall|can|should|will) not|cannot|prohibited|forbidden|(?:is|are) not (?:permitted|allowed)|shall be prohibited"),
        (Strength.MUST, r"must|shall|(?:is|are) (?:required|obliged|obligated)|required to|agree to"),
        (Strength.EFFORT, r"endeavou?r|reasonable efforts?|best efforts?"),
        (Strength.DESIRABLE, r"should|recommended|encouraged|ought to"),
        (Strength.MAY, r"may|can|(?:is|are) (?:permitted|allowed|granted|free to)|hereby grants?"),
    )
)  # fmt: skip
_ENGLISH_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|neither|nor|none|without|prohibited|forbidden|excluded)\b|n't\b", re.IGNORECASE
)


def strength(sentence: str) -> Strength:
    """What the last predicate asks for, reports such as とされている left aside; English by its first modal word."""
    text = _TRAILING.sub("", normalise(sentence).text)
    if not _JAPANESE_LETTER.search(text):
        found = [
            (match.start(), rank, kind)
            for rank, (kind, rule) in enumerate(_ENGLISH_RULES)
            if (match := rule.search(text))
        ]
        return min(found)[2] if found else Strength.NONE
    tail = _tail(text)
    if tail.endswith((" できる ない た", " できる た")):
        return Strength.NONE  # what could (not) be done neither permits nor forbids
    tail = tail.removesuffix(" た")
    return next((kind for kind, rule in _RULES if rule.search(tail)), Strength.NONE)


def negated(sentence: str) -> bool:
    """Whether the last predicate denies; しなければならない does not, double negatives cancel out, 禁止される does."""
    text = _TRAILING.sub("", normalise(sentence).text)
    if not _JAPANESE_LETTER.search(text):
        return _ENGLISH_DENIAL.search(text) is not None
    return denies(_tail(text))


def _tail(text: str) -> str:
    """The dictionary forms of the sentence without what reports it."""
    tail = joined(lemmas(text))
    while not _BINDING_END.search(tail) and (shorter := _REPORT.sub("", tail)) != tail and shorter:
        tail = shorter
    return tail
