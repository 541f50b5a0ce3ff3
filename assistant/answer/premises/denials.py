"""Does the evidence deny what a question assumes? Its nearest statement must, and none as near may say the same."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from assistant.answer.premises.statements import Statement, coverage, covers_topic, even, same_law, topic_words
from assistant.japanese.contrasts import denied_by_prefix, turned_words
from assistant.japanese.modality import Strength, negated, predicates, strength

LEAST_COVERED: Final = 0.65  # share of the assumption's words that a statement must have to deny it
LEAST_SOUGHT: Final = 0.72
NEAR: Final = 0.1
_LEAST_OWN: Final = 0.5  # share that the statement itself must have, headings aside
_FEW_WORDS: Final = 2
_LIGHT: Final = frozenset({"する", "為る", "有る", "成る", "言う", "ある", "なる", "認める", "考える", "思う"})
_CLASHES: Final = frozenset(
    frozenset((Strength.MUST, weaker)) for weaker in (Strength.MAY, Strength.EFFORT, Strength.DESIRABLE)
)
# Ends in no predicate of its own but in 〜がある, 〜になる, 〜です or a noun.
_NO_VERB_END = re.compile(r"(?:あ[るりっ]|な[るりっ]|です|だ|ない)[ぁ-ん]{0,3}\Z|[^ぁ-ん]\Z")
_RULE_WITH_EXCEPTIONS = re.compile(r"原則|超え(?:な|て|ま)")  # 「10分の1を超えてはならない」 allows up to it
# A denial with a way out denies only what lies outside it.
_WAY_OUT = re.compile(
    r"限り|以外|除[いきく]|なければ(?!な)|なしに|ないで(?!す)|ずに|場合[にだ][限け]|だけ|のみ|原則|とは限"
)
_CONDITION = re.compile(r"([^、。]+?)(?:場合[はにもで]*|とき[はにもで]*|際は|なら|(?<![なけ])れば|たら)、?")
_THING: Final = "義務|罰則|罰金|課徴金|懲役|拘禁刑|制裁金|過料|条文|条項|規定|定め|制限|登録|届出|申請|禁止|猶予|例外|基準|検査|命令"
_ABSENT = re.compile(
    rf"(?:{_THING})(?:は|が|も|には|にも)(?:、[^、。]{{1,12}}に)?[^、。をがは]{{0,8}}?(?:ありません|ございません|ない|なく|存在しません|存在しない)\Z"
)
_DUTY_ABSENT = re.compile(
    r"(?:義務[づ付け]け|課し|定めて|禁止(?:され|し)て|求めて|置いて)[^。、]{0,3}(?:いません|いない|ません|ない)\Z"
    r"|義務[づ付]ける[^。、]{0,8}では(?:ありません|ない)\Z"
)
_TRAILING = re.compile(r"[。\s]+\Z")


class _Stand(Enum):
    DENIES = auto()
    AGREES = auto()
    APART = auto()


def denial(assumed: str, table: Sequence[Statement]) -> Statement | None:
    """The statement that contradicts `assumed`; None where none is near enough, or one as near does not contradict it."""
    assumed = even(assumed)
    words = topic_words(assumed)
    if len(words) < _FEW_WORDS:
        return None
    point = _point(words)
    scored = [
        (coverage(words, own), own)
        for own in table
        if (point & own.words or _says_otherwise(assumed, own.text))
        and _own(words, own) >= _LEAST_OWN
        and covers_topic(assumed, own)
    ]
    best = max((score for score, _ in scored), default=0.0)
    if best < LEAST_COVERED:
        return None
    near = [(score, _stands(assumed, own, words), own) for score, own in scored if score >= best - NEAR]
    if any(stand is _Stand.AGREES or (stand is _Stand.APART and score == best) for score, stand, _ in near):
        return None
    return max((pair for pair in near if pair[1] is _Stand.DENIES), key=lambda pair: pair[0])[2]


def absence(sought: str, table: Sequence[Statement]) -> Statement | None:
    """The statement that what the question asks the place, date or amount of does not exist; None where none says so."""
    things = re.findall(_THING, sought)
    words = topic_words(sought)
    if not things or len(words) < _FEW_WORDS:
        return None
    wanted = set(topic_words("、".join(things)))
    found = [
        (coverage(words, own), own)
        for own in table
        if says_absent(own.text) and wanted <= own.words and _own(words, own) >= _LEAST_OWN and same_law(sought, own)
    ]
    score, own = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return own if score >= LEAST_SOUGHT else None


def says_absent(text: str) -> bool:
    """Whether a statement ends by saying that something does not exist: 「義務づける条文がありません」."""
    plain = _TRAILING.sub("", text)
    return _ABSENT.search(plain) is not None or _DUTY_ABSENT.search(plain) is not None


def _own(words: Sequence[str], statement: Statement) -> float:
    return len(set(words) & statement.words) / len(words)


def _stands(assumed: str, statement: Statement, words: Sequence[str]) -> _Stand:
    """How a statement stands to the assumption; apart where it has a way out or a condition of its own."""
    text = statement.text
    if (_RULE_WITH_EXCEPTIONS.search(text) or (negated(text) and _WAY_OUT.search(text))) and not _WAY_OUT.search(
        assumed
    ):
        return _Stand.APART
    for condition in _CONDITION.findall(text):
        own = set(topic_words(condition))
        if own and len(own & set(words)) < len(own) / 2:
            return _Stand.APART
    return _Stand.DENIES if _opposite(assumed, text) else _Stand.AGREES


def _opposite(assumed: str, text: str) -> bool:
    """Whether one denies what the other affirms, lays a duty where the other only allows, or has the opposite word."""
    if _says_otherwise(assumed, text):
        return True
    last, denied = (predicates(assumed) or (("", False),))[-1]
    told = dict(predicates(text))
    if last in told and last not in _LIGHT and _NO_VERB_END.search(assumed) is None:
        return told[last] is not denied
    prefixed = bool(last) and denied_by_prefix(last, text)  # 非常勤 denies without a negative
    return negated(assumed) is not (negated(text) is not prefixed)


def _says_otherwise(assumed: str, text: str) -> bool:
    """Whether one has the opposite of a word of the other, or binds where the other only recommends or allows."""
    return frozenset((strength(assumed), strength(text))) in _CLASHES or bool(turned_words(assumed, text))


def _point(words: Sequence[str]) -> set[str]:
    """The words that the assumption ends on: 罰則, or 例外 and 受ける where it ends in a verb."""
    verb = "ぁ" <= words[-1][-1] <= "ん"
    return set(words[-2:] if verb else words[-1:])
