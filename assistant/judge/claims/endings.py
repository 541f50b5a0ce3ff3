"""The end of a sentence: what its last predicate says and of which verb."""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from assistant.judge.claims.inflection import SURU, Inflection, inflection
from assistant.judge.claims.words import Word

_LONGEST: Final = 40  # characters of a predicate looked at
_POLITE: Final = ("ます", "ません", "ました", "でした", "です", "ください")
_IS: Final = "(?:である|です|だ)"
_BE_ED: Final = "(?:る|ます|ている|ています)"  # 求められる, 求められています
_MUST_END: Final = (
    "(?:なければ(?:なら|いけ)ない|なければ(?:なり|いけ)ません|なくては(?:なら|いけ)ない|なくては(?:なり|いけ)ません)"
)

# What stands before: the form of a verb (negative 書か, te 書い, plain 書く), a noun of action, a noun, anything.
_ENDINGS: Final = tuple(
    (kind, needs, re.compile(rf"(?:{pattern})\Z"))
    for kind, needs, pattern in (
        ("must", "negative", rf"{_MUST_END}|ねばならない|ねばなりません"),
        ("need", "plain", rf"必要があ(?:る|ります)|ことが必要{_IS}"),
        ("oblige", "plain", rf"義務があ(?:る|ります)|義務を負(?:う|います)|ことが(?:義務|必須){_IS}|ことが義務[付づ]けられてい(?:る|ます)"),
        ("charge", "plain", r"責務を有(?:する|します)|責務があ(?:る|ります)|責務を負(?:う|います)"),
        ("effort", "plain", r"ように?努め(?:る|ます|なければならない|なければなりません|るものとする|るものとします)"),
        ("effort of", "noun", r"に努め(?:なければならない|なければなりません|るものとする|るものとします)"),
        ("desirable", "plain", rf"こと[がは](?:望ましい|好ましい)(?:です)?|こと[がは](?:望まれ|推奨され){_BE_ED}"),
        ("asked", "plain", rf"こと[がは]求められ{_BE_ED}|べき{_IS}"),
        ("may", "plain", rf"こと[がも]でき(?:る|ます)|ことが(?:認めら|許さ)れ{_BE_ED}|ことが可能{_IS}"),
        ("may", "te", r"[てで]も(?:よい|いい|構わない|かまわない)(?:です)?|[てで]も(?:構い|かまい)ません"),
        ("can", "action", r"でき(?:る|ます)|が可能(?:である|です)"),
        ("forbid", "te", r"[てで]は(?:なら|いけ)ない|[てで]は(?:なり|いけ)ません"),
        ("forbid", "plain", rf"こと[はが](?:禁止さ|禁じら)れ{_BE_ED}"),
        ("cannot", "plain", r"こと[がは]でき(?:ない|ません)"),
        ("cannot", "action", r"でき(?:ない|ません)"),
        ("unneeded", "plain", r"ことを要し(?:ない|ません)|必要は(?:ない|ありません)"),
        ("unneeded", "negative", r"なくても?(?:よい|いい)(?:です)?"),
        ("ruled", "plain", r"ものと(?:する|します|される|されている)|ことと(?:する|します|されている)"),
        ("ask", "te", r"[てで]ください"),
        ("means", "noun", r"をい(?:う|います)"),
        ("is", "noun", _IS),
        ("was", "noun", r"であった|だった|でした"),
        ("is not", "noun", r"では?ない|では?ありません"),
        ("exists", "any", r"(?<=[がもに])(?:ある|あります)"),
        ("existed", "any", r"(?<=[がもに])(?:あった|ありました)"),
        ("lacks", "any", r"(?<=[はがも])(?:ない|ありません)"),
        ("does", "stem", r"ます"),
        ("did", "stem", r"ました"),
        ("does not", "stem", r"ません"),
        ("did not", "stem", r"ませんでした"),
        ("does not", "negative", r"ない"),
        ("did not", "negative", r"なかった"),
        ("did", "past", r"[ただ]"),
        ("does", "plain", r""),
        ("adjective", "adjective", r"(?:です)?"),
    )
)  # fmt: skip
_FORM_OF: Final = {
    "negative": ("未然形",), "te": ("連用形",), "past": ("連用形",), "stem": ("連用形",), "plain": ("終止形", "連体形"),
}  # fmt: skip
_NOUNS: Final = ("名詞", "形状詞", "接尾辞", "代名詞")
_AFTER_NOUNS: Final[dict[str, Callable[[Word], bool]]] = {
    "any": lambda _: True,
    "action": lambda word: word.is_action,
    "noun": lambda word: word.part in _NOUNS or word.surface in "」』）)" or word.kind == "準体助詞",
}
DUTIES: Final = frozenset(
    (
        *("must", "need", "oblige", "charge", "effort", "effort of", "desirable", "asked", "may", "forbid", "cannot"),
        *("unneeded", "ruled", "ask"),
    )
)
DENIALS: Final = frozenset(("forbid", "cannot", "unneeded", "is not", "lacks", "does not", "did not"))


class Ending(NamedTuple):
    """The predicate that begins at `start` and goes to the end of the text: its kind, its verb, the verb as it stands."""

    kind: str
    start: int
    surface: str
    verb: Inflection | None
    plain: str

    @property
    def is_polite(self) -> bool:
        """Whether the sentence is in です・ます."""
        return self.surface.endswith(_POLITE)


def ending(text: str, found: Sequence[Word]) -> Ending | None:
    """The end of `text`, which has lost its full stop; the longest phrase that the words before it allow; else None."""
    start = max(0, len(text) - _LONGEST)
    matches = [
        (match.start(), number)
        for number, (_, _, rule) in enumerate(_ENDINGS)
        if (match := rule.search(text, start)) is not None
    ]
    ends = {word.end: index for index, word in enumerate(found[-24:], start=max(0, len(found) - 24))}
    for at, number in sorted(matches):
        kind, needs, _ = _ENDINGS[number]
        if at in ends:
            made = _ending(text, found, ends[at], kind, needs)
            if made is not None:
                return made
    return None


def _ending(text: str, found: Sequence[Word], index: int, kind: str, needs: str) -> Ending | None:
    word = found[index]
    if needs in _AFTER_NOUNS:
        verb = SURU if needs == "action" else None
        return Ending(kind, word.end, text[word.end :], verb, "") if _AFTER_NOUNS[needs](word) else None
    if needs == "adjective":
        fits = word.part == "形容詞" and word.base.endswith("い") and word.form.startswith("終止形")
        return Ending(kind, word.start, text[word.start :], None, word.surface) if fits else None
    return _after_verb(text, found, index, kind, needs)


def _after_verb(text: str, found: Sequence[Word], index: int, kind: str, needs: str) -> Ending | None:
    word = found[index]
    denied = needs == "plain" and word.base == "ない" and word.part == "助動詞"
    verb = inflection(word)
    if not word.form.startswith(_FORM_OF[needs]) or (verb is None and not denied and needs != "plain"):
        return None
    if word.base == "た" and kind != "did":
        return None  # what was done is neither asked for nor ruled: 落とされたものとされている
    if verb is None and (word.part not in ("動詞", "助動詞") or kind == "does"):
        return None
    if (
        kind == "does"
        and needs == "plain"
        and word.part == "助動詞"
        and not word.conjugation.startswith(("助動詞-レル", "助動詞-セル", "下一段"))
    ):
        return None
    return Ending(kind, word.start, text[word.start :], None if denied else verb, word.surface)
