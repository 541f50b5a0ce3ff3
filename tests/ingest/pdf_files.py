"""PDFs made by hand: every byte is the test's own, Japanese in a font that the reader substitutes."""

import zlib

A4 = (595, 842)
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Gothic/Encoding/UniJIS-UTF16-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/Gothic/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>"
    b"/W[1 94 500]/FontDescriptor<</Type/FontDescriptor/FontName/Gothic/Flags 4/FontBBox[0 -120 1000 880]"
    b"/Ascent 880/Descent -120/CapHeight 700/StemV 80/ItalicAngle 0>>>>]>>"
)
_RESOURCES = b"/Resources<</Font<</F1 3 0 R>>/XObject<</I1 4 0 R/X1 5 0 R>>>>"


def text(x: float, y: float, words: str, size: float = 10, setting: str = "") -> bytes:
    """Show `words` with the baseline at (x, y); Latin letters are half as wide as kanji."""
    shown = words.encode("utf-16-be").hex()
    return f"q BT {setting} /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{shown}> Tj ET Q\n".encode()


def lines(x: float, y: float, words: list[str], size: float = 10, pitch: float = 16) -> bytes:
    return b"".join(text(x, y - pitch * number, line, size) for number, line in enumerate(words))


def rectangle(x: float, y: float, width: float, height: float, paint: str = "S") -> bytes:
    return f"q {x} {y} {width} {height} re {paint} Q\n".encode()


def picture(x: float, y: float, width: float, height: float) -> bytes:
    return f"q {width} 0 0 {height} {x} {y} cm /I1 Do Q\n".encode()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)


def pdf(
    *contents: bytes,
    title: str = "",
    bookmarks: tuple[tuple[str, int], ...] = (),
    image: bytes = b"\x80",
    image_entries: bytes = b"/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
    form: bytes = b"",
    catalog: bytes = b"",
    page: bytes = b"",
) -> bytes:
    """One page for each of `contents`; `bookmarks` are titles with the index of their page."""
    first = 10
    numbers = [first + 2 * number for number in range(len(contents))]
    mark = first + 2 * len(contents)
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R%s%s>>" % (b"/Outlines 6 0 R" if bookmarks else b"", catalog),
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % number for number in numbers), len(numbers)),
        3: _FONT,
        4: stream(image, b"/Type/XObject/Subtype/Image" + image_entries),
        5: stream(form, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + _RESOURCES),
        7: b"<</Title<feff%s>>>" % title.encode("utf-16-be").hex().encode(),
    }
    for number, content in zip(numbers, contents, strict=True):
        box = b"/MediaBox[0 0 %d %d]" % A4 + page
        objects[number] = b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R%s>>" % (box, number + 1, _RESOURCES)
        objects[number + 1] = stream(content)
    if bookmarks:
        objects[6] = b"<</Type/Outlines/First %d 0 R/Last %d 0 R>>" % (mark, mark + len(bookmarks) - 1)
    for number, (name, page_index) in enumerate(bookmarks):
        following = b"/Next %d 0 R" % (mark + number + 1) if number + 1 < len(bookmarks) else b""
        objects[mark + number] = b"<</Title<feff%s>/Parent 6 0 R/Dest[%d 0 R/Fit]%s>>" % (
            name.encode("utf-16-be").hex().encode(),
            numbers[page_index],
            following,
        )
    return assembled(objects, b"/Info 7 0 R")


def assembled(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    out, offsets = b"%PDF-1.7\n", {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    table = b"".join(
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
        for number in range(size)
    )
    return out + b"xref\n0 %d\n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        trailer,
        len(out),
    )


def bomb(repeated: bytes, times: int) -> bytes:
    """A deflated stream of `repeated` many times over, made without ever holding it."""
    press = zlib.compressobj(9)
    head = press.compress(b" ") + press.flush(zlib.Z_FULL_FLUSH)
    piece = press.compress(repeated) + press.flush(zlib.Z_FULL_FLUSH)
    return head + piece * times + press.flush()
