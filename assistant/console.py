"""How results look in a terminal."""

import json
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answer.pipeline import PREMISE, Event, EvidenceFound, Finished
from assistant.answer.presentation import (
    NEAREST_SHOWN,
    QUOTED,
    WRITTEN,
    by_passage,
    claim_line,
    excerpt,
    note_lines,
    notice,
    place,
    rewritten_line,
)
from assistant.japanese.sentences import display
from assistant.records import Answer, Citation, Claim, Evidence, Note

if TYPE_CHECKING:
    from assistant.index.build import BuildSummary
    from assistant.index.opened import Index
    from assistant.models.inventory import ModelStatus

_STATES = {
    "installed": "取得済み",
    "changed": "取得済み（照合後に更新日時が変化）",
    "damaged": "破損",
    "absent": "未取得",
}
_SHIPPED = "プログラムに付属"
_DEEPEST = 12  # characters of indentation; what lies deeper in a card is printed as JSON
_CARD_KEYS = {
    "kind": "種類",
    "embedder": "埋め込みモデル",
    "embedder_fingerprint": "その指紋",
    "lower_layers": "共有する下位の層",
    "card": "モデルカード",
    "date": "作成日",
    "seeds": "乱数の種",
    "data": "学習に使ったもの",
    "counts": "件数",
    "licences": "ライセンス",
    "metrics": "測った値",
}


def show_answer(events: Iterable[Event], *, show_withheld: bool) -> None:
    """Print the evidence at once, and the answer when it is whole: a conclusion comes last and stands first."""
    for event in events:
        if isinstance(event, EvidenceFound):
            _print_sources(event)
        elif isinstance(event, Finished):
            _print_end(event.answer, show_withheld=show_withheld)


def show_notice(index: "Index") -> None:
    """Tell the person who runs it that an older version of the index answers."""
    if index.notice:
        print(f"警告: {index.notice}", file=sys.stderr)


def show_missing(missing: Iterable[str]) -> None:
    """Tell what a question names and the documents lack, on standard error so that --json stays clean."""
    for remark in missing:
        print(remark, file=sys.stderr)


def show_evidence(evidence: tuple[Evidence, ...]) -> None:
    """Print found passages, best first."""
    if not evidence:
        print("関係する箇所は見つかりませんでした")
    for item in evidence:
        print(f"{_place(item)} {item.hit.score:.4f}")
        _print_note(item)
        print(f"    {excerpt(item)}")


def show_models(statuses: Iterable["ModelStatus"], active: tuple[str, ...], folder: Path) -> None:
    """Print the catalogue as a table."""
    print(f"モデルのフォルダ: {folder}")
    for status in statuses:
        entry = status.entry
        use = "・使用中" if entry.name in active else ""
        size = f"{entry.bytes:>14,} バイト"
        print(f"  {entry.name:<30} {entry.role:<10} {entry.licence.id:<12} {size}  {_state(status)}{use}")
        if status.problem:
            print(f"    {status.problem}")


def show_model(status: "ModelStatus") -> None:
    """Print where a model comes from, its terms and its hashes."""
    entry = status.entry
    print(f"{entry.name}（{entry.role}、{entry.publisher}）")
    print(f"  ページ: {entry.page}")
    print(f"  ライセンス: {entry.licence.id} {entry.licence.url}")
    for duty in entry.licence.duties:
        print(f"    ・{duty}")
    for file in entry.files:
        print(f"  {file.path}: {file.bytes:,} バイト sha256 {file.sha256}")
    checked = f"（{status.verified_at} に照合、{status.disk_bytes:,} バイト）" if status.verified_at else ""
    print(f"  状態: {_state(status)}{checked} {status.problem}".rstrip())


def show_judge(rows: Mapping[str, Any]) -> None:
    """Print what a judge's file says of itself: names, figures and lists below one another, indented."""
    for line in _card_lines(rows, "  "):
        print(line)


