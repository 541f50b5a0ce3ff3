"""Conditions and exceptions: what the source says only under one, the claim does not say flatly."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.answer.verification.checks.outcome import outcome
from assistant.answer.verification.likeness import covered, weighty
from assistant.answer.verification.support import Support
from assistant.japanese.clauses import clauses
from assistant.japanese.conditions import Condition, conditions, governing
from assistant.japanese.predicates import predicates
from assistant.japanese.tokens import content_words
from assistant.records import Check

_LEAST_KEPT: Final = 0.5  # share of a condition's own words by which claim, question or headings have it
_LONGEST_QUOTE: Final = 60  # characters
# What sets a condition in a claim less plainly: 「変更が認められるのは」, 「変更するには」, 「変更するとしても」.
_SUBJECT = re.compile(r"\A.*[がは](?=.{3})")  # 「本人への通知が困難なとき」 asks for 困難
_OWNER = re.compile(r"\A.*の(?=.{2})")  # 「管理者の許可がない限り」 asks for 許可
_MARKER_WORDS: Final = frozenset(("限る", "限り", "除く", "外", "他", "以外", "例外"))
_LOOSE = re.compile(r"のは、?|るには|(?:に|て)も、|(?<=[うくすつぬむぶぐる])と、")


def condition(claim: str, support: Support) -> Check:
    """The claim keeps the condition (…の場合, …に限り) or exception (…を除き) under which its statement stands in the source.

    It is kept in its own words, by another condition of the same kind in its place, or where the question or the
    headings say it already.
    """
    sentence = support.sentence_for(claim)
    parts = clauses(sentence)
    found = governing(sentence, _stated(claim, parts, sentence))
    dropped = [own for own in found if not _kept(own, found, claim, support)]
    if not dropped:
        return Check("condition", True)
    quote = dropped[0].text.strip("、， ")
    quote = quote if len(quote) <= _LONGEST_QUOTE else f"…{quote[-_LONGEST_QUOTE:]}"
    return outcome("condition", False, f"資料にある条件・例外が抜けています: 「{quote}」")


def _stated(claim: str, parts: Sequence[str], sentence: str) -> int:
    """The clause that says what the claim says at its end: of those with most of its words, conditions aside, the last."""
    setting = {own.clause for own in conditions(sentence)} if len(parts) > 1 else set()
    end = frozenset(content_words(clauses(claim)[-1]))
    scored = [
        (len(end & frozenset(content_words(part))), number)
        for number, part in enumerate(parts)
        if number == len(parts) - 1 or (number not in setting and any(True for _ in predicates(part)))
    ]
    return max(scored)[1]


def _point(text: str) -> set[str]:
    """The words on which a condition turns: its predicate's, or, where that says only ない or ある, its last noun's."""
    tails = (_SUBJECT.sub("", text), _OWNER.sub("", text), text)
    found = (weighty(content_words(tail)) - _MARKER_WORDS for tail in tails)
    return next((words for words in found if words), set())


def _kept(own: Condition, found: Sequence[Condition], claim: str, support: Support) -> bool:
    said = [other for other in conditions(claim) if other.kind is own.kind]
    if len(said) >= sum(other.kind is own.kind for other in found):
        return True
    words = _point(own.text)
    if words <= set(content_words(support.headings)):
        return True
    rest = set(content_words(support.sentence.replace(own.text, "")))
    told = frozenset(content_words(claim)) | frozenset(content_words(support.asked))
    own_words = words - rest
    if not own_words:  # 「利用目的を変更する場合には、変更前の利用目的と…」
        return _LOOSE.search(claim) is not None and covered(words, told) >= _LEAST_KEPT
    return covered(own_words, told) >= _LEAST_KEPT
