"""Before the model speaks: is what the question names in the evidence at all?"""

from collections.abc import Sequence

from assistant.answer.support import headings
from assistant.japanese.names import missing_names
from assistant.japanese.normalise import normalise
from assistant.japanese.numerals import consistent, dates, quantities
from assistant.records import Evidence, Refusal

NO_EVIDENCE = "no-evidence"
MISSING_ANCHOR = "missing-anchor"


def gate(question: str, evidence: Sequence[Evidence]) -> Refusal | None:
    """Refuse when there is no evidence, or when a name, number or date of the question stands nowhere in it."""
    if not evidence:
        return Refusal(NO_EVIDENCE, "資料に、この質問に関係する箇所が見つかりませんでした。")
    missing = missing_anchors(question, "\n".join(f"{headings(item)}\n{item.hit.passage.text}" for item in evidence))
    if not missing:
        return None
    named = "、".join(f"「{anchor}」" for anchor in missing)
    return Refusal(MISSING_ANCHOR, f"見つかった資料に{named}の記載がないため、お答えできません。")


def missing_anchors(question: str, source: str) -> tuple[str, ...]:
    """The names, numbers and dates of `question` that `source` lacks, as the question writes them."""
    values = {quantity.value for quantity in quantities(source)}
    known = dates(source)
    missing = [_as_written(name, question) for name in missing_names(question, source)]
    missing += [question[q.start : q.end] for q in quantities(question) if q.value not in values and q.unit != "つ"]
    missing += [question[d.start : d.end] for d in dates(question) if not any(consistent(d, other) for other in known)]
    return tuple(dict.fromkeys(missing))


def _as_written(name: str, question: str) -> str:
    """The folded `name` as the question spells it."""
    plain = normalise(question)
    start = plain.text.casefold().find(name)
    if start < 0:
        return name
    span = plain.original(start, start + len(name))
    return question[span.start : span.end]