def _card_lines(rows: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in rows.items():
        name = f"{indent}{_CARD_KEYS.get(key, _printable(key))}:"
        if isinstance(value, Mapping) and value and len(indent) < _DEEPEST:
            yield name
            yield from _card_lines(value, indent + "  ")
        elif isinstance(value, str):
            yield f"{name} {_printable(value)}"
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            yield name
            yield from (f"{indent}  ・{_printable(item)}" for item in value)
        else:
            yield f"{name} {json.dumps(value, ensure_ascii=False)}"


def _printable(text: str) -> str:
    # Whoever made the file wrote the card: no escape sequence of it reaches the terminal.
    return "".join(character for character in display(text) if character.isprintable())


def _state(status: "ModelStatus") -> str:
    shipped = status.entry.source.kind == "package" and status.state == "installed"
    return _SHIPPED if shipped else _STATES[status.state]


def show_summary(summary: "BuildSummary") -> None:
    """Print what a build read and made, on standard error so that --json stays clean."""
    print(
        f"索引 {summary.folder}{'（変更なし）' if summary.unchanged else ''}: 文書 {summary.documents}・パッセージ {summary.passages:,}・{summary.manifest.characters:,} 文字・"
        f"{summary.total_s:.1f} 秒（うち埋め込み {summary.embed_s:.1f} 秒）・{summary.fingerprint}",
        file=sys.stderr,
    )
    if not summary.documents:
        print("警告: フォルダに文書がないため、空の索引を作りました", file=sys.stderr)
    for file in summary.files:
        if file.same_as:
            print(
                f"  同じ内容: {file.source!r} は {file.same_as!r} と同じため、1つの文書として扱います", file=sys.stderr
            )
        elif file.reason:
            print(f"  読み飛ばし: {file.source!r}: {file.reason}", file=sys.stderr)
        for note in file.hidden:
            print(f"  本文から除いたもの: {file.source!r}: {note}", file=sys.stderr)


def _print_sources(found: EvidenceFound) -> None:
    if found.asked:
        print(f"{rewritten_line(found.asked)}\n")
    print("資料")
    for item in found.evidence:
        print(f"  {_place(item)}")
        _print_note(item)
        if item.chosen:
            print(f"    {excerpt(item)}")
    print(flush=True)


def _print_end(answer: Answer, *, show_withheld: bool) -> None:
    print("回答")
    _print_notes(note for note in answer.notes if note.kind == PREMISE)
    if answer.refusal is not None:
        print(answer.refusal.message)
        for item in answer.evidence[:NEAREST_SHOWN]:
            print(f"  近い箇所 [{item.label}]: {excerpt(item)}")
            _print_note(item)
    else:
        remarks = {item.label: f"    ※{item.hit.note}" for item in answer.evidence if item.hit.note}
        _print_claims(answer.shown, remarks)
    others = [note for note in answer.notes if note.kind != PREMISE]
    if others:
        print("\nご注意")
        _print_notes(others)
    _print_withheld(answer.withheld, reasons=show_withheld)
    print(f"\n{notice(answer)}（{answer.timings.total_s:.1f} 秒）")


def _print_claims(claims: Sequence[Claim], remarks: Mapping[int, str]) -> None:
    """The model's sentences, the words of the sources, and what the model cites besides those."""
    written = [claim for claim in claims if not claim.verbatim]
    quoted = [claim for claim in claims if claim.verbatim]
    if written:
        print(WRITTEN)
        for claim in written:
            print(f"  {claim_line(claim)}")
    if quoted:
        print(f"\n{QUOTED}" if written else QUOTED)
    for own in by_passage(quoted):
        first = own[0].citations[0]
        print(f"  [{first.label}] {place(first)}")
        for claim in own:
            print(f"    {claim.text}")
        if first.label in remarks:
            print(remarks[first.label])
    _print_citations(written, {citation for claim in quoted for citation in claim.citations}, remarks)


def _print_citations(written: Sequence[Claim], known: Container[Citation], remarks: Mapping[int, str]) -> None:
    cited = dict.fromkeys(citation for claim in written for citation in claim.citations if citation not in known)
    if cited:
        print("\n引用")
    for citation in cited:
        print(f"  [{citation.label}] {place(citation)}「{display(citation.quote)}」")
        if citation.label in remarks:
            print(remarks[citation.label])


def _print_notes(notes: Iterable[Note]) -> None:
    for line in note_lines(notes):
        print(f"  {line}")


def _print_withheld(claims: Sequence[Claim], *, reasons: bool) -> None:
    if claims:
        hint = "" if reasons else "（--show-withheld で理由とともに表示）"
        print(f"\n裏付けがなく表示しなかった文: {len(claims)} 件{hint}")
    for claim in claims if reasons else ():
        print(f"  × {claim.text}")
        for reason in claim.reasons:
            print(f"      {reason}")


def _print_note(item: Evidence) -> None:
    if item.hit.note:
        print(f"    ※{item.hit.note}")


def _place(item: Evidence) -> str:
    return f"[{item.label}] {item.hit.document.title}（{item.hit.passage.locator}） {item.hit.document.source}"
