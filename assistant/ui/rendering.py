"""Records to HTML; every text is escaped here, and nothing else on the page makes HTML."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from assistant.answer.notes.source_notes import AUTHORITIES
from assistant.answer.pipeline import PREMISE
from assistant.answer.presentation import (
    NEAREST_SHOWN,
    QUOTED,
    WRITTEN,
    by_passage,
    excerpt,
    model_took_part,
    notice,
    place,
    rewritten_line,
)
from assistant.records import Answer, Claim, Document, Evidence, Note, Span, Verdict

# Cited words are proof and stand out; sentences that only look like the answer are marked more softly.
_CITED: Final = "<mark>{}</mark>"
_CHOSEN: Final = '<span class="chosen">{}</span>'

EMPTY_ANSWER: Final = '<p class="hint">質問すると、資料で確かめられた文だけがここに表示されます。</p>'
EMPTY_EVIDENCE: Final = '<p class="hint">質問に近い資料の箇所がここに並びます。</p>'


def marked(text: str, spans: Iterable[Span], form: str = _CITED) -> str:
    """The text with the characters of `spans` (offsets into it) put into `form`; overlapping spans are marked as one."""
    pieces: list[str] = []
    position = 0
    for span in _joined(spans, len(text)):
        pieces += (escape(text[position : span.start]), form.format(escape(text[span.start : span.end])))
        position = span.end
    return "".join((*pieces, escape(text[position:])))


def _joined(spans: Iterable[Span], length: int) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted((max(0, span.start), min(length, span.end)) for span in spans):
        if joined and start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        elif start < end:
            joined.append(Span(start, end))
    return joined


def evidence_html(evidence: Sequence[Evidence]) -> str:
    """The passages, best first; each opens to its whole text."""
    if not evidence:
        return '<p class="hint">関係する箇所は見つかりませんでした。</p>'
    return f'<ol class="passages">{"".join(map(_passage, evidence))}</ol>'


def _passage(item: Evidence) -> str:
    passage, document = item.hit.passage, item.hit.document
    above = [title for title in passage.section_path if title not in (document.title, passage.locator)]
    path = f'<p class="path">{escape(" › ".join(above))}</p>' if above else ""
    shown = (_CHOSEN if item.chosen else "{}").format(escape(excerpt(item)))
    chosen = [Span(span.start - passage.start, span.end - passage.start) for span in item.chosen]
    locator = f'<p class="locator">{escape(passage.locator)}</p>' if passage.locator != document.title else ""
    return (
        f'<li class="passage" id="passage-{item.label}" tabindex="-1" aria-labelledby="title-{item.label}">'
        f'<h3 id="title-{item.label}"><span class="number">{item.label}</span> {escape(document.title)}</h3>'
        f'<p class="about">{_about(document)}</p>'
        f'{_note(item)}{locator}<p class="excerpt">{shown}</p>'
        f'<div class="whole" id="whole-{item.label}" hidden>{path}'
        f'<div class="text">{marked(passage.text, chosen, _CHOSEN)}</div><p class="file">{escape(document.source)}</p></div>'
        f'<p class="actions"><button type="button" class="toggle" data-toggle="{item.label}" aria-expanded="false" '
        f'aria-controls="whole-{item.label}" aria-label="資料 {item.label} の全文">全文</button>'
        '<button type="button" class="back" data-back hidden>回答に戻る</button></p></li>'
    )


def _note(item: Evidence) -> str:
    """That a document is not the edition in force, where it is not."""
    return f'<p class="note">{escape(item.hit.note)}</p>' if item.hit.note else ""


def _about(document: Document) -> str:
    metadata = document.metadata
    facts = (
        (None if metadata.authority is None else AUTHORITIES[metadata.authority], "{}"),
        (metadata.publisher, "{}"),
        (metadata.edition, "{}"),
        (metadata.published, "{} 公表"),
        (metadata.in_force_from, "{} 施行"),
        (metadata.in_force_to, "{} まで"),
    )
    shown = [escape(form.format(fact)) for fact, form in facts if fact is not None]
    return "".join(f"<span>{fact}</span>" for fact in shown) or "<span>種別・版・日付の情報なし</span>"


def writing_html(question: str, claims: Sequence[Claim], evidence: Sequence[Evidence]) -> str:
    """The answer so far: the question and the sentences that passed every check."""
    shown = [claim for claim in claims if claim.verdict is Verdict.SUPPORTED]
    return _asked(question) + _claims(shown, evidence)


def answer_html(answer: Answer, generator: str) -> str:
    """The whole answer: what is wrong with the question, sentences or refusal, what was withheld and why, and the terms."""
    body = _claims(answer.shown, answer.evidence) if answer.refusal is None else _refusal(answer)
    premises = [note for note in answer.notes if note.kind == PREMISE]
    others = [note for note in answer.notes if note.kind != PREMISE]
    used = [generator] if model_took_part(answer) else []
    facts = " ・ ".join((f"{answer.timings.total_s:.1f} 秒", *map(escape, used), f"資料 {len(answer.evidence)} 件"))
    foot = f'<footer><p>{escape(notice(answer))}</p><p class="facts">{facts}</p></footer>'
    return _asked(answer.question) + _premises(premises) + body + _notes(others) + _withheld(answer.withheld) + foot


def rewritten_html(asked: str) -> str:
    """What a follow-up was taken to ask; empty for a question that was taken as it is."""
    return f'<p class="rewritten">{escape(rewritten_line(asked))}</p>' if asked else ""


def _asked(question: str) -> str:
    return f'<p class="asked"><span>質問</span>{escape(question)}</p>'


def _premises(notes: Sequence[Note]) -> str:
    """What the question takes for granted wrongly: the first thing to know."""
    return "".join(f'<p class="premise">{escape(note.text)}</p>' for note in notes)


def _claims(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> str:
    """The model's sentences, then those of the sources, each kind under its own heading."""
    items = {item.label: item for item in evidence}
    written = "".join(_claim(claim, items) for claim in claims if not claim.verbatim)
    quoted = "".join(_quotes(own, items) for own in by_passage([claim for claim in claims if claim.verbatim]))
    return _section("written", WRITTEN, written) + _section("quoted", QUOTED, quoted)


