"""Conditions and exceptions dropped: …の場合は、, …のときは、, …を除き、, （…を除く。）, ただし、…。"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.japanese.sentences import sentences
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.words import Word
from assistant.records import Span

_LEAST_LEFT: Final = 4  # characters that must follow a dropped condition
_CONDITION = re.compile(
    r"(?:場合|とき)(?:に限り、?|に限って、?|にのみ|には、?|は、?|、|に、)|場合に(?![もは、限の備応当該よ関つお比])"
    r"|に限り、|に限って(?!くだ|い|お)、?|範囲で、|(?<!た)限り(?:において)?、|を除き、?|を除いて、?|でない限り、|ない限り、"
)
# 「この場合は」 and 「多くの場合」 set no condition of their own.
_NO_CONDITION = re.compile(
    r"(?:この|その|どの|いずれの|こうした|上記の|次の|以下の|多くの|ほとんどの|大抵の|たいていの|通常の|同じ)(?:場合|とき)[^場]{0,4}\Z"
)
_EXCEPTION = re.compile(
    r"（[^（）]{2,80}?(?:を除く|に限る|場合に限る|の場合を除く)。?）|\([^()]{2,80}?(?:を除く|に限る)。?\)"
)
_OR = re.compile(r"(?:又|また|若しく|もしく|或い|あるい)は\Z")
_BROKEN = re.compile(r"又は|または|若しくは|もしくは|及び|および|かつ|並びに|この限り")  # what cannot begin the rest
_BLANKS = re.compile(r"[ 　]*")
_PROVISO = re.compile(r"(?:ただし|但し)[、，]")
_OPEN: Final = "「『（(【"
_CLOSE: Final = "」』）)】"


def condition_edits(claim: str, found: Sequence[Word]) -> Iterator[Edit]:
    """The claim without one of its conditions; the topic before it (AI提供者は、) stays."""
    spans = sentences(claim)
    for number, span in enumerate(spans):
        if number and _PROVISO.match(claim, span.start):
            yield Edit(spans[number - 1].end, span.end, "")
    for match in _EXCEPTION.finditer(claim):
        yield Edit(match.start(), match.end(), "")
    topics = [
        word.end
        for word in found
        if word.surface == "は" and word.kind == "係助詞" and not _OR.search(claim, max(0, word.end - 4), word.end)
    ]
    commas = [word.end for word in found if _goes_on(word) and claim[word.end : word.end + 1] in ("、", "，")]
    for span in spans:
        markers = list(_CONDITION.finditer(claim, span.start, span.end))
        if sum("は" in marker[0] for marker in markers) > 1:
            continue  # 縦書きの場合は…、横書きの場合は…: each needs the other
        for marker in markers:
            start = _start(claim, span.start, marker.start(), topics)
            end = marker.end() + len(_BLANKS.findall(claim[marker.end() : marker.end() + 4])[0])
            bare = marker[0] == "場合に" and start == span.start
            joined = any(start < comma < marker.start() for comma in commas)
            if start < marker.start() and not bare and not joined and _droppable(claim, span, Span(start, end)):
                yield Edit(start, end, "")


def _goes_on(word: Word) -> bool:
    """Whether a predicate goes on after this word and a comma: 判断し、足りないときは may be the topic's own 判断し."""
    return word.form.startswith("連用形") or word.kind == "接続助詞" or word.surface == "ため"


def _droppable(claim: str, sentence: Span, condition: Span) -> bool:
    """Whether a condition and what is left around it are whole."""
    dropped = claim[condition.start : condition.end]
    left = claim[condition.end : sentence.end].rstrip("。")
    return not (
        _unbalanced(dropped)
        or _unbalanced(claim[sentence.start : condition.start])
        or "し、" in dropped
        or len(left) < _LEAST_LEFT
        or _BROKEN.match(left)
        or _NO_CONDITION.search(dropped.rstrip(" 　"))
    )


def _start(claim: str, sentence: int, marker: int, topics: Sequence[int]) -> int:
    """Where the condition begins: after the last topic before its marker, its comma included, else with the sentence."""
    proviso = _PROVISO.match(claim, sentence)
    start = max((end for end in topics if sentence < end <= marker), default=proviso.end() if proviso else sentence)
    return start + 1 if claim[start : start + 1] in ("、", "，") else start


def _unbalanced(text: str) -> bool:
    return sum(map(text.count, _OPEN)) != sum(map(text.count, _CLOSE))
