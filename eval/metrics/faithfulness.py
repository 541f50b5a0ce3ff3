"""Whether a claim still affirms and denies, obliges and permits, what the words that it cites do.

A second opinion beside the verifier's own checks (`assistant.answer.verification.checks`), written from the text functions alone: the
claim is held against the sentence of the cited words that shares most content words with it. Of several that share
equally many, one that agrees will do.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import Final

from assistant.japanese.clauses import clauses, groups
from assistant.japanese.modality import Strength, negated, strength
from assistant.japanese.normalise import JAPANESE
from assistant.japanese.predicates import predicates
from assistant.japanese.sentences import display, sentences
from assistant.japanese.tokens import content_words

_KEPT: Final = 16_384  # sentences and clauses whose analysis is kept; the same words are cited by many claims

_JAPANESE_LETTER = re.compile(f"[{JAPANESE}]")
# A head that says too little for two sentences to be held against each other by it: 学習を行う, 届出を行わない.
_LIGHT: Final = "行う"
# Heads that allow, forbid or demand the predicate before them: 提供することを禁止する denies 提供 as 提供しない does.
_RULING: Final = frozenset((
    "禁止", "禁じる", "禁ずる", "許可", "許す", "認める", "許容", "許諾", "容認", "要求", "求める", "要する", "義務",
    "免除", "不要",
))  # fmt: skip
# A clause that is stated and goes on (しなければならないが、), unlike one that is only supposed (できる場合は、).
_GOES_ON = re.compile(r"(?<=[いうくすつぬむぶぐるただ])(?:が|けれども|ものの|一方で?|とともに)[、，\s]*\Z")


def polarity_kept(claim: str, cited: str) -> float | None:
    """1.0 where `claim` denies what the cited sentence denies and affirms what it affirms, else 0.0.

    Every predicate that both have must be denied, or not, as some clause of the cited sentence has it; forbidding a
    predicate denies it. Where the claim's last predicate is not shared, or does not decide alone whether the end of the
    claim and its clause in the source deny (対象とならない), the end of the claim must deny as the nearest clause does.
    None where nothing is claimed or cited, and between Japanese and another language, of which only the presence of a
    denying word is known.
    """
    nearest = [sentence for sentence in _nearest(claim, cited) if _is_japanese(sentence) == _is_japanese(claim)]
    if not claim.strip() or not nearest:
        return None
    return float(any(_agrees(claim, sentence) for sentence in nearest))


def strength_kept(claim: str, cited: str) -> float | None:
    """1.0 where the cited words oblige, permit or forbid as strongly as `claim` does, else 0.0.

    The claim is cut into parts that each end with a clause of some `modality.strength`; each must be the strength of
    the cited sentence nearest to that part or of one of its clauses. None where no clause of the claim obliges, permits,
    forbids, recommends or excuses, and where nothing is cited.
    """
    parts = [(part, asked) for part in groups(claim, _is_modal) for asked in _strengths(part)]
    if not parts or not cited.strip():
        return None
    return float(all(any(asked in _strengths(sentence) for sentence in _nearest(part, cited)) for part, asked in parts))


def _agrees(claim: str, sentence: str) -> bool:
    said, told = _denials(claim), _denials(sentence)
    if any(not said[stem] <= told[stem] for stem in said.keys() & told.keys()):
        return False
    end = _clauses(claim)[-1]
    last = next(reversed(tuple(_denials(end))), None)
    if last is not None and _is_decided_by(last, end):
        rivals = [clause for clause in _clauses(sentence) if last in _denials(clause)]
        if any(_is_decided_by(last, clause) for clause in rivals):
            return True
    return any(_negated(claim) == _negated(clause) for clause in _best(end, _clauses(sentence)))


def _is_decided_by(stem: str, clause: str) -> bool:
    """Whether the clause as a whole denies as its predicate `stem` does; if not, words behind that one decide."""
    return _negated(clause) in _denials(clause)[stem]


@lru_cache(maxsize=_KEPT)
def _denials(sentence: str) -> dict[str, frozenset[bool]]:
    """The heads of the predicates in order, each with whether it is denied (both where it comes twice)."""
    found: dict[str, set[bool]] = defaultdict(set)
    for clause in _clauses(sentence):
        heads: list[tuple[str, bool]] = []
        for stem, denied in _predicates(clause):
            if stem in _RULING and heads:
                before, was_denied = heads.pop()
                heads.append((before, was_denied != denied))
            elif stem != _LIGHT:
                heads.append((stem, denied))
        for stem, denied in heads:
            found[stem].add(denied)
    return {stem: frozenset(denied) for stem, denied in found.items()}


def _strengths(sentence: str) -> set[Strength]:
    found = {_strength(clause) for clause in (*_clauses(sentence), sentence)}
    return found - {Strength.NONE}


def _is_modal(clause: str) -> bool:
    return _strength(clause) is not Strength.NONE


def _nearest(claim: str, cited: str) -> list[str]:
    """The sentences of `cited` that share most content words with `claim`, on one line each; [] for no sentence."""
    return _best(claim, _sentences(cited))


@lru_cache(maxsize=_KEPT)
def _sentences(cited: str) -> tuple[str, ...]:
    return tuple(display(cited[span.start : span.end]) for span in sentences(cited))


def _best(claim: str, candidates: tuple[str, ...]) -> list[str]:
    if len(candidates) < 2:
        return list(candidates)
    words = _words(claim)
    shared = [len(words & _words(candidate)) for candidate in candidates]
    return [candidate for candidate, count in zip(candidates, shared, strict=True) if count == max(shared)]


def _is_japanese(text: str) -> bool:
    return _JAPANESE_LETTER.search(text) is not None


_clauses = lru_cache(maxsize=_KEPT)(clauses)
_negated = lru_cache(maxsize=_KEPT)(negated)
_predicates = lru_cache(maxsize=_KEPT)(predicates)


@lru_cache(maxsize=_KEPT)
def _strength(text: str) -> Strength:
    return strength(_GOES_ON.sub("", text))


@lru_cache(maxsize=_KEPT)
def _words(text: str) -> frozenset[str]:
    return frozenset(content_words(text))