def _section(name: str, heading: str, rows: str) -> str:
    return f'<section class="{name}"><h3>{heading}</h3><ul class="claims">{rows}</ul></section>' if rows else ""


def _quotes(claims: Sequence[Claim], evidence: dict[int, Evidence]) -> str:
    """Sentences of one passage, below the place where they stand."""
    first = claims[0].citations[0]
    sentences = "".join(f"<p>{escape(claim.text)}{_labels(claim, evidence)}</p>" for claim in claims)
    note = _note(evidence[first.label])
    return f'<li><p class="place">{escape(place(first))}</p><blockquote>{sentences}</blockquote>{note}</li>'


def _claim(claim: Claim, evidence: dict[int, Evidence]) -> str:
    notes = "".join(_note(evidence[label]) for label in dict.fromkeys(own.label for own in claim.citations))
    return f"<li>{escape(claim.text)}{_labels(claim, evidence)}{notes}</li>"


def _labels(claim: Claim, evidence: dict[int, Evidence]) -> str:
    quotes: dict[int, list[Span]] = {}
    for citation in claim.citations:
        quotes.setdefault(citation.label, []).append(Span(citation.start, citation.end))
    return "".join(_label(evidence[label], spans) for label, spans in quotes.items())


def _label(item: Evidence, quotes: Sequence[Span]) -> str:
    """The button of a label, and behind it, unseen, the passage with `quotes` (spans of the document) marked."""
    passage = item.hit.passage
    marks = [Span(quote.start - passage.start, quote.end - passage.start) for quote in quotes]
    spoken = f"資料 {item.label} {_place(item)}の{'引用箇所' if quotes else '箇所'}を表示"
    extent = f'data-start="{min(quotes).start}" data-end="{max(q.end for q in quotes)}" ' if quotes else ""
    return (
        f'<button type="button" class="label" data-label="{item.label}" {extent}'
        f'aria-label="{escape(spoken)}">[{item.label}]</button>'
        f'<span class="marked" hidden>{marked(passage.text, marks)}</span>'
    )


def _place(item: Evidence) -> str:
    title, locator = item.hit.document.title, item.hit.passage.locator
    return title if locator == title else f"{title}（{locator}）"


def _refusal(answer: Answer) -> str:
    assert answer.refusal is not None
    nearest = "".join(
        f"<li>{_label(item, ())} {escape(_place(item))}{_note(item)}</li>" for item in answer.evidence[:NEAREST_SHOWN]
    )
    near = f'<p class="near">質問に近い箇所（回答ではありません）</p><ul>{nearest}</ul>' if nearest else ""
    return f'<div class="refusal"><p class="message">{escape(answer.refusal.message)}</p>{near}</div>'


def _notes(notes: Sequence[Note]) -> str:
    """What to know besides the claims; the two sides of a conflict keep their own lines."""
    if not notes:
        return ""
    rows = "".join(f'<li data-kind="{escape(note.kind)}">{escape(note.text)}</li>' for note in notes)
    return f'<section class="notes" aria-label="ご注意"><h3>ご注意</h3><ul>{rows}</ul></section>'


def _withheld(claims: Sequence[Claim]) -> str:
    if not claims:
        return ""
    rows = "".join(f"<li><p>{escape(claim.text)}</p><ul>{_items(claim.reasons)}</ul></li>" for claim in claims)
    summary = f"裏付けがなく表示しなかった文: {len(claims)} 件"
    return f'<details class="withheld"><summary>{summary}</summary><ul>{rows}</ul></details>'


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)


def waiting_html(ahead: int) -> str:
    """The place in the line."""
    return f'<p class="busy">順番を待っています（前に {ahead} 件）</p>'


def searching_html() -> str:
    """The turn has come."""
    return '<p class="busy">資料を探しています…</p>'


def working_html(elapsed_s: float) -> str:
    """The model writes; the seconds are not read aloud."""
    return f'<p class="busy">回答を作成しています…<span aria-hidden="true"> {elapsed_s:.0f} 秒</span></p>'


def new_topic_html() -> str:
    """The conversation begins anew."""
    return '<p class="done">新しい話題にしました。次の質問は、前の質問と結び付けません。</p>'


def stopped_html() -> str:
    """The user has stopped the writing."""
    return '<p class="done">中止しました。</p>'


def alert_html(message: str) -> str:
    """An error, for people."""
    return f'<div class="alert" role="alert">{escape(message)}</div>'
