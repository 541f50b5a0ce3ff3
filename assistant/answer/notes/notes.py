"""What a reader must know about an answer besides its claims: ranks, conflicts, commentary, editions, gaps, languages."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from assistant.answer.notes.conflicts import conflicts
from assistant.answer.notes.partial import Missing, missing_parts
from assistant.answer.notes.source_notes import source_notes
from assistant.answer.presentation import place
from assistant.japanese.sentences import display
from assistant.records import Citation, Claim, Evidence, Note

CONFLICT: Final = "conflict"
PARTIAL: Final = "partial"

_LONGEST_QUOTE: Final = 160  # characters shown of a sentence that stands against another


def notes(question: str, claims: Sequence[Claim], evidence: Sequence[Evidence], today: date) -> tuple[Note, ...]:
    """The notes on an answer to `question` that shows `claims` out of `evidence`, the gravest first.

    Only documents that a shown claim cites are spoken of; `today` tells which of them are in force. None without claims.
    """
    labels = {citation.label for claim in claims for citation in claim.citations}
    cited = [item for item in evidence if item.label in labels]
    others = [item for item in evidence if item.label not in labels]
    return (
        *_conflicts(claims, cited),
        *(_partial(missing) for missing in missing_parts(question, claims, cited, others)),
        *source_notes(claims, cited, today),
    )


def _conflicts(claims: Sequence[Claim], cited: Sequence[Evidence]) -> Iterator[Note]:
    """Both sentences side by side, neither preferred."""
    for conflict in conflicts(claims, cited):
        told = "\n".join(_side(citation) for citation in (conflict.first, conflict.second))
        labels = (conflict.first.label, conflict.second.label)
        yield Note(CONFLICT, f"資料間で記述が異なります（{conflict.what}）。\n{told}", labels)


def _side(citation: Citation) -> str:
    quote = display(citation.quote)
    short = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
    return f"[{citation.label}] {place(citation)}「{short}」"


def _partial(missing: Missing) -> Note:
    if not missing.elsewhere:
        return Note(PARTIAL, f"「{missing.ask}」については、見つかった資料から確認できませんでした。")
    marks = "".join(f"[{label}]" for label in missing.elsewhere)
    text = f"「{missing.ask}」については、この回答に示せた文がありません。関係する箇所が {marks} にあるかもしれません。"
    return Note(PARTIAL, text, missing.elsewhere)
