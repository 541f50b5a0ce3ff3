"""Whether two sentences of different sources say different things about the same matter.

Precise rather than eager: two sentences count as being about the same matter only when nearly all words of the shorter
one stand in the other and neither names, numbers of articles or editions, actors nor conditions set them apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from assistant.answer.verification.support import headings
from assistant.japanese.actors import missing_actors
from assistant.japanese.clauses import groups
from assistant.japanese.contrasts import turned_words
from assistant.japanese.modality import Strength, negated, strength
from assistant.japanese.names import missing_names, names
from assistant.japanese.numerals import DateMention, consistent, dates, quantities
from assistant.japanese.predicates import predicates
from assistant.japanese.tokens import content_words
from assistant.records import Citation, Claim, Evidence

NUMBER: Final = "数"
DATE: Final = "日付"
POLARITY: Final = "肯定と否定"
STRENGTH: Final = "義務の強さ"

_LEAST_SHARED: Final = 2.5  # content words; one of a single character (法, 上, 限) is half a word
_OF_SHORTER: Final = 0.8  # share of the shorter sentence's words that the longer one must have
_OF_LONGER: Final = 0.5
# Counters that name a place, an edition or a meeting: another number there is another matter, not another statement.
_ORDINALS: Final = frozenset({"", "条", "項", "号", "章", "節", "部", "編", "款", "版", "回", "期", "次"})
# Words of limits, duty and permission: what is said about the matter rather than the matter itself.
_SAID: Final = frozenset((
    "以内", "以上", "以下", "未満", "以降", "以前", "超", "超える", "必要", "不要", "義務", "禁止", "可能", "可", "不可", "望ましい",
    "求める", "認める", "許可", "許容", "努める", "推奨", "場合", "定める", "規定",
))  # fmt: skip
_CONDITION = re.compile(
    r"場合|とき[はに、]|時は|限り|限[らりるっ]|除[きく]|ただし|原則|なければ(?!なら|いけ)|ない限り|(?<!なけ)れば|たら|ならば"
    r"|(?<![一-鿿])際[はに、]|を得[てずな]|により|によ[っら]|(?<![おれ])なしに|except|unless|provided|\bif\b"
)
_STATES = re.compile("[はがを]")  # entries of lists (「Google「Gemma Terms of Use」2025年3月24日版」) state nothing
_ENUMERATOR = re.compile(
    r"\A[\s・*-]*(?:\*\*)?[（(]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[ア-ンa-zA-Z])[)）.．]?(?:\*\*)?[\s　]+"
)
_REFERENCE = re.compile(r"[（(][^（）()]*(?:\([^()]*\)[^（）()]*)*[）)](?=[。．]?\s*\Z)")
# What a sentence calls its own document or a place in it.
_SELF = re.compile(
    r"(?:この|本)(?:法|規[程則約定]|契約|ガイドライン|文書|書|ライセンス|条|項|章|節|号|指針|[政省府]?令|約款|手順|利用規約)"
    r"|[前次][項条号章節の]|同[条項法号]|\b(?:this|these|herein)\b",
    re.IGNORECASE,
)
_BINDS: Final = frozenset({Strength.MUST, Strength.MUST_NOT})
_FREES: Final = frozenset({Strength.MAY, Strength.NOT_REQUIRED})
_ASKS: Final = frozenset({Strength.EFFORT, Strength.DESIRABLE})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two citations of different documents that disagree in `what` (numbers, dates, polarity, strength)."""

    what: str
    first: Citation
    second: Citation


