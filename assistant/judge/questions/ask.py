"""A question before it is worded: what stands before its verb, how it ends, what of the text answers it."""

from typing import NamedTuple

from assistant.records import Span


class Ask(NamedTuple):
    """`end`: "open" (with a question word), "closed" (yes or no), "cleft" (「…のは」 and `word`), "noun" or "" (as it stands).

    `answer`: the span of the text, not of the sentence, that answers; `word` may be reworded never.
    """

    kind: str
    head: str
    end: str
    answer: Span
    word: str = ""
