"""What one sentence is about, with what another says: claims that neither sentence makes."""

import re
from collections.abc import Sequence
from random import Random
from typing import Final

from assistant.judge.claims.statement import Statement, balanced, is_simple, words_within
from assistant.judge.claims.words import Word
from assistant.records import Span

POINTING = re.compile(
    r"\A(?:その|これ|それ|同|この|当該|そこ|前|次|以下|及び|又は|かつ|並びに|若しくは|また|ただし|彼|ここ)"
)
_NEEDS_ANOTHER = re.compile(r"この限り|次の(?:各号|とおり)|前項|次に掲げる|以下の|例による|準用|この場合")
_NO_NEW_TOPIC: Final = (
    "これ",
    "それ",
    "ここ",
    "こと",
    "もの",
    "これら",
    "彼",
    "彼ら",
    "彼女",
    "前者",
    "後者",
    "次",
    "以下",
    "理由",
    "目的",
)


def crossed(parts: Statement, nearby: Sequence[Statement], random: Random) -> str | None:
    """What this sentence is about, with what another says of its own topic, or the other way round."""
    topic = topic_noun(parts)
    choices = [
        other
        for other in nearby
        if (theirs := topic_noun(other)) is not None
        and topic is not None
        and not _related(topic, theirs)
        and _is_whole(other)
    ]
    if topic is None or not choices:
        return None
    other = random.choice(choices)
    theirs = topic_noun(other)
    about, said = (topic, other) if random.random() < 0.5 or not _is_whole(parts) else (theirs, parts)
    assert said.topic is not None
    rest = said.text[said.topic.end :]
    if about is None or about in rest or POINTING.match(rest) or rest in (parts.text, other.text):
        return None
    return f"{about}は、{rest}。"


def object_exchanged(parts: Statement, nearby: Sequence[Statement], random: Random) -> str | None:
    """The object of another sentence for the one of this."""
    own = object_span(parts)
    taken = [other.text[span.start : span.end] for other in nearby if (span := object_span(other)) is not None]
    if own is None or not parts.is_upward:
        return None
    word = parts.text[own.start : own.end]
    choices = [other for other in taken if not _related(word, other) and other not in parts.text]
    if not choices:
        return None
    return f"{parts.text[: own.start]}{random.choice(choices)}{parts.text[own.end :]}。"


def object_span(parts: Statement) -> Span | None:
    """The plain noun before the last を, of at least two characters, with what の joins to it."""
    found = words_within(parts, max(parts.clauses[-1].start, parts.topic.end if parts.topic else 0), parts.body.end)
    mark = next((index for index in range(len(found) - 1, -1, -1) if found[index].surface == "を"), 0)
    start = mark
    while start and is_simple(found[start - 1 : start]):
        start -= 1
    taken: tuple[Word, ...] = found[start:mark]
    if not taken or taken[0].part not in ("名詞", "接頭辞") or taken[0].surface in ("もの", "こと", "旨"):
        return None
    span = Span(taken[0].start, taken[-1].end)
    alone = start == 0 or found[start - 1].part in ("助詞", "補助記号")
    whole = balanced(parts.text[span.start : span.end]) and taken[-1].surface not in (
        "もの",
        "こと",
        "旨",
        "の",
        "ところ",
    )
    return span if alone and whole and span.end - span.start > 1 else None


def topic_noun(parts: Statement) -> str | None:
    """What the sentence is about, if that can be named without the sentence."""
    if parts.topic is None:
        return None
    noun = parts.text[parts.topic.start : parts.topic.noun_end]
    pointing = POINTING.match(noun) or noun in _NO_NEW_TOPIC or noun.endswith(_NO_NEW_TOPIC)
    return None if pointing or not balanced(noun) or not 1 <= len(noun) <= 40 or "とは" in noun else noun


def _is_whole(parts: Statement) -> bool:
    """Whether what is said of the topic can be said of another: nothing points elsewhere."""
    assert parts.topic is not None
    rest = parts.text[parts.topic.end :]
    return len(rest) > 7 and parts.end is not None and not _NEEDS_ANOTHER.search(rest) and not POINTING.match(rest)


def _related(one: str, other: str) -> bool:
    """Whether two names may mean the same: one in the other, or a part of two characters in common at the end."""
    return one in other or other in one or one[-2:] == other[-2:]
