"""How the documents of a corpus folder look in a terminal, and the questions that are asked there."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from assistant.errors import AssistantError, UsageError
from assistant.models.progress import Progress
from assistant.records import Authority, Document, Metadata

if TYPE_CHECKING:
    from assistant.ingest.manifest import Original
    from assistant.library.folder import Item
    from assistant.library.originals import Fetched, Locked

_LABELS: Final = {
    "title": "題名",
    "authority": f"種類（{'・'.join(Authority)}）",
    "publisher": "発行者",
    "edition": "版",
    "published": "公表日（例 2026-11-21）",
    "in_force_from": "施行日（例 2026-11-21）",
    "language": "言語（例 ja）",
    "rights": "権利・利用条件",
}
_DAYS: Final = ("published", "in_force_from")
_LEAVE_OUT: Final = "-"
_HEADINGS: Final = 40
_FIRST_LINES: Final = 8
_LINE: Final = 100


def show_items(folder: Path, items: "tuple[Item, ...]") -> None:
    """Print the documents of a folder, with the reason beside those that cannot be read."""
    unreadable = sum(bool(item.problem) for item in items)
    print(f"{folder}: 文書 {len(items)}" + (f"（うち読めないもの {unreadable}）" if unreadable else ""))
    for item in items:
        print(f"{'×' if item.problem else '○'} {_line(item.title)}")
        print(f"    {_line(item.source)}（{item.bytes:,} バイト）")
        metadata = item.metadata
        shown = (metadata.authority, metadata.publisher, metadata.edition, metadata.published, metadata.language)
        facts = "・".join(str(value) for value in shown if value is not None)
        if facts:
            print(f"    {facts}")
        if metadata.rights:
            print(f"    権利: {metadata.rights}")
        if item.problem:
            print(f"    読めません: {item.problem}")
    if not items:
        print("  `assistant corpus add FILE` で追加、`assistant corpus fetch` で公式の原典を取得できます")


def show_document(document: Document) -> None:
    """Print what is known of a document, its headings and its first lines."""
    print(document.title)
    print(f"  ファイル: {document.source}（{len(document.text):,} 文字、見出し {len(document.sections)}）")
    from assistant.library.folder import known_metadata

    for name, value in known_metadata(document.metadata).items():
        text = "、".join(value) if isinstance(value, tuple) else str(value)
        print(f"  {_LABELS.get(name, name).split('（')[0]}: {text}")
    if document.sections:
        print("\n見出し")
    for section in document.sections[:_HEADINGS]:
        print(f"  {'  ' * (section.level - 1)}{_line(section.title)}")
    if len(document.sections) > _HEADINGS:
        print(f"  ほか {len(document.sections) - _HEADINGS}")
    print("\n冒頭")
    for line in [line for line in document.text.splitlines() if line.strip()][:_FIRST_LINES]:
        print(f"  {_line(line)}")


def show_originals(pairs: "Iterable[tuple[Original, Locked | None]]") -> None:
    """Print what can be fetched, and when it was."""
    for original, locked in pairs:
        when = f"取得済み {locked.fetched_at:%Y-%m-%d} {locked.path}" if locked is not None else "未取得"
        print(f"{'○' if locked is not None else '・'} {original.title}（{original.format}）")
        print(f"    {original.url}")
        print(f"    権利: {original.rights}")
        print(f"    {when}")


def announce(original: "Original", number: int, total: int, out: TextIO) -> None:
    """Say what is fetched next, and under which terms."""
    print(f"[{number}/{total}] {original.title}（{original.publisher}、{original.format}）", file=out)
    print(f"    権利: {original.rights}\n    {original.url}", file=out, flush=True)


def report(fetched: "Fetched", out: TextIO) -> None:
    """Say what came of one fetch, and what the version before was."""
    locked = fetched.locked
    states = {"new": "新規", "same": "変更なし", "changed": "変更あり"}
    print(
        f"    ○ {states[fetched.state]}: {locked.path}（{locked.bytes:,} バイト、sha256 {locked.sha256[:16]}…）",
        file=out,
    )
    if fetched.before is not None:
        before = fetched.before
        kept = f"、旧版は {before.kept}" if before.kept else ""
        print(
            f"      前回 {before.fetched_at:%Y-%m-%d}: {before.bytes:,} バイト、sha256 {before.sha256[:16]}…{kept}",
            file=out,
        )
    if locked.final_url != locked.url:
        print(f"      転送先: {locked.final_url}", file=out)
    out.flush()


def sum_up(total: int, failed: "list[Original]", folder: Path) -> None:
    """Say how many came, and name those that did not, on standard error."""
    done = total - len(failed)
    print(f"取得 {done}/{total}: {folder}", file=sys.stderr)
    if failed:
        print(f"取得できなかったもの {len(failed)} 件:", file=sys.stderr)
    for original in failed:
        print(f"  × {original.title} {original.url}", file=sys.stderr)
    if done:
        print(f"索引に加えるには: assistant index --corpus {folder}", file=sys.stderr)


def ask_metadata(path: Path, title: str | None, metadata: Metadata) -> tuple[str | None, Metadata]:
    """Ask for what is missing, proposing what the file suggests: Enter takes the proposal, `-` leaves it out.

    Raise `AssistantError` when the person ends the input.
    """
    from assistant.library.proposals import propose

    proposed_title, proposed = propose(path)
    metadata = replace(metadata, work=metadata.work or proposed.work, abbreviations=proposed.abbreviations)
    print(f"{path}: メタデータを入力してください（Enter: 提案のまま、{_LEAVE_OUT}: 記録しない）", file=sys.stderr)
    for name in _LABELS:
        if (title if name == "title" else getattr(metadata, name)) is not None:
            continue
        value = _ask(name, proposed_title if name == "title" else getattr(proposed, name))
        if name == "title":
            title = None if value is None else str(value)
        else:
            metadata = replace(metadata, **{name: value})
    return title, metadata


def confirm(question: str) -> bool:
    """Ask a person for yes or no; raise `UsageError` where nobody can answer."""
    if not sys.stdin.isatty():
        raise UsageError("確認の入力ができません。確認を省くには --yes を付けてください")
    return _read_line(f"{question} [y/N] ").strip().lower() in ("y", "yes", "はい")


@contextmanager
def count_bar() -> Iterator[Progress]:
    """A bar that counts documents, on standard error."""
    from tqdm import tqdm

    with tqdm(unit="件", file=sys.stderr, leave=False, delay=1.0) as bar:

        def progress(step: str, done: int, total: int) -> None:
            bar.set_description(step, refresh=False)
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def _ask(name: str, proposal: Any) -> Any:  # noqa: ANN401 (str, date or Authority, by the name of the field)
    while True:
        shown = f" [{proposal}]" if proposal is not None else ""
        answer = _read_line(f"  {_LABELS[name]}{shown}: ").strip()
        if answer == _LEAVE_OUT:
            return None
        if not answer:
            return proposal
        try:
            if name == "authority":
                return Authority(answer)
            return date.fromisoformat(answer) if name in _DAYS else answer
        except ValueError:
            print(f"    {answer!r} は使えません。{_LABELS[name]}", file=sys.stderr)


def _read_line(prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)
    try:
        return input()
    except EOFError:
        raise AssistantError("入力が終わったため中止しました") from None


def _line(text: str) -> str:
    """One line that a terminal can show as it is: names of files may hold anything."""
    clean = "".join(character if character.isprintable() else "�" for character in text.strip())
    return clean if len(clean) <= _LINE else clean[:_LINE] + "…"
