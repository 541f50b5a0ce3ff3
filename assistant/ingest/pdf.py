"""Reader for PDF text: pdfium in a process of its own with limits, since it is neither thread-safe nor crash-proof.

Run as `python -m assistant.ingest.pdf FILE`, it prints the pages as one JSON list of strings.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.headings import find_headings, nest

SECONDS: Final = 120
MEMORY_BYTES: Final = 2 << 30
MAX_PAGES: Final = 3000
_EXIT_PASSWORD, _EXIT_DAMAGED, _EXIT_TOO_LONG = 3, 4, 5
_REASONS: Final = {
    _EXIT_PASSWORD: "パスワードで保護された PDF です（保護を外して置き直してください）",
    _EXIT_DAMAGED: "PDF として読めません（壊れているか、PDF ではありません）",
    _EXIT_TOO_LONG: f"{MAX_PAGES:,} ページを超える PDF です（分割してください）",
}


def read_pdf(path: Path) -> Extracted:
    """Extract the text of `path` page by page; raise `UnreadableFile` where there is none or it cannot be read."""
    command = [sys.executable, "-m", "assistant.ingest.pdf", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(f"PDF の読み取りが {SECONDS} 秒を超えたため中止しました") from None
    if done.returncode != 0:
        raise UnreadableFile(
            _REASONS.get(done.returncode, "PDF の読み取り中に異常終了しました（壊れたファイルの可能性）")
        )
    pages: list[str] = json.loads(done.stdout)
    if not any(page.strip() for page in pages):
        raise UnreadableFile("文字情報のない PDF です（画像のみ。文字認識（OCR）をかけた PDF に差し替えてください）")
    starts, offset = [], 0
    for page in pages:
        starts.append(offset)
        offset += len(page)
    text = "".join(pages)
    return Extracted(text, nest(list(find_headings(text)), len(text)), tuple(starts))


def _main(path: str) -> int:
    import resource

    import pypdfium2 as pdfium

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        return _EXIT_PASSWORD if "password" in str(error).lower() else _EXIT_DAMAGED
    if len(document) > MAX_PAGES:
        return _EXIT_TOO_LONG
    pages = []
    for page in document:
        lines = page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\r", "\n")
        pages.append(lines.replace("\ufffe", "").replace("\x00", "").rstrip("\n") + "\n")
    json.dump(pages, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1]))
