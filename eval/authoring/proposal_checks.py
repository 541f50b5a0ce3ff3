"""What a question that a small model proposes must meet before a person is asked to look at it."""

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from assistant.japanese.normalise import find, fold
from assistant.records import Span
from assistant_eval.patterns import squeezed

_QUESTION: Final = re.compile(r"^\W{0,4}質問\**[^\S\n]*[:：][^\S\n]*(\S.*?)[^\S\n]*$", re.MULTILINE)
_QUOTE: Final = re.compile(r"^\W{0,4}引用\**[^\S\n]*[:：][^\S\n]*(\S.*?)[^\S\n]*$", re.MULTILINE)
_ENCLOSED: Final = re.compile(r"\A(?:「([^「」]*)」|『([^『』]*)』|\"([^\"]*)\"|“([^“”]*)”)\Z")
_END: Final = re.compile(r"[。．.？?！!]*\Z")
_ASKS: Final = re.compile(r"(?:か|でしょう|ますかね)[。．？?]*\Z|[？?]\Z")
_POINTING: Final = re.compile(
    r"[こその]の(?:文書|文章|資料|文|記事|段落|節|章|条文?|項|規定|引用|抜粋|本文)|(?:本|当該)(?:文書|資料|文|記事|条|項)"
    r"|上記|下記|上の文|次の文|以下の|前述|後述|前[条項]|同[条項]|次条|各号|引用文"
)
_SHORTEST: Final = 8
_LONGEST: Final = 120
_SHORTEST_QUOTE: Final = 4
_COPIED: Final = (
    0.85  # of a question's characters in one run of the passage; a question of its own has a fifth of its own
)


class Proposal(NamedTuple):
    """A question and where in the passage its answer stands."""

    question: str
    words: Span


def read_reply(reply: str) -> tuple[str, str] | None:
    """Question and quote out of the model's two lines; None where one is missing."""
    question, quote = _QUESTION.search(reply), _QUOTE.search(reply)
    return None if question is None or quote is None else (_bare(question[1]), _bare(quote[1]))


def is_whole(reply: str) -> bool:
    """Whether both lines have come to their end, so that nothing more is needed."""
    last = reply.rfind("\n")
    return last > 0 and read_reply(reply[:last]) is not None


def checked(question: str, quote: str, passage: str) -> Proposal | None:
    """The proposal where it holds water; None where it does not.

    The quote must stand in the passage, the question must ask, tell by itself what it is about, and neither be copied
    from the passage nor hold its own answer.
    """
    asked, given = squeezed(question), squeezed(quote)
    words = find(quote, passage)
    if words is None or len(given) < _SHORTEST_QUOTE or not _SHORTEST <= len(asked) <= _LONGEST:
        return None
    if _ASKS.search(asked) is None or _POINTING.search(asked) is not None:
        return None
    if _is_copy(fold(asked), fold(squeezed(passage))) or _bare_end(given) in asked:
        return None
    return Proposal(question, words)


def same_question(question: str) -> str:
    """What two questions share that differ only in blanks, width, case and the mark at the end."""
    return _bare_end(squeezed(question)).casefold()


def _is_copy(question: str, passage: str) -> bool:
    asked = _bare_end(question)
    matcher = SequenceMatcher(None, asked, passage, autojunk=False)
    return matcher.find_longest_match().size >= _COPIED * len(asked)


def _bare(text: str) -> str:
    enclosed = _ENCLOSED.match(text)
    if enclosed is not None:
        text = next(group for group in enclosed.groups() if group is not None)
    return text.strip("* ")


def _bare_end(text: str) -> str:
    return _END.sub("", text)
