"""Reader for PDF: pdfium page by page, in the worker process of `assistant.ingest.sandbox`."""

import ctypes
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from assistant.ingest import recognition
from assistant.ingest.extracted import Extracted, UnreadableFile
from assistant.ingest.headings import DEEPEST_HEADING_LEVEL, Heading, nest
from assistant.ingest.pdf_lines import read_lines
from assistant.ingest.pdf_page import PageContent, read_page
from assistant.ingest.sandbox import HandOver, Sandbox
from assistant.records import Metadata

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

Document: TypeAlias = "PdfDocument"

MAX_PAGES: Final = 3000
MAX_SCANNED_PAGES: Final = 500
_SCAN_KIND: Final = "scan"
_SCAN_SHARE: Final = 0.4  # of the page that an image covers
_STAMP_GLYPHS: Final = 20  # a scan may carry a printed page number or stamp
_SCAN_DOTS_PER_INCH: Final = 300
_SCAN_PIXELS: Final = 40_000_000
_BOOKMARKS: Final = 5000
_NO_TEXT: Final = "文字情報のない PDF です（画像のみか、白紙です）"
_FILE_NAME_TITLE = re.compile(r"^Microsoft \S+ - |\.(?:pdf|docx?|pptx?|xlsx?|jtd|indd|ai|rtf|html?)$", re.IGNORECASE)
_NO_TITLE: Final = frozenset(
    {"", "untitled", "無題", "名称未設定", "document", "スライド 1", "powerpoint プレゼンテーション"}
)


def read_pdf(path: Path) -> Extracted:
    """Read one PDF in a worker of its own; raise `UnreadableFile` where it cannot be read or has no text."""
    with Sandbox() as sandbox:
        return sandbox.read(".pdf", path)


def read_pages(path: Path) -> Extracted:
    """Read in this process; raise `HandOver` for a document with scanned pages that can be recognised here."""
    return _read(path, recognised=False)


def read_scan(path: Path) -> Extracted:
    """Read in this process, and recognise the pages that are images."""
    return _read(path, recognised=True)


def _read(path: Path, *, recognised: bool) -> Extracted:
    hidden: Counter[str] = Counter()
    pages: list[str] = []
    scans: list[int] = []
    damaged: list[int] = []
    with _open(path) as document:
        for number in range(len(document)):
            text, content = _page(document, number, hidden)
            pages.append(text)
            if content is None:
                damaged.append(number)
            elif _is_scan(content):
                scans.append(number)
        lacking = recognition.missing() if scans else None
        notes = [f"壊れていて読めなかったページ: {_page_list(damaged)}"] if damaged else []
        if scans and lacking is None:
            if not recognised:
                raise HandOver(_SCAN_KIND)
            notes += _recognise(document, scans, pages)
        elif scans:
            notes.append(f"画像のページは読んでいません（{_page_list(scans)}。{lacking}。{recognition.HOW_TO}）")
        unread = scans if lacking else []
        if not any(page.strip() for number, page in enumerate(pages) if number not in unread):
            raise UnreadableFile("。".join([_NO_TEXT, *notes]))
        starts = tuple(itertools.accumulate((len(page) for page in pages[:-1]), initial=0))
        text = "".join(pages)
        sections = nest(_bookmarks(document, text, starts), len(text))
        title, metadata = _information(document)
    notes = [f"{reason}: {count:,} 字" for reason, count in sorted(hidden.items())] + notes
    return Extracted(text, sections, starts, title, metadata, hidden=tuple(notes))


@contextmanager
def _open(path: Path) -> Iterator[Document]:
    import pypdfium2 as pdfium

    data = path.read_bytes()  # pdfium itself takes no file name of undecodable bytes
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFile(
            "PDF ではありません（拡張子が .pdf の別の形式か、壊れたファイルです。作り直して置いてください）"
        )
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() and b"/Encrypt" in data:  # else a word left from an earlier file
            raise UnreadableFile("パスワードで保護された PDF です（保護を外して置き直してください）") from error
        raise UnreadableFile("PDF として読めません（壊れている可能性があります。作り直して置いてください）") from error
    try:
        if not len(document):
            raise UnreadableFile("ページのない PDF です（壊れている可能性があります。作り直して置いてください）")
        if len(document) > MAX_PAGES:
            raise UnreadableFile(f"{len(document):,} ページの PDF です（上限 {MAX_PAGES:,} ページ。分割してください）")
        yield document
    finally:
        document.close()