def conflicts(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[Conflict, ...]:
    """The conflicts among the cited sentences of `claims`, in the order of the answer, each pair once."""
    above = {item.label: headings(item) for item in evidence}
    works = {item.label: item.hit.document.metadata.work for item in evidence}
    cited = list(dict.fromkeys(c for claim in claims for c in claim.citations if c.label in above))
    found = []
    for first, second in combinations(cited, 2):
        if first.document_id == second.document_id:
            continue
        own, other = (works[c.label] and (works[c.label], c.locator) for c in (first, second))
        what = difference(
            first.quote,
            second.quote,
            above[first.label],
            above[second.label],
            same_place=own is not None and own == other,
        )
        if what:
            found.append(Conflict(what, first, second))
    return tuple(found)


def difference(
    first: str, second: str, first_above: str = "", second_above: str = "", *, same_place: bool = False
) -> str:
    """In what two sentences about the same matter disagree; "" where they agree or speak of different matters.

    `first_above` and `second_above` are the headings that they stand under; `same_place` tells one place in two editions of a work,
    whose 「この法律」 is the same.
    """
    first, second = _bare(first), _bare(second)
    of_own = not same_place and _subjects_apart(first, second, first_above, second_above)
    if of_own or _apart(first, second, first_above, second_above):
        return ""
    if _other_numbers(first, second):
        return NUMBER
    if _other_dates(first, second):
        return DATE
    if not _same_matter(first, second) or _other_conditions(first, second):
        return ""
    if _other_polarity(first, second):
        return POLARITY
    return STRENGTH if _other_strength(first, second) else ""


def _bare(sentence: str) -> str:
    """A sentence without the number of its item and without the reference in brackets at its end: 「（同法21条2項）」."""
    return _REFERENCE.sub("", _ENUMERATOR.sub("", sentence))


def _apart(first: str, second: str, first_above: str, second_above: str) -> bool:
    """Whether names, places or actors say that the sentences speak of different things."""
    if not (_STATES.search(first) and _STATES.search(second)):
        return True
    if missing_names(first, f"{second}\n{second_above}") or missing_names(second, f"{first}\n{first_above}"):
        return True
    if _ordinals(first) != _ordinals(second):
        return True
    return bool(missing_actors(first, second) and missing_actors(second, first))


def _subjects_apart(first: str, second: str, first_above: str, second_above: str) -> bool:
    """Whether the sentences speak of their own documents, or of what these are about, and these differ.

    「出力は学習に利用できる」 under 「Gemma Terms of Use」 does not contradict 「出力は学習に利用できない」 under 「Llama 4」.
    """
    if _SELF.search(first) or _SELF.search(second):
        return True
    return bool(missing_names(first_above, second_above) and missing_names(second_above, first_above)) and not names(
        first
    )


def _ordinals(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((q.value, q.unit) for q in quantities(text) if q.unit in _ORDINALS)


def _matter(text: str) -> frozenset[str]:
    """The content words that tell what a sentence is about: no numbers, no dates, no words of limit or duty."""
    rest = list(text)
    spans = [(found.start, found.end) for found in quantities(text)] + [(day.start, day.end) for day in dates(text)]
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    return frozenset(content_words("".join(rest))) - _SAID


def _same_matter(first: str, second: str) -> bool:
    own, other = _matter(first), _matter(second)
    shared = own & other
    enough = sum(1 if len(word) > 1 else 0.5 for word in shared) >= _LEAST_SHARED
    fewer, more = sorted((len(own), len(other)))
    alike = enough and len(shared) >= _OF_SHORTER * fewer and len(shared) >= _OF_LONGER * more
    return alike and not turned_words(first, second)


def _other_conditions(first: str, second: str) -> bool:
    """Whether a condition or exception of one may be what sets it apart; where both have any, all words must be the same."""
    conditions = [_CONDITION.search(sentence) is not None for sentence in (first, second)]
    return any(conditions) and not (all(conditions) and _matter(first) == _matter(second))


def _other_numbers(first: str, second: str) -> bool:
    """Whether, for some counter, matching parts of the sentences have numbers that are not the same."""
    return any(
        _differ(_values(own, unit), _values(other, unit)) and _same_matter(own, other)
        for unit in sorted(_units(first) & _units(second))
        for own in _parts_with(unit, first)
        for other in _parts_with(unit, second)
    )


def _differ(own: frozenset[str], other: frozenset[str]) -> bool:
    """Whether nothing is in common, or as many numbers on both sides are not the same (3〜5日, 3〜7日)."""
    return own.isdisjoint(other) or (len(own) == len(other) and own != other)


def _parts_with(unit: str, text: str) -> tuple[str, ...]:
    return groups(text, lambda clause: bool(_values(clause, unit)))


def _units(text: str) -> frozenset[str]:
    return frozenset(quantity.unit for quantity in quantities(text)) - _ORDINALS


def _values(text: str, unit: str) -> frozenset[str]:
    return frozenset(quantity.value for quantity in quantities(text) if quantity.unit == unit)


def _other_dates(first: str, second: str) -> bool:
    """Whether matching parts of the sentences each name one date, and not the same."""
    for own in groups(first, lambda clause: bool(dates(clause))):
        for other in groups(second, lambda clause: bool(dates(clause))):
            mine, theirs = dates(own), dates(other)
            if len(mine) == len(theirs) == 1 and _same_matter(own, other) and not _agree(mine[0], theirs[0]):
                return True
    return False


def _agree(first: DateMention, second: DateMention) -> bool:
    return consistent(first, second) or consistent(second, first)


def _other_polarity(first: str, second: str) -> bool:
    """Whether both end in the same predicate (or in none of their own: ある, 必要である) and only one denies it."""
    own, other = predicates(first), predicates(second)
    same = own[-1][0] == other[-1][0] if own and other else not own and not other
    return same and negated(first) is not negated(second)


def _other_strength(first: str, second: str) -> bool:
    """Whether one lays a duty where the other frees or only asks, or one asks where the other frees."""
    kinds = (strength(first), strength(second))
    if Strength.MUST_NOT in kinds and Strength.MUST in kinds:
        return False  # 「同意を得ずに提供してはならない」 and 「同意を得なければならない」 may say the same
    levels = [next((n for n, kind in enumerate((_BINDS, _ASKS, _FREES)) if own in kind), None) for own in kinds]
    return None not in levels and levels[0] != levels[1]
