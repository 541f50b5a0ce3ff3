"""What has been decided of a restatement, and the text that it makes."""

import math
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from assistant.judge.claims.edits import Edit
from assistant.judge.claims.endings import Ending
from assistant.judge.claims.reordering import Order
from assistant.judge.claims.statement import Statement
from assistant.records import Span


class Draft(NamedTuple):
    """What has been decided so far: changes of the text, the order, the end."""

    edits: tuple[Edit, ...]
    order: Order | None
    end: Ending | None


def merged(draft: Draft, changes: Sequence[Draft], random: Random, most: int) -> Draft:
    """The draft with up to `most` of the changes that do not touch each other or what is changed already."""
    taken = 0
    limit = random.randint(1, most)
    for change in random.sample(changes, len(changes)):
        if taken == limit:
            break
        clash = any(_touch(edit, other) for edit in change.edits for other in draft.edits)
        clash = clash or (draft.order is not None and (change.order is not None or change.end is not None))
        clash = clash or any(edit.end > _reach(draft) for edit in change.edits)
        if not clash and (
            change.end is None or draft.end is None or not any(e.end == draft.end.start for e in draft.edits)
        ):
            draft = Draft(draft.edits + change.edits, change.order or draft.order, change.end or draft.end)
            taken += 1
    return draft


def _reach(draft: Draft) -> float:
    """Where the text that is used ends: a change beyond it would be made by half."""
    if draft.order is None:
        return math.inf
    return max(piece.end for piece in draft.order.pieces if not isinstance(piece, str))


def _touch(edit: Edit, other: Edit) -> bool:
    return (edit.start < other.end and other.start < edit.end) or edit.start == other.start


def body(parts: Statement, draft: Draft) -> str:
    """The text before the end, in the order of the draft, its changes made."""
    pieces = draft.order.pieces if draft.order is not None else (Span(0, parts.body.end),)
    return "".join(piece if isinstance(piece, str) else edited(parts.text, piece, draft.edits) for piece in pieces)


def edited(text: str, span: Span, edits: Sequence[Edit]) -> str:
    """`text[span]` with the edits that lie in it made."""
    made, position = [], span.start
    for edit in sorted(edits):
        if position <= edit.start and edit.end <= span.end:
            made += [text[position : edit.start], edit.becomes]
            position = edit.end
    return "".join((*made, text[position : span.end]))
