"""The last predicate denied or affirmed: できる ⇄ できない, 含まれます ⇄ 含まれません, 必要がある ⇄ 必要はない.

Made from the morphemes' conjugation, and on purpose not with the rules by which the verifier tells a denial
(`japanese.predicates`, `japanese.modality`): what those overlook must still be made.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from assistant.judge.claims.conjugation import forms, is_adjective
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.idioms import IDIOM, NEEDS_DENIAL
from assistant.judge.claims.words import End, Word, predicate_ends

_LONGEST: Final = 40  # characters of a predicate looked at

_MUST = re.compile(
    r"なければ(?:なら|いけ)ない|なければ(?:なり|いけ)ません|なくては(?:なら|いけ)ない|なくては(?:なり|いけ)ません|ねばならない|ねばなりません"
)
_EXISTS = re.compile(r"(?P<particle>[がも])(?P<verb>ある|あります)\Z")
_LACKS = re.compile(r"(?<![でとにへ])(?P<particle>[はがも])(?P<verb>ない|ありません)\Z")
_LACKS_THERE = re.compile(r"(?P<verb>ない|ありません)\Z")
_NOT_BE = re.compile(r"で(?:は)?(?P<verb>ない|ありません|なかった|ありませんでした)\Z")
_BE = re.compile(r"(?P<verb>である|です|だ|であった|だった|でした)\Z")
_NOT_BE_OF: Final = {
    "である": "ではない", "だ": "ではない", "です": "ではありません",
    "であった": "ではなかった", "だった": "ではなかった", "でした": "ではありませんでした",
}  # fmt: skip
_BE_OF: Final = {"ない": "である", "ありません": "です", "なかった": "であった", "ありませんでした": "でした"}
_CAN = re.compile(r"こと(?P<particle>[がはも])(?P<verb>できる|できます|できない|できません)\Z")
_CAN_OF: Final = {
    "できる": "はできない",
    "できます": "はできません",
    "できない": "ができる",
    "できません": "ができます",
}
_RULED = re.compile(r"もの(?P<verb>とする|とします)\Z")
_POLITE = re.compile(r"(?P<verb>ます|ません|ました|ませんでした)\Z")
_POLITE_OF: Final = {"ます": "ません", "ません": "ます", "ました": "ませんでした", "ませんでした": "ました"}
_BARE = re.compile(r"(?P<word>不必要|必要|不要|不可能|可能|対象外|不可|禁止|なし|あり)\Z")
_BARE_OF: Final = {
    "必要": "不要", "不必要": "必要", "不要": "必要", "可能": "不可能", "不可能": "可能",
    "対象外": "対象", "不可": "可", "禁止": "可能", "なし": "あり", "あり": "なし",
}  # fmt: skip
_REQUEST = re.compile(r"(?:ないで|[てで])ください\Z")
_NOUNS: Final = frozenset({"名詞", "形状詞", "接尾辞", "代名詞", "助詞"})
_DENIALS = re.compile(r"(?:ない|ません|なかった|ませんでした)\Z")


class _Tail(NamedTuple):
    """The predicate that ends at `at`: its text back to `start`, all words, the index of its last one."""

    text: str
    start: int
    at: int
    words: Sequence[Word]
    last: int

    def edit(self, match: re.Match[str], group: str, becomes: str) -> Edit:
        return Edit(self.start + match.start(group), self.at, becomes)

    def word_before(self, at: int) -> Word | None:
        """The word that ends at offset `at` of the claim; None where none does."""
        return next((word for word in self.words[max(0, self.last - 8) : self.last + 1] if word.end == at), None)


def negation_edits(claim: str, found: Sequence[Word]) -> Iterator[Edit]:
    """The predicate at each end turned round; idioms and what cannot be said the other way stay as they are."""
    for end in predicate_ends(claim, found):
        edit = _turned(claim, found, end)
        if edit is not None:
            yield edit


def _turned(claim: str, found: Sequence[Word], end: End) -> Edit | None:
    start = max(end.start, end.at - _LONGEST)
    tail = _Tail(claim[start : end.at], start, end.at, found, end.word)
    must = _must(tail)
    if must is not None:
        return must
    if IDIOM.search(tail.text):
        return None
    edit = next((edit for rule in _RULES if (edit := rule(tail)) is not None), None)
    affirms = edit is not None and _DENIALS.search(tail.text) and not _DENIALS.search(edit.becomes)
    return None if affirms and NEEDS_DENIAL.search(claim, end.start, end.at) else edit


def _must(tail: _Tail) -> Edit | None:
    """しなければならない → する必要はない."""
    match = next((match for match in _MUST.finditer(tail.text) if match.end() == len(tail.text)), None)
    verb = None if match is None else tail.word_before(tail.start + match.start())
    conjugated = None if verb is None else forms(verb)
    if match is None or verb is None or conjugated is None:
        return None
    polite = match[0].endswith("ません")
    return Edit(verb.start, tail.at, conjugated.plain + ("必要はありません" if polite else "必要はない"))


def _can(tail: _Tail) -> Edit | None:
    match = _CAN.search(tail.text)
    return None if match is None else tail.edit(match, "particle", _CAN_OF[match["verb"]])


def _exists(tail: _Tail) -> Edit | None:
    match = _EXISTS.search(tail.text)
    if match is None or not _is(tail, match.start("verb"), "動詞"):
        return None
    return tail.edit(match, "particle", "は" + ("ない" if match["verb"] == "ある" else "ありません"))


def _lacks(tail: _Tail) -> Edit | None:
    match = _LACKS.search(tail.text)
    if match is None or not _is(tail, match.start("verb"), "動詞", "形容詞"):
        return None
    particle = "も" if match["particle"] == "も" else "が"
    return tail.edit(match, "particle", particle + ("ある" if match["verb"] == "ない" else "あります"))


def _lacks_there(tail: _Tail) -> Edit | None:
    """AI法にない → AI法にある."""
    match = _LACKS_THERE.search(tail.text)
    before = None if match is None else tail.word_before(tail.start + match.start())
    if match is None or before is None or before.surface not in ("に", "は") or _NOT_BE.search(tail.text):
        return None
    if not _is(tail, match.start("verb"), "動詞", "形容詞"):
        return None
    return tail.edit(match, "verb", "ある" if match["verb"] == "ない" else "あります")


def _not_be(tail: _Tail) -> Edit | None:
    match = _NOT_BE.search(tail.text)
    before = None if match is None else tail.word_before(tail.start + match.start())
    if match is None or before is None or (before.part not in _NOUNS and before.base != "べし"):
        return None
    return Edit(tail.start + match.start(), tail.at, _BE_OF[match["verb"]])


def _be(tail: _Tail) -> Edit | None:
    match = _BE.search(tail.text)
    before = None if match is None else tail.word_before(tail.start + match.start())
    if match is None or before is None:
        return None
    if is_adjective(before) and match["verb"] == "です":
        return Edit(before.end - 1, tail.at, "くありません")
    if before.part not in _NOUNS and before.base != "べし":
        return None
    return tail.edit(match, "verb", _NOT_BE_OF[match["verb"]])


def _ruled(tail: _Tail) -> Edit | None:
    """行うものとする → 行わないものとする."""
    match = _RULED.search(tail.text)
    verb = None if match is None else tail.word_before(tail.start + match.start())
    conjugated = None if verb is None else forms(verb)
    if match is None or verb is None or conjugated is None:
        return None
    return Edit(verb.start, tail.at, f"{conjugated.negative}ない{match[0]}")


def _polite(tail: _Tail) -> Edit | None:
    match = _POLITE.search(tail.text)
    if match is None or tail.text.endswith("くありません"):
        return None
    verb = tail.word_before(tail.start + match.start())
    if verb is None or verb.part not in ("動詞", "助動詞", "接尾辞"):
        return None
    return tail.edit(match, "verb", _POLITE_OF[match["verb"]])


def _request(tail: _Tail) -> Edit | None:
    """書いてください → 書かないでください, and back."""
    match = _REQUEST.search(tail.text)
    verb = None if match is None else tail.word_before(tail.start + match.start())
    conjugated = None if verb is None else forms(verb)
    if match is None or verb is None or conjugated is None:
        return None
    denied = match[0].startswith("ない")
    return Edit(verb.start, tail.at, f"{conjugated.te if denied else conjugated.negative + 'ないで'}ください")


def _plain_verb(tail: _Tail) -> Edit | None:
    """書く → 書かない, 書いた → 書かなかった, ある → ない."""
    last = tail.words[tail.last]
    if last.part == "動詞" and last.surface == "ある":
        return Edit(last.start, tail.at, "ない")
    past = last.base == "た" and last.part == "助動詞" and tail.last > 0
    verb = tail.words[tail.last - 1] if past else last
    conjugated = forms(verb)
    if conjugated is None or verb.part not in ("動詞", "助動詞") or not (past or verb.form.startswith("終止形")):
        return None
    return Edit(verb.start, tail.at, conjugated.negative + ("なかった" if past else "ない"))


def _plain_denied(tail: _Tail) -> Edit | None:
    """書かない → 書く, 書かなかった → 書いた, 望ましくない → 望ましい."""
    denial = next((word for word in ("なかった", "ない") if tail.text.endswith(word)), None)
    if denial is None:
        polite = tail.text.endswith("くありません")
        adjective = tail.word_before(tail.at - len("ありません")) if polite else None
        return (
            Edit(adjective.start, tail.at, adjective.base + "です") if adjective and is_adjective(adjective) else None
        )
    verb = tail.word_before(tail.at - len(denial))
    if verb is None:
        return None
    if is_adjective(verb) and denial == "ない":
        return Edit(verb.start, tail.at, verb.base)
    conjugated = forms(verb)
    if conjugated is None or not verb.form.startswith("未然形"):
        return None
    return Edit(verb.start, tail.at, conjugated.plain if denial == "ない" else conjugated.past)


def _adjective(tail: _Tail) -> Edit | None:
    last = tail.words[tail.last]
    if not is_adjective(last) or not last.form.startswith("終止形"):
        return None
    return Edit(last.end - 1, tail.at, "くない")


def _bare(tail: _Tail) -> Edit | None:
    """A sentence that ends in a noun: …は不要。"""
    match = _BARE.search(tail.text)
    before = tail.text[match.start() - 1 : match.start()] if match is not None else ""
    if match is None or before not in ("は", "が", "も", "、"):
        return None
    return tail.edit(match, "word", _BARE_OF[match["word"]])


def _is(tail: _Tail, at: int, *parts: str) -> bool:
    """Whether a word of one of these parts of speech begins at this offset of the tail."""
    start = tail.start + at
    nearby = tail.words[max(0, tail.last - 4) : tail.last + 1]
    return any(word.start == start and word.part in parts for word in nearby)


_RULES: Final[tuple[Callable[[_Tail], Edit | None], ...]] = (
    *(
        _request,
        _can,
        _exists,
        _lacks,
        _not_be,
        _lacks_there,
        _be,
        _ruled,
        _plain_denied,
        _polite,
        _plain_verb,
        _adjective,
        _bare,
    ),
)
