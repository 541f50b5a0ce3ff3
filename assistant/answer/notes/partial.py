"""Which parts of a question the shown claims do not carry.

Precise rather than eager: a part is named only where the question asks for several things, at least one of them is
carried, and not one of the words that set the other apart from its siblings stands in what is shown or cited, also not
in the words that sources use for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer.notes.asks import Ask, Kind, asks
from assistant.japanese.actors import actors, missing_actors
from assistant.japanese.modality import negated
from assistant.japanese.names import missing_names, names
from assistant.japanese.normalise import fold
from assistant.japanese.numerals import dates, quantities
from assistant.japanese.tokens import content_words
from assistant.records import Claim, Evidence
from assistant.retrieve.thesaurus import load_thesaurus

_LONGEST_TERM: Final = 3  # characters of a word that stands for itself
_TIME_UNITS: Final = frozenset({"日", "年", "か月", "月", "週間", "時間", "営業日", "分", "時"})
# Counters of places in a text; such a number is not an amount.
_ADDRESSES: Final = frozenset({"", "条", "項", "号", "章", "節", "部", "編", "款", "版", "回", "ページ"})
_TIME_WORDS = re.compile(
    r"直ちに|速やか|すみやか|遅滞なく|あらかじめ|事前|事後|[前後]に|まで|以内|以降|とき|時点|際に|当日|翌|期限|期間|随時|定期|毎[日週月年]"
)
_SOMEBODY = re.compile(r"[省庁部課局署院室者員長人社]|窓口|担当|機関|政府|当局|裁判所|本部|委員会|株式会社")
# What may stand for a name that sources of the country itself hardly write.
_ALSO_NAMED: Final = {
    "日本": re.compile(r"国内|我が国|わが国|(?<!EU )(?<!EUの)(?:AI|個人情報保護|著作権|不正競争防止)法"),
    "EU": re.compile(r"欧州"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """An ask that is not carried, as the question names it, and the labels of uncited passages that have its words."""

    ask: str
    elsewhere: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the reader is shown: claims and quotes (`body`), and the titles and headings that the cited passages stand under."""

    body: str
    headings: tuple[str, ...]
    denies: bool

    def for_group(self, group: Sequence[Ask]) -> str:
        """The body and the headings, without a heading that has all the asks and so tells nothing of any one."""
        return "\n".join((self.body, *(h for h in self.headings if not all(ask.text in h for ask in group))))


def missing_parts(
    question: str, claims: Sequence[Claim], cited: Sequence[Evidence], others: Sequence[Evidence]
) -> tuple[Missing, ...]:
    """The parts of `question` that the shown `claims` and the quotes and headings of the `cited` passages lack."""
    groups = asks(question)
    if not groups or not claims:
        return ()
    said = [claim.text for claim in claims] + [c.quote for claim in claims for c in claim.citations]
    above = (part for item in cited for part in _headings(item))
    shown = _Shown("\n".join(said), tuple(dict.fromkeys(above)), any(negated(claim.text) for claim in claims))
    missing: dict[str, Missing] = {}
    for group in groups:
        text = shown.for_group(group)
        carried = [_carried(ask, group, shown, text) for ask in group]
        if any(carried):
            for ask, is_carried in zip(group, carried, strict=True):
                if is_carried is False:
                    missing.setdefault(ask.text, Missing(ask.text, _elsewhere(ask, group, others)))
    return tuple(missing.values())


def _headings(item: Evidence) -> tuple[str, ...]:
    metadata, passage = item.hit.document.metadata, item.hit.passage
    return (item.hit.document.title, *metadata.abbreviations, *passage.section_path, passage.locator)


def _carried(ask: Ask, group: Sequence[Ask], shown: _Shown, text: str) -> bool | None:
    """Whether an ask is carried; None where nothing tells (it has no words of its own, or the answer denies the matter)."""
    body = shown.body
    if ask.kind is Kind.WORDS:
        return _words_in(ask, group, text)
    if ask.kind is Kind.TIME:
        found = any(quantity.unit in _TIME_UNITS for quantity in quantities(body)) or bool(dates(body))
        found = found or _TIME_WORDS.search(body) is not None
    elif ask.kind is Kind.AMOUNT:
        found = any(quantity.unit not in _ADDRESSES for quantity in quantities(body))
    else:
        found = bool(actors(body) or names(body)) or _SOMEBODY.search(body) is not None
    return True if found else None if shown.denies else False


def _words_in(ask: Ask, group: Sequence[Ask], text: str) -> bool | None:
    """Whether any word that sets an ask apart from its siblings is shown, or what sources say for it."""
    if any(fold(ask.whole).endswith(actor) for actor in actors(ask.whole)) and "の" not in ask.whole:
        return not missing_actors(ask.whole, text)
    if len(ask.whole) <= _LONGEST_TERM and all(len(other.whole) <= _LONGEST_TERM for other in group):
        own = frozenset({fold(ask.whole)})  # 速報 and 確報 are not their characters
    else:
        own = _own_words(ask, group)
    if not own:
        return None
    words, folded = frozenset(content_words(text)), fold(text)
    if own & words or any(word in folded for word in own):
        return True
    if any(name not in missing_names(ask.whole, text) for name in _own_names(ask, group)):
        return True
    if any(name in ask.whole and also.search(text) for name, also in _ALSO_NAMED.items()):
        return True
    return any(set(written) <= words for written in _own_concepts(ask, group))


def _own_concepts(ask: Ask, group: Sequence[Ask]) -> list[tuple[str, ...]]:
    """What sources write for the words of an ask, by content words, and not for those of its siblings."""
    concepts = load_thesaurus().concepts
    others = {concept.written for other in group if other is not ask for concept in concepts(other.whole)}
    return [written for concept in concepts(ask.whole) if concept.written not in others for written in concept.written]


def _own_words(ask: Ask, group: Sequence[Ask]) -> frozenset[str]:
    """The words of an ask that no sibling has; of one character only where there are no others."""
    others = {word for other in group if other is not ask for word in content_words(other.whole)}
    own = frozenset(content_words(ask.whole)) - others
    return frozenset(word for word in own if len(word) > 1) or own


def _own_names(ask: Ask, group: Sequence[Ask]) -> list[str]:
    others = {name for other in group if other is not ask for name in names(other.whole)}
    return [name for name in names(ask.whole) if name not in others]


def _elsewhere(ask: Ask, group: Sequence[Ask], others: Sequence[Evidence]) -> tuple[int, ...]:
    """The labels of the passages that hold all words of an ask's own."""
    own = _own_words(ask, group)
    if ask.kind is not Kind.WORDS or not own:
        return ()
    return tuple(item.label for item in others if own <= set(content_words(item.hit.passage.text)))