def _page(document: Document, number: int, hidden: Counter[str]) -> tuple[str, PageContent | None]:
    """The page's text, and what it is made of; None for a page that cannot be opened."""
    import pypdfium2 as pdfium

    try:
        page = document[number]
    except pdfium.PdfiumError:
        return "\n", None
    try:
        content = read_page(page)
    finally:
        page.close()
    lines, ruby = read_lines(content)
    hidden.update(content.hidden)
    if ruby:
        hidden["ふりがな"] += ruby
    return "\n".join(lines) + "\n", content


def _is_scan(content: PageContent) -> bool:
    """Whether the page's text is in its image only, or in a font that does not say which characters it draws."""
    written = len(content.glyphs) - content.unmapped
    if content.glyphs and content.unmapped > 0.5 * len(content.glyphs):
        return True
    return written < _STAMP_GLYPHS and not content.text_layer and content.image_share >= _SCAN_SHARE


def _recognise(document: Document, scans: list[int], pages: list[str]) -> list[str]:
    """Put recognised text in place of the scanned pages; the notes say what was recognised and what was not."""
    failed = scans[MAX_SCANNED_PAGES:]
    for number in scans[:MAX_SCANNED_PAGES]:
        page = document[number]
        width, height = page.get_size()
        scale = min(_SCAN_DOTS_PER_INCH / 72, math.sqrt(_SCAN_PIXELS / max(width * height, 1.0)))
        image = page.render(scale=scale, grayscale=True).to_pil()
        page.close()
        try:
            pages[number] = recognition.recognise(image) + "\n"
        except OSError:
            failed.append(number)
    done = sorted(set(scans) - set(failed))
    notes = [f"文字認識で読んだページ（誤りがありえます）: {_page_list(done)}"] if done else []
    return notes + ([f"文字認識ができなかったページ: {_page_list(failed)}"] if failed else [])


def _page_list(numbers: list[int]) -> str:
    named = "・".join(f"p.{number + 1}" for number in numbers[:10])
    return named + (f" ほか {len(numbers) - 10} ページ" if len(numbers) > 10 else "")


def _bookmarks(document: Document, text: str, starts: tuple[int, ...]) -> list[Heading]:
    """The bookmarks that stand as a line on the page they lead to, in the order of the text."""
    headings: dict[int, Heading] = {}
    bookmarks = list(itertools.islice(document.get_toc(max_depth=6), _BOOKMARKS))
    lines: dict[int, dict[str, tuple[int, str]]] = {}
    for bookmark in bookmarks:
        target = bookmark.get_dest()
        number = target.get_index() if target else None
        if number is None or not 0 <= number < len(starts):
            continue
        if number not in lines:
            end = starts[number + 1] if number + 1 < len(starts) else len(text)
            lines[number] = _page_lines(text, starts[number], end)
        found = lines[number].get(_bare(bookmark.get_title()))
        if found is not None:
            level = min(bookmark.level + 1, DEEPEST_HEADING_LEVEL)
            headings.setdefault(found[0], Heading(level, found[1], found[0]))
    return [headings[start] for start in sorted(headings)]


def _page_lines(text: str, start: int, end: int) -> dict[str, tuple[int, str]]:
    """Each line of a page by its bare text: offset of the line and what it says."""
    lines: dict[str, tuple[int, str]] = {}
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            lines.setdefault(_bare(line), (start, line.strip()))
        start += len(line)
    return lines


def _bare(line: str) -> str:
    return "".join(unicodedata.normalize("NFKC", line).split())


def _information(document: Document) -> tuple[str | None, Metadata]:
    """Title and language; the file's dates and author tell of the file (a person, a program), not of the work."""
    from pypdfium2 import raw

    title = " ".join(document.get_metadata_dict().get("Title", "").replace("\x00", "").split())
    while _FILE_NAME_TITLE.search(title):
        title = _FILE_NAME_TITLE.sub("", title)
    usable = title.lower() not in _NO_TITLE and not any(unicodedata.category(sign) in ("Co", "Cc") for sign in title)
    count = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    language = None
    if 2 < count <= 100:
        buffer = (ctypes.c_ushort * count)()
        raw.FPDFCatalog_GetLanguage(document.raw, buffer, count)
        language = "".join(map(chr, itertools.takewhile(bool, buffer))).strip() or None
    return title if usable and "\ufffd" not in title else None, Metadata(language=language)
