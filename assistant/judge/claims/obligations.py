"""The strength of a duty changed: しなければならない, よう努める, ことが望ましい, ことができる, してはならない.

What is denied stays denied (してはならない → しないよう努める), except where a duty becomes a prohibition or the reverse.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from assistant.judge.claims.conjugation import Forms, forms
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.words import End, Word, predicate_ends

_LONGEST: Final = 40  # characters of a predicate looked at

DUTY, FORBID, EFFORT, DESIRABLE, MAY = "duty", "forbid", "effort", "desirable", "may"
# 求められる, べきである, てください; ないでください; ことはできない: near to others, so that fewer changes are surely wrong.
ASKED, WARNED, CANNOT = "asked", "warned", "cannot"

_EFFORT = (
    "努め(?:る|ます|なければならない|なければなりません|るものとする|るものとします|る必要がある|る必要があります)"
)
_IS = "(?:である|です|だ)"
# The form that the verb before takes: negative (書か), te (書い), plain (書く), noun (利用, before できる and に努める).
_MODALS: Final = tuple(
    (strength, needs, re.compile(rf"(?:{pattern})\Z"))
    for strength, needs, pattern in (
        (DUTY, "negative", r"なければ(?:なら|いけ)ない|なければ(?:なり|いけ)ません|なくては(?:なら|いけ)ない|なくては(?:なり|いけ)ません|ねばならない|ねばなりません"),
        (DUTY, "plain", rf"必要があ(?:る|ります)|義務があ(?:る|ります)|義務を負(?:う|います)|ことが(?:必要|義務|必須){_IS}|ことが義務[付づ]けられてい(?:る|ます)"),
        (EFFORT, "plain", rf"ように?{_EFFORT}"),
        (EFFORT, "noun", rf"に{_EFFORT}"),
        (DESIRABLE, "plain", rf"こと[がは](?:望ましい|好ましい)(?:です)?|こと[がは](?:望まれ|推奨され|期待され)(?:る|ます|ている|ています)|こと[がは]重要(?:{_IS}|とされてい(?:る|ます))"),
        (ASKED, "plain", rf"こと[がは]求められ(?:る|ます|ている|ています)|べき{_IS}"),
        (ASKED, "te", r"[てで]ください"),
        (MAY, "plain", rf"こと[がも](?:でき(?:る|ます)|(?:認めら|許さ)れ(?:る|ます|ている|ています)|可能{_IS})"),
        (MAY, "te", r"[てで]も?(?:よい|いい|構わない|かまわない|差し支えない)(?:です)?|[てで]も?(?:構いません|かまいません|差し支えありません)"),
        (MAY, "noun", r"でき(?:る|ます)"),
        (FORBID, "te", r"[てで]は(?:なら|いけ)ない|[てで]は(?:なり|いけ)ません"),
        (FORBID, "plain", rf"こと[はが](?:禁止{_IS}|(?:禁止さ|禁じら)れ(?:る|ます|ている|ています))"),
        (WARNED, "negative", r"ないでください"),
        (CANNOT, "plain", r"こと[はが]でき(?:ない|ません)"),
        (CANNOT, "noun", r"でき(?:ない|ません)"),
    )
)  # fmt: skip
_FORM_OF: Final = {"negative": ("未然形",), "te": ("連用形",), "plain": ("終止形", "連体形")}
# What each may become; a denied one (しないよう努める) only what `_DENIED` lists.
_BECOMES: Final = {
    DUTY: (EFFORT, DESIRABLE, MAY, FORBID),
    FORBID: (EFFORT, DESIRABLE, MAY, DUTY),
    EFFORT: (DUTY, DESIRABLE, MAY, FORBID),
    DESIRABLE: (DUTY, EFFORT, MAY, FORBID),
    MAY: (DUTY, EFFORT, DESIRABLE, FORBID),
    ASKED: (MAY, FORBID),
    WARNED: (MAY, DUTY),
    CANNOT: (DUTY, DESIRABLE),
}
_DENIED: Final = {EFFORT: (FORBID, DESIRABLE, MAY), DESIRABLE: (FORBID, EFFORT, MAY), ASKED: (MAY,)}
_NOT_AGAIN: Final = {MAY: ("できる", "出来る"), EFFORT: ("努める",)}  # 努めるよう努める
# A source that asks, allows or forbids: 「…ことを求めています」.
_TOLD = re.compile(r"ことを(?P<verb>求め|認め|禁じ|禁止し|推奨し|義務[付づ]け)(?=てい(?:る|ます)\Z)")
_TOLD_BECOMES: Final = {"求め": ("認め", "禁じ"), "認め": ("求め", "禁じ"), "禁じ": ("認め", "求め"), "禁止し": ("認め", "求め"),
                        "推奨し": ("義務づけ", "禁じ"), "義務付け": ("推奨し", "認め"), "義務づけ": ("推奨し", "認め")}  # fmt: skip


class _Duty(NamedTuple):
    """A modal phrase: what it says of which verb, whether the verb is denied, where the verb begins."""

    strength: str
    verb: Forms
    denied: bool
    start: int


def modality_edits(claim: str, found: Sequence[Word]) -> Iterator[Edit]:
    """The duty at each end stronger, weaker or turned round, in the style (常体, 敬体) of the sentence."""
    for end in predicate_ends(claim, found):
        text = claim[max(end.start, end.at - _LONGEST) : end.at]
        told = _TOLD.search(text)
        if told is not None:
            start = end.at - len(text) + told.start("verb")
            yield from (Edit(start, start + len(told["verb"]), other) for other in _TOLD_BECOMES[told["verb"]])
        duty = _duty(text, end, found)
        if duty is None:
            continue
        polite = text.endswith(("ます", "ません", "です", "ください"))
        targets = _DENIED.get(duty.strength, ()) if duty.denied else _BECOMES[duty.strength]
        for target in targets:
            if duty.verb.plain in _NOT_AGAIN.get(target, ()):
                continue
            denied = duty.denied or duty.strength in (FORBID, CANNOT)
            yield Edit(duty.start, end.at, _said(duty.verb, target, denied, polite))


def _said(verb: Forms, target: str, denied: bool, polite: bool) -> str:
    inner = verb.negative + "ない" if denied and target in (EFFORT, DESIRABLE) else verb.plain
    return {
        DUTY: f"{verb.negative}なければ{'なりません' if polite else 'ならない'}",
        FORBID: f"{verb.te}は{'なりません' if polite else 'ならない'}",
        EFFORT: f"{inner}よう努め{'ます' if polite else 'る'}",
        DESIRABLE: f"{inner}ことが望ましい{'です' if polite else ''}",
        MAY: f"{verb.plain}ことができ{'ます' if polite else 'る'}",
    }[target]


def _duty(text: str, end: End, found: Sequence[Word]) -> _Duty | None:
    """The longest modal phrase with which the predicate ends, and its verb."""
    matches = [(match.start(), number) for number, (_, _, rule) in enumerate(_MODALS) if (match := rule.search(text))]
    for at, number in sorted(matches):
        strength, needs, _ = _MODALS[number]
        index = _index_before(end.at - len(text) + at, end, found)
        duty = None if index is None else _with_verb(strength, needs, index, found)
        if duty is not None and duty.start >= end.start:
            return duty
    return None


def _with_verb(strength: str, needs: str, index: int, found: Sequence[Word]) -> _Duty | None:
    word = found[index]
    if needs == "noun":
        if word.kind != "普通名詞" or not word.is_action:
            return None
        # に努める takes its noun with の before it (確保に努める), できる stands where する would.
        stem = word.surface + ("を行" if strength == EFFORT else "")
        verb = Forms(stem + "う", stem + "わ", stem + "って") if strength == EFFORT else _suru(stem)
        return _Duty(strength, verb, False, word.start)
    denied = needs == "plain" and word.base == "ない" and word.part == "助動詞" and index > 0
    verb_word = found[index - 1] if denied else word
    conjugated = forms(verb_word)
    wanted = ("未然形",) if denied else _FORM_OF[needs]
    if conjugated is None or verb_word.part not in ("動詞", "助動詞") or not verb_word.form.startswith(wanted):
        return None
    return _Duty(strength, conjugated, denied, verb_word.start)


def _suru(noun: str) -> Forms:
    return Forms(f"{noun}する", f"{noun}し", f"{noun}して")


def _index_before(at: int, end: End, found: Sequence[Word]) -> int | None:
    """The index of the word that ends at `at`."""
    return next((index for index in range(end.word, max(-1, end.word - 16), -1) if found[index].end == at), None)
