"""What may be left out of a sentence so that the rest still follows: brackets, members of a list, adverbs, purposes, clauses."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from assistant.judge.claims.edits import Edit
from assistant.judge.claims.inflection import inflection
from assistant.judge.claims.reordering import Order
from assistant.judge.claims.statement import Statement, balanced, is_adverbial, is_condition, words_within
from assistant.judge.claims.words import Word
from assistant.records import Span

_BRACKETS = re.compile(r"（[^（）]{1,120}）|\([^()]{1,120}\)")
_LIMITING = re.compile(r"除く|除き|限る|限り|のみ|場合|とき|あっては|あつては|ただし|否|不|ない")
_ADVERB = re.compile(
    r"(?:積極的|総合的|計画的|効果的|効率的|継続的|定期的|円滑|適切|適正|十分|迅速|確実|着実|自主的|主体的|相互|速やか|直ち|広く|更|さら|頻繁|盛ん|大い|次々|熱心|丁寧)(?:かつ(?:[一-龠々]+的?))?(?:に|く(?=[^い]))"
    r"|遅滞なく|あらかじめ|(?<=、)また、"
)
_ADJECTIVE = re.compile(
    r"(?:必要|重要|有名|著名|適正|円滑|効果的|積極的|大き|様々|さまざま|多様|巨大|優れ|代表的|画期的|緊密|密接)な"
)
_BEFORE_ADJECTIVE = re.compile(r"(?:[、は]|よう|その他)\Z")
_DROPPABLE_END = re.compile(
    r"(?:ため|に鑑み|にかんがみ|にのっとり|を踏まえ|を踏まえて|の観点から|に資するよう|を目的に|を目的として|に伴い|に伴って|とともに|を背景に|を契機に|をきっかけに|の一環として|に応じて|に応じ|定めるところにより|の規定により)、\Z"
)
_POINTING = re.compile(r"(?:その|これ|それ|同|この|当該|そこ|及び|又は|かつ|並びに|若しくは)")
_AND_VERB = re.compile(r"(?<=[^、，\s])(?P<verb>[一-龠々]{2,4}し)、(?:及び|かつ、?)(?=[一-龠々]{2,4}[すしさ])")
_LIST = re.compile(r"(?:及び|および|並びに|ならびに)")
_OTHERS = re.compile(r"その他(?:の)?(?=[^、はを]{2,24}を[^、]*\Z)")
_TIME = re.compile(r"[0-9０-９〇一二三四五六七八九十][年月日]|世紀|当時|その後|翌|同年")
_EITHER = re.compile(r"(?:又は|または|若しくは|あるいは|これ|それ|その)")
_SHARED: Final = frozenset(("must", "need", "oblige", "does", "did", "ruled", "effort", "desirable", "charge", "ask"))
# Verbs that join a phrase to the sentence rather than tell something.
_NO_VERBS: Final = (
    *(
        "関する",
        "対する",
        "際する",
        "よる",
        "基づく",
        "応ずる",
        "応じる",
        "伴う",
        "のっとる",
        "除く",
        "含む",
        "通ずる",
        "通じる",
    ),
    *(
        "踏まえる",
        "鑑みる",
        "限る",
        "当たる",
        "あたる",
        "わたる",
        "亘る",
        "つく",
        "従う",
        "経る",
        "加える",
        "次ぐ",
        "続く",
    ),
    *("始める", "なる", "ある", "いる", "おく", "置く", "とる", "代わる", "比べる", "超える"),
)
_TOGETHER = re.compile(
    r"間|双方|両方|両者|いずれ|それぞれ|相互|比較|照合|合わせ|併せ|統合|区別|組み合|組合|交換|統一|合計|共同|連携|対立|又は|または|若しくは|各"
)  # fmt: skip


def cuts(parts: Statement) -> Iterator[tuple[Edit, ...]]:
    """Stretches that may be left out together, all brackets first; what is left follows from the sentence."""
    brackets = tuple(
        Edit(match.start(), match.end(), "")
        for match in _BRACKETS.finditer(parts.text)
        if match.start() > 0 and not _LIMITING.search(match[0])
    )
    if brackets:
        yield brackets
    if parts.lead and parts.has_free_lead:
        yield (Edit(0, parts.lead, ""),)
    if parts.is_upward:
        for edit in chain(_clause_cuts(parts), _member_cuts(parts), _others_cuts(parts), _word_cuts(parts)):
            yield (edit,)


def _word_cuts(parts: Statement) -> Iterator[Edit]:
    """Adverbs and adjectives of the last clause, and the first of two verbs that 、及び joins."""
    text, topic_end = parts.text, parts.topic.end if parts.topic else 0
    for pattern in (_ADVERB, _ADJECTIVE):
        for match in pattern.finditer(text, max(parts.clauses[-1].start, topic_end)):
            if pattern is _ADJECTIVE and not _BEFORE_ADJECTIVE.search(text, 0, match.start()):
                continue
            if _is_of_the_predicate(parts, match.start(), match.end()):
                yield Edit(match.start(), match.end(), "")
    for match in _AND_VERB.finditer(text, topic_end):
        if not is_condition(text[match.start() :]):
            yield Edit(match.start("verb"), match.end(), "")


def _is_of_the_predicate(parts: Statement, start: int, end: int) -> bool:
    """Whether no clause stands between the words and the last predicate, nothing is left hanging, and no noun is narrowed."""
    stop = parts.end.start if parts.end else len(parts.text)
    after = words_within(parts, end, stop)
    before = [word for word in parts.words if word.end <= start]
    edges = any(word.start == start for word in parts.words) and any(word.end == end for word in parts.words)
    if not edges or not after or is_condition(parts.text[end:stop]):
        return False
    hangs = bool(before) and (
        before[-1].surface in ("より", "最も", "も", "かつ", "と", "て", "に", "な")
        or before[-1].part in ("副詞", "名詞", "接頭辞")
    )
    return not hangs and not any(word.part in ("動詞", "助動詞", "形容詞") for word in after)


def _clause_cuts(parts: Statement) -> Iterator[Edit]:
    """A clause between the topic and the last clause: a purpose, an occasion, something done before."""
    text = parts.text
    topic_end = parts.topic.end if parts.topic else parts.lead
    for number, span in enumerate(parts.clauses[:-1]):
        clause, rest = text[span.start : span.end], text[span.end :]
        inside = parts.topic is not None and (span.start >= topic_end or span.end <= parts.topic.start)
        if not inside or is_condition(clause) or "は" in clause or _POINTING.match(rest) or len(clause) < 5:
            continue
        before = parts.clauses[number - 1] if number else None
        begins = before is None or text[before.start : before.end].endswith("は、")
        begins = begins or (before is not None and is_adverbial(words_within(parts, before.start, before.end - 1)))
        # What was done in a year before need not be of the same year as what follows.
        dated = _TIME.search(text[: span.end]) is not None
        done = _ends_in_verb(parts, span) and not dated and _is_flat(parts, span.end)
        if begins and (_DROPPABLE_END.search(clause) or done):
            yield Edit(span.start, span.end, "")


def _ends_in_verb(parts: Statement, clause: Span) -> bool:
    found = words_within(parts, clause.start, clause.end - 1)
    return bool(found) and found[-1].part == "動詞" and found[-1].form.startswith("連用形")


def first_clauses(parts: Statement) -> Iterator[Order]:
    """The sentence up to its last clause but one, which takes the end of the last: 「調査し、報告する」 → 「調査する」."""
    end = parts.end
    if end is None or end.verb is None or end.kind not in _SHARED or not parts.is_upward or parts.topic is None:
        return
    for number, span in enumerate(parts.clauses[:-1]):
        if span.start < parts.topic.end - 1 or _EITHER.match(parts.text, span.end) or not _ends_in_verb(parts, span):
            continue
        *_, last = words_within(parts, span.start, span.end - 1)
        verb = inflection(last)
        rest = parts.text[span.end :]
        own_subject = any(word.surface == "は" and word.start > parts.topic.noun_end for word in parts.words)
        if verb is None or last.base in _NO_VERBS or own_subject or is_condition(rest) or "が、" in rest:
            continue
        if number + 1 < len(parts.clauses) and last.end - parts.topic.end > 5 and _is_flat(parts, span.end):
            yield Order((Span(0, last.start),), end._replace(verb=verb))


def _others_cuts(parts: Statement) -> Iterator[Edit]:
    """「Aその他必要な施策を講ずる」 without 「Aその他」."""
    last = parts.clauses[-1]
    match = _OTHERS.search(parts.text, last.start)
    if match is None or parts.topic is None or is_condition(parts.text[last.start : match.start()]):
        return
    start = last.start
    for span in reversed(parts.clauses[:-1]):
        if span.end <= parts.topic.end or is_adverbial(words_within(parts, span.start, span.end - 1)):
            break
        start = span.start
    start = max(start, parts.topic.end)
    if start < match.start() and balanced(parts.text[start : match.end()]):
        yield Edit(start, match.end(), "")


def _is_flat(parts: Statement, start: int) -> bool:
    """Whether nothing after `start` is a relative clause, so that what stands before belongs to the last predicate."""
    stop = parts.end.start if parts.end else len(parts.text)
    return not any(
        word.form.startswith("連体形") and word.part in ("動詞", "助動詞") for word in words_within(parts, start, stop)
    )


def _member_cuts(parts: Statement) -> Iterator[Edit]:
    """「A及びBを」 and 「A、B及びCを」 with a member less, where all are plain nouns and what is said is said of each."""
    text = parts.text
    if _TOGETHER.search(text):
        return
    for match in _LIST.finditer(text):
        members = _members(parts, match)
        if len(members) < 2 or not _is_told_of_each(parts, members):
            continue
        *_, before_last, last = members
        if len(members) == 2:
            yield Edit(before_last.start, last.start, "")
            yield Edit(before_last.end, last.end, "")
        else:
            yield Edit(members[0].start, before_last.start, "")
            yield Edit(members[0].start, last.start, "")
            yield Edit(members[0].end, last.end, "")


def _members(parts: Statement, joint: re.Match[str]) -> list[Span]:
    """The plain nouns that 及び joins, in order: one after it, one or more before it with commas between."""
    right = _noun_run([word for word in parts.words if word.start >= joint.end()])
    before = [word for word in parts.words if word.end <= joint.start()][::-1]
    found = [Span(right[0].start, right[-1].end)] if right else []
    while found and (run := _noun_run(before)):
        found.insert(0, Span(run[-1].start, run[0].end))
        before = before[len(run) :]
        if not before or before[0].surface != "、" or len(before) < 2 or before[1].part not in ("名詞", "接尾辞"):
            break
        before = before[1:]
    return found


def _is_told_of_each(parts: Statement, members: Sequence[Span]) -> bool:
    """Whether the members are all of a topic or of an object in the last clause, with nothing that joins them to more."""
    text, first, last = parts.text, members[0], members[-1]
    clause = next(span for span in parts.clauses if span.start <= last.start < span.end)
    is_topic = text.startswith("は", last.end)
    is_object = clause.end == len(text) and text.startswith(("を", "に努"), last.end)
    before = text[max(0, first.start - 1) : first.start]
    joined = before not in ("", "は", "の") and not (
        before == "、" and text[first.start - 2 : first.start - 1] in ("は", "し", "て", "め")
    )
    return (is_topic or is_object) and not joined and not is_condition(text[clause.start : last.start])


def _noun_run(found: Sequence[Word]) -> list[Word]:
    """The words of one compound noun with which `found` begins."""
    run: list[Word] = []
    for word in found:
        if word.part not in ("名詞", "接尾辞", "接頭辞") or word.surface in ("等", "者等"):
            break
        run.append(word)
    return run
