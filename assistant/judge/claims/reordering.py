"""The parts of a sentence in another order: the topic moved, the object put first, passive, 「…のは、Aである」."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from assistant.judge.claims.endings import Ending
from assistant.judge.claims.inflection import Inflection
from assistant.judge.claims.statement import Statement, is_adverbial, is_simple, words_within
from assistant.judge.claims.words import Word
from assistant.records import Span

_NO_CLEFT: Final = frozenset(
    ("is", "is not", "was", "means", "ask", "lacks", "adjective", "desirable", "effort of", "exists", "existed")
)
_CAN_BE_PASSIVE: Final = frozenset(("does", "did", "must", "need", "ruled", "forbid", "may", "desirable", "asked"))
_IDIOM = re.compile(
    r"(?:境|機|中心|最後|契機|きっかけ|目的|理由|例|元|もと|基|前|対象|皮切り|はじめ|除|通|超|経|問わ|め)"
)  # 境に: を is theirs
_JOINED = re.compile(r"(?:かつ|及び|又は|並びに|若しくは|また|あるいは|または|および)")
_COMMA: Final = ("、", "，")


class Order(NamedTuple):
    """Pieces of the text (spans) and joining words in their order, the end after them, and for a cleft what it ends in."""

    pieces: tuple[Span | str, ...]
    end: Ending
    cleft: Span | None = None


def orders(parts: Statement) -> Iterator[Order]:
    """Each other order that says the same."""
    if parts.end is None:
        return
    yield from _topic_moved(parts, parts.end)
    topic = parts.topic
    if topic is None or _other_topic(parts):
        return
    before, rest = Span(parts.lead, topic.start), Span(topic.end, parts.end.start)
    noun = Span(topic.start, topic.noun_end)
    if parts.end.kind not in _NO_CLEFT and len(parts.text) < 120 and _can_be_focus(parts):
        yield Order((before, rest), parts.end, noun)
    yield from _object_first(parts, parts.end, before, noun)


def _other_topic(parts: Statement) -> bool:
    assert parts.topic is not None
    return any(
        word.surface == "は" and word.kind == "係助詞"
        for word in parts.words
        if word.start != parts.topic.noun_end and word.start < parts.body.end
    )


def _can_be_focus(parts: Statement) -> bool:
    assert parts.topic is not None
    noun = parts.text[parts.topic.start : parts.topic.noun_end]
    last = words_within(parts, max(parts.topic.end, parts.clauses[-1].start), parts.body.end)
    if any(word.surface == "が" and word.kind == "格助詞" for word in last):
        return False  # that clause has a subject of its own
    return (
        not noun.endswith(("の", "こと", "もの", "ため", "とき"))
        and noun not in ("これ", "それ", "これら", "ここ", "そこ", "彼", "同")
        and "何人" not in noun
        and "も" not in noun[-1:]
    )


def _topic_moved(parts: Statement, end: Ending) -> Iterator[Order]:
    """「Aは、Bに基づき、…」 → 「Bに基づき、Aは…」 and back."""
    topic = parts.topic
    if topic is None:
        return
    text, stop = parts.text, end.start
    comma = text[topic.end - 1] in _COMMA
    following = next((span for span in parts.clauses if span.start == topic.end), None)
    if comma and following is not None and following.end <= stop and parts.lead == topic.start:
        clause = text[following.start : following.end - 3]
        found = words_within(parts, following.start, following.end - 1)
        acts = bool(found) and (found[-1].part in ("動詞", "助動詞") or found[-1].kind == "接続助詞")
        defines = acts and end.kind in ("is", "was", "is not", "means")
        joined = _JOINED.match(text, following.end)
        if is_adverbial(found) and not defines and not joined and not re.search(r"[はが](?!る|あ|な)", clause):
            yield Order((Span(0, parts.lead), following, Span(topic.start, topic.end), Span(following.end, stop)), end)
    first = next((span for span in parts.clauses if span.start <= parts.lead < span.end), None)
    if first is not None and topic.start == first.end and text[first.end - 1] in _COMMA:
        moved = Span(topic.start, topic.noun_end)
        yield Order((Span(0, parts.lead), moved, "は、", Span(parts.lead, first.end), Span(topic.end, stop)), end)


def _object_first(parts: Statement, end: Ending, before: Span, noun: Span) -> Iterator[Order]:
    """「AはBをCに報告する」 → 「BはAがCに報告する」 and 「Bは、AによりCに報告される」."""
    topic = parts.topic
    assert topic is not None
    inside = words_within(parts, topic.end, end.start)
    marks = [index for index, word in enumerate(inside) if word.surface == "を" and word.kind == "格助詞"]
    if len(marks) != 1 or any(word.surface in ("、", "が", "も") or word.kind == "接続助詞" for word in inside):
        return
    mark = marks[0]
    first = _object_start(inside, mark)
    between, after = inside[:first], inside[mark + 1 :]
    if first == mark or not is_simple(inside[first:mark]) or any(word.part == "動詞" for word in (*between, *after)):
        return
    if _IDIOM.match(parts.text, inside[mark].end):
        return
    thing = Span(inside[first].start, inside[mark].start)
    others = (Span(topic.end, thing.start), Span(inside[mark].end, end.start))
    if parts.of_actor or end.kind == "did":
        yield Order((before, thing, "は、", noun, "が", *others), end)
    passive = _passive(end)
    if passive is not None and parts.of_actor:
        yield Order((before, thing, "は、", noun, "によって", *others), passive)


def _object_start(inside: tuple[Word, ...], mark: int) -> int:
    """The index of the first word of the noun phrase before を."""
    start = mark
    while start and is_simple(inside[start - 1 : start]):
        start -= 1
    while start < mark and inside[start].surface in ("の", "」", "』", "）", ")"):
        start += 1
    return start


def _passive(end: Ending) -> Ending | None:
    verb = end.verb
    if (
        verb is None
        or not verb.passive
        or end.kind not in _CAN_BE_PASSIVE
        or re.search(r"い(?:る|た|ます|ました)\Z", end.surface)
    ):
        return None
    stem = verb.passive
    return end._replace(verb=Inflection(stem + "る", stem, stem, stem + "て", stem + "た", ""))
