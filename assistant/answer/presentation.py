"""An answer in words: what is shown to people, at whichever door."""

from typing import Final

from assistant.japanese.sentences import display
from assistant.records import Answer, Claim, Evidence

NEAREST_SHOWN: Final = 3  # passages that a refusal shows
_EXCERPT: Final = 120
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
    """The beginning of a passage on one line; headings, which have no full stop, are kept apart by blanks."""
    text = item.hit.document.text
    line = " ".join(display(text[start:end]) for start, end in item.sentences).replace("。 ", "。")
    return line if len(line) <= _EXCERPT else line[:_EXCERPT] + "…"
