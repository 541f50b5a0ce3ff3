"""An answer in words: what is shown to people, at whichever door."""

from collections.abc import Sequence
from typing import Final

from assistant.japanese.sentences import display
from assistant.records import Answer, Claim, Evidence

NEAREST_SHOWN: Final = 3  # passages that a refusal shows
_BEGINNING: Final = 120  # characters shown of a passage that has no chosen sentence
_CHOSEN: Final = 300  # characters shown of chosen sentences
NOTICE: Final = (
    "この回答は AI が作成しました。引用が資料の文言どおりであることは照合済みですが、法的助言ではありません。"
)


def shown_text(answer: Answer) -> str:
    """The answer as people see it: supported claims with their labels, or the refusal."""
    if answer.refusal is not None:
        return answer.refusal.message
    return "\n".join(claim_text(claim) for claim in answer.shown)


def claim_text(claim: Claim) -> str:
    """A claim with its labels behind it."""
    labels = dict.fromkeys(citation.label for citation in claim.citations)
    return claim.text + "".join(f"[{label}]" for label in labels)


def excerpt(item: Evidence) -> str:
    """The chosen sentences of a passage on one line, " … " for what lies between; its beginning where none is chosen."""
    chosen = [
        number
        for number, own in enumerate(item.sentences)
        if any(span.start <= own.start and own.end <= span.end for span in item.chosen)
    ]
    line, most = (_line(item, chosen), _CHOSEN) if chosen else (_line(item, range(len(item.sentences))), _BEGINNING)
    return line if len(line) <= most else line[:most] + "…"


def _line(item: Evidence, numbers: Sequence[int]) -> str:
    """Some sentences of a passage; headings, which have no full stop, are kept apart by blanks."""
    line, before = "", None
    for number in numbers:
        if before is not None:
            line += " … " if number != before + 1 else "" if line.endswith("。") else " "
        start, end = item.sentences[number]
        line += display(item.hit.document.text[start:end])
        before = number
    return line
