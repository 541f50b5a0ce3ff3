"""The phrases of a predicate within one clause: each noun with what belongs to it, and the particle after it."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.judge.claims.words import Word
from assistant.records import Span

# Particles that hold a verb: those before a noun are as の, the others as に.
_BEFORE_NOUN = re.compile(
    r"(?:に(?:ついて|関して|対して|よって|おいて|際して)|として)の|に(?:対する|関する|係る|かかる|よる|おける|基づく|応じた|際しての)|と(?:いう|いった)"
)
_AFTER_NOUN = re.compile(
    r"に(?:対して|対し|よつて|従つて|あたつて|ついて|関して|関し|おいて|よって|より|基づいて|基づき|従って|応じて|応じ|際して|当たって|わたって|わたり)(?!の)|として(?!の)|と共同して"
)
_JOINS_CLAUSE = re.compile(r"(?:場合|とき|際)に?は|とともに|と共に|ほか、?")
_CASES: Final = frozenset(("を", "に", "が", "で", "へ", "から", "まで", "と", "より"))
_CONJUNCTION = re.compile(r"(?:又は|または|若しくは|もしくは|及び|並びに|かつ|あるいは|その|当該)")
_GOES_ON = re.compile(r"(?:い[るたな]|お[くり]|しま|くる|き[たて]|いく|もら|いただ|いけ)")  # of one verb: 書いている
_NOUNS: Final = ("名詞", "接尾辞", "代名詞", "記号", "補助記号", "形状詞")
_ACTOR_END = re.compile(r"(?:者|大臣|委員会|長|機関|会社|企業|本部|本人|省|庁|部門|部署)等?\Z")


class Phrase(NamedTuple):
    """A noun with its modifiers at `text[start:end]` and the particle after it ("" for none: 五年間保存する)."""

    start: int
    end: int
    mark: str


def phrases_in(text: str, found: Sequence[Word], within: Span) -> tuple[Phrase, ...]:
    """The phrases between the start of a clause and its predicate, in order."""
    made: list[Phrase] = []
    conjunction = _CONJUNCTION.match(text, within.start)
    start = conjunction.end() if conjunction and conjunction[0] not in ("その", "当該") else within.start
    skip_to, depth = start, 0
    for index, word in enumerate(found):
        if len(word.surface) == 1:
            depth += (word.surface in "「『") - (word.surface in "」』")
        if word.start < skip_to or depth:
            continue
        before = found[index - 1] if index else None
        if (
            (joined := _JOINS_CLAUSE.match(text, word.start)) is not None
            and before is not None
            and (joined[0][0] != "と" or before.part in ("動詞", "助動詞"))
        ):
            made, start, skip_to = [], joined.end(), joined.end()
        elif (joint := _BEFORE_NOUN.match(text, word.start)) is not None:
            skip_to = joint.end()
        elif (mark := _mark(text, word, before, within.end)) is not None:
            made.append(Phrase(start, word.start, mark))
            start = skip_to = word.end + len(mark) - len(word.surface)
        elif (word.surface in ("は", "も") and word.kind == "係助詞" and word.start == start) or (
            word.part == "副詞"
            or word.form.startswith("連用形-ニ")
            or (word.part == "形容詞" and "連用形" in word.form)
        ):
            start = word.end
        elif word.surface in ("て", "で") and word.kind == "接続助詞":
            if not _GOES_ON.match(text, word.end):
                made, start = [], word.end
        elif word.part in ("動詞", "形容詞", "助動詞") and "語幹" not in word.form:  # 機関の長 is read as 長い
            made, start = _swallowed(text, made, start, is_na=word.surface == "な")
    if text[start : within.end].strip():
        made.append(Phrase(start, within.end, ""))
    return tuple(phrase for phrase in made if text[phrase.start : phrase.end].strip("、 "))


def _mark(text: str, word: Word, before: Word | None, stop: int) -> str | None:
    """The particle at `word` that makes the noun before it a phrase of the act."""
    if before is None or before.part not in _NOUNS or text.startswith("の", word.end):
        return None  # 企業への支援
    if word.surface == "で" and word.part == "助動詞" and not text.startswith(("あ", "な", "は", "も", "、"), word.end):
        return "で"  # 書面でその旨を
    if word.part == "助詞" and (longer := _AFTER_NOUN.match(text, word.start, stop)) is not None:
        return longer[0]
    joins = word.surface == "と" and word.end < stop and text[word.end] not in "、はも"  # 教育と訓練
    return word.surface if word.kind == "格助詞" and word.surface in _CASES and not joins else None


def _swallowed(text: str, made: Sequence[Phrase], start: int, is_na: bool) -> tuple[list[Phrase], int]:
    """What came before a verb inside the clause belongs to it, so it becomes part of the noun that follows."""
    kept: list[Phrase] = []
    for phrase in made:
        if is_na and _ACTOR_END.search(text[phrase.start : phrase.end]):
            kept.append(phrase)
        else:
            return kept, phrase.start
    return kept, start
