"""What a prohibition with a way out asks for: 「同意を得ないで提供してはならない」 says that providing needs consent."""

import re
from typing import Final, NamedTuple

from assistant.japanese.clauses import clauses
from assistant.japanese.modality import Strength, strength
from assistant.japanese.predicates import joined, lemmas, predicates

# 同意を得ないで, 出席がなければ, 合意によらなければ, 承諾を得ない限り, 許可なしに; not なければならない, ないでください, なくてよい.
_WAY_OUT = re.compile(
    r" ([^ 、]+)(?: (?:が|を|に))?(?: (?:得る|ある|する|経る|受ける|よる|とる|取る))? ない (?:て|ば|限り|に)"
    r"(?! (?:なる|いける|くださる|よい|かまう|済む))(?= )"
)
# What a claim names the end by: 提供するには, 提供の際、, 使いたいなら; 「に」 and 「際」 alone only before a comma.
_PURPOSE = re.compile(
    r"には|場合は|ときは|際は|(?<![ばは])なら(?![なずぬ])|(?<!なけ)[れけせめ]ば|たら|(?:に|場合|とき|際)、"
)
_OBTAINING: Final = frozenset({"得る", "貰う", "受ける", "取る", "取得", "経る", "欠かす", "要る"})


class Requirement(NamedTuple):
    """What is needed (同意), whose (本人), and the predicate forbidden without it (提供; "" where it has no name of its own)."""

    needed: str
    without_it: str
    whose: frozenset[str]


def requirement(sentence: str) -> Requirement | None:
    """What `sentence` forbids to do without; None where it does not end in a prohibition that has such a way out."""
    if strength(sentence) is not Strength.MUST_NOT:
        return None
    words = lemmas(sentence)
    found = _WAY_OUT.search(joined(words))
    if found is None or not any(word.form == found[1] and word.part == "名詞" for word in words):
        return None
    told = predicates(sentence)
    return Requirement(found[1], told[-1][0] if told else "", _owners(found[1], sentence))


def demands(claim: str, what: Requirement) -> bool:
    """Whether `claim` asks for what is needed as a duty, for an end that it names: 「提供するには、同意が必要です」.

    「同意を得て提供しなければならない」 makes a duty of the very thing that is forbidden without it, and does not.
    """
    end = clauses(claim)[-1]
    return (
        strength(end) is Strength.MUST
        and _ends_in_obtaining(end, what)
        and _owners(what.needed, end) <= what.whose
        and _PURPOSE.search(claim[: claim.rfind(what.needed)]) is not None
    )


def forbids(claim: str, what: Requirement) -> bool:
    """Whether `claim` forbids the very thing that is needed: 「提供するなら、同意を得てはならない」."""
    end = clauses(claim)[-1]
    return strength(end) is Strength.MUST_NOT and _ends_in_obtaining(end, what) and requirement(claim) is None


def _ends_in_obtaining(clause: str, what: Requirement) -> bool:
    """Whether the clause names what is needed and after it nothing but that it is obtained (同意をもらっておく必要がある)."""
    if what.needed not in clause or f" {what.needed} " not in joined(lemmas(clause)) + " ":
        return False
    told = predicates(clause[clause.rfind(what.needed) :])
    return {stem for stem, _ in told} <= {what.needed, *_OBTAINING}


def _owners(needed: str, text: str) -> frozenset[str]:
    """The words that stand before の and what is needed: 本人の同意, 共有者全員の合意."""
    return frozenset(re.findall(rf"([一-鿿々ァ-ヺー]+)の{re.escape(needed)}", text))
