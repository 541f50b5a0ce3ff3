"""Read a corpus and print, as a Markdown table, what became of each file; then the speed of reading and splitting.

.venv/bin/python scripts/reading_table.py [../shared/corpus] > docs/reading-table.md
"""

import sys
import time
from collections import Counter
from pathlib import Path

from assistant.ingest.corpus import corpus_files, read_corpus
from assistant.ingest.headings import ARTICLE_LEVEL, ITEM_LEVEL, PARAGRAPH_LEVEL
from assistant.ingest.splitting import split
from assistant.records import Document
from assistant.settings import IndexSettings

ROOT = Path(__file__).resolve().parent.parent
PASSAGE_CHARACTERS = int(IndexSettings.model_fields["passage_characters"].default)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    files = corpus_files((folder,))
    print("`.venv/bin/python scripts/reading_table.py` の出力。時間は読み取りと分割（埋め込みを除く）。\n")
    print("| ファイル | 入力（バイト） | 文字 | パッセージ | 見出し | 条 | 項・号など | 脚注 | 参照 | 秒 | 備考 |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|")
    for file in files:
        began = time.perf_counter()
        reading = read_corpus((file,))
        passages = [p for document in reading.documents for p in split(document, PASSAGE_CHARACTERS)]
        seconds = time.perf_counter() - began
        for document in reading.documents:
            assert all(document.text[p.start : p.end] == p.text for p in passages)
        print(
            _row(
                file.source,
                file.path.stat().st_size,
                reading.documents,
                len(passages),
                seconds,
                reading.files[0].reason,
            )
        )
    began = time.perf_counter()
    whole = read_corpus(files)
    for document in whole.documents:
        split(document, PASSAGE_CHARACTERS)
    taken = time.perf_counter() - began
    size = sum(len(document.text.encode()) for document in whole.documents)
    same = [f"`{file.source}` = `{file.same_as}`" for file in whole.files if file.same_as]
    print(f"\n同じ内容として1つにまとめたもの: {'、'.join(same) or 'なし'}")
    print(
        f"\n本文 {size / 1e6:.2f} MB（UTF-8）を続けて読み取り・分割: {taken:.2f} 秒（{size / 1e6 / taken:.2f} MB/秒）"
    )


def _row(source: str, size: int, documents: tuple[Document, ...], passages: int, seconds: float, reason: str) -> str:
    if not documents:
        return f"| {source} | {size:,} | – | – | – | – | – | – | – | {seconds:.2f} | {reason} |"
    (document,) = documents
    levels = Counter(section.level for section in document.sections)
    headings = sum(count for level, count in levels.items() if level < ARTICLE_LEVEL)
    items = levels[PARAGRAPH_LEVEL] + sum(count for level, count in levels.items() if level >= ITEM_LEVEL)
    cells = (headings, levels[ARTICLE_LEVEL], items, len(document.footnotes), len(document.links))
    return f"| {source} | {size:,} | {len(document.text):,} | {passages} | {' | '.join(map(str, cells))} | {seconds:.2f} | |"


if __name__ == "__main__":
    main()
