"""How a restatement ends and begins: the wording of its last predicate, its style, a report around it."""

from collections.abc import Collection
from random import Random
from typing import Final

from assistant.judge.claims.drafts import Draft, edited
from assistant.judge.claims.endings import DUTIES, Ending
from assistant.judge.claims.statement import Statement
from assistant.judge.claims.wordings import Wording, wordings

_REPORTS: Final = (
    ("とされている", "とされています"),
    ("と述べられている", "と述べられています"),
    ("と説明されている", "と説明されています"),
    ("と書かれている", "と書かれています"),
    ("ということである", "ということです"),
    ("と記載されている", "と記載されています"),
)
_RULES: Final = (
    ("と定められている", "と定められています"),
    ("とされている", "とされています"),
    ("と規定されている", "と規定されています"),
    ("ということになる", "ということになります"),
)
_OPENINGS: Final = ("つまり、", "すなわち、", "要するに、", "言い換えると、", "資料によれば、", "この資料では、")
_RULE_OPENINGS: Final = ("この規定では、", "この規定によれば、", "規定上、", "定めによれば、", "この定めでは、")
# After these a sentence cannot stop.
_NO_STOP: Final = ("もの", "こと", "ため", "よう", "はず", "の", "べき", "わけ", "通り", "とおり", "的")
_BEFORE_NO: Final = ("る", "い", "た", "う", "く", "す", "つ", "む", "ぶ", "ぐ")


def closed(parts: Statement, draft: Draft, wanted: Collection[str], random: Random) -> tuple[str, str, set[str]] | None:
    """What stands before the body, what after it, and the kinds of change that made these."""
    end = draft.end
    if end is None or parts.end is None:
        return "", parts.text[parts.body.end :], set()
    choices = wordings(end, parts.of_actor)
    if not choices:
        return ("", end.surface, set()) if end == parts.end else None
    own = [choice for choice in choices if end.surface in choice]
    said: set[str] = set()
    wording = random.choice(own or choices[:1])
    if "duty" in wanted and end.kind in DUTIES:
        others = [choice for choice in choices if choice not in own]
        wording, said = (random.choice(others), {"duty"}) if others else (wording, said)
    polite = end.is_polite
    if "register" in wanted:
        polite, said = not polite, said | {"register"}
    opening, said_last = "", wording.polite if polite else wording.plain
    if draft.order is not None and draft.order.cleft is not None:
        if not wording.plain.endswith(_BEFORE_NO):
            return None
        noun = edited(parts.text, draft.order.cleft, draft.edits)
        said_last = f"{wording.plain}のは、{noun}{'です' if polite else 'である'}"
    elif "framed" in wanted and (framed := _framed(parts, end, wording, polite, random)) is not None:
        (opening, said_last), said = framed, said | {"framed"}
    elif "register" in wanted and random.random() < 0.3 and _may_stop_at_noun(parts, draft):
        said_last = ""
    return opening, said_last, said


def _may_stop_at_noun(parts: Statement, draft: Draft) -> bool:
    """Whether the sentence can end in its noun: 「…を発表した」 → 「…を発表」, 「…は技師である」 → 「…は技師」."""
    end = draft.end
    assert end is not None
    if end != parts.end or any(edit.end == end.start for edit in draft.edits):
        return False
    last = next((word for word in parts.words if word.end == end.start), None)
    if last is None or last.surface in _NO_STOP:
        return False
    return (end.kind == "did" and end.surface in ("した", "しました") and last.is_action) or (
        end.kind in ("is", "was") and last.part == "名詞"
    )


def _framed(parts: Statement, end: Ending, wording: Wording, polite: bool, random: Random) -> tuple[str, str] | None:
    """An opening or a report around the sentence that adds no claim."""
    rule = end.kind in DUTIES and parts.of_actor
    bare = parts.lead == 0 and parts.text[:2] not in ("この", "その", "これ", "また")
    if bare and random.random() < 0.4:
        return random.choice(_OPENINGS + (_RULE_OPENINGS if rule else ())), wording.polite if polite else wording.plain
    if end.kind == "ruled" or wording.plain.endswith(("れている", "なっている", "だ")):
        return None
    report = random.choice(_RULES if rule else _REPORTS)
    return "", wording.plain + report[polite]
