"""Characters that are not what they look like: radicals for kanji, ligatures, invisible ones, line ends of all kinds.

What stays as it was typed: full-width letters and digits (ＡＩ，２０２５), half-width katakana, the wide space and
compatibility ideographs. The search makes them equal anyway (`normalise`), people read them without trouble, and a quote
shall show what stands in the source. What changes is what a person cannot see, or cannot find when typing the word.
"""

import re
import unicodedata
from typing import Final

from assistant.ingest.draft import Draft, Edit, rewrite
from assistant.japanese.normalise import INVISIBLE

# Radicals that Japanese fonts share with kanji and NFKC leaves alone (Unicode's EquivalentUnifiedIdeograph.txt).
_RADICALS: Final = dict(
    zip(
        "⺄⺇⺎⺒⺓⺝⺟⺠⺩⺫⺶⺼⺽⻁⻄⻅⻆⻑⻗⻘⻝⻡⻣⻤⻥⻨⻩⻫⻭⻯⻰⻱⻲⻳",
        "乙几兀巳幺月母民王目羊肉臼虎西見角長雨青食首骨鬼魚麦黄斉歯竜龍龜亀亀",
        strict=True,
    )
)
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
_VOICED = "\u3099\u309a"
_ODD = re.compile(
    rf"\r\n|\xad+(?:\r?\n)?|[\f\r\x0b\x85\u2028\u2029{INVISIBLE}{_CONTROLS}\u2e80-\u2fdf\ufb00-\ufb06]|[か-ヶ][{_VOICED}]"
)
_ASCII_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BREAKS: Final = ("\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029")
_SELECTED = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff][\ufe00-\ufe02\U000e0100-\U000e01ef]")
_EMOJI: Final = "\u200d\ufe0e\ufe0f"


def clean_characters(draft: Draft) -> tuple[Draft, int]:
    """Repair single characters; also tell how many invisible ones were left out (a leading byte order mark is none).

    Variation selectors after the kanji or symbol that they select stay. A form feed becomes a line break where there is
    none beside it.
    """
    text = draft.text
    if text.isascii() and not _ASCII_ODD.search(text):
        return draft, 0
    edits: list[Edit] = []
    unseen = 0
    for match in _ODD.finditer(text):
        start, end = match.span()
        odd = match[0]
        if odd in _BREAKS:
            replacement = "\n"
        elif odd == "\f":
            beside = text[max(0, start - 1) : start] + text[end : end + 1]
            replacement = "" if start == 0 or "\n" in beside or "\r" in beside else "\n"
        elif odd[0] == "\xad":
            replacement = ""
        elif len(odd) == 2 or odd in _RADICALS or "\u2e80" <= odd <= "\u2fdf" or "\ufb00" <= odd <= "\ufb06":
            replacement = _RADICALS.get(odd) or unicodedata.normalize("NFC" if len(odd) == 2 else "NFKC", odd)
        elif _belongs(text, start):
            continue
        else:
            replacement = ""
            unseen += not (odd == "\ufeff" and start == 0)
        if replacement != odd:
            edits.append(Edit(start, end, replacement))
    return rewrite(draft, edits), unseen


def _belongs(text: str, at: int) -> bool:
    """Whether the invisible character chooses the form of the kanji or the emoji beside it."""
    before = text[max(0, at - 1) : at]
    if not before:
        return False
    if text[at] in _EMOJI:
        if text[at] == "\u200d" and before == "\ufe0f":
            return True
        return unicodedata.category(before) in ("So", "Sk") or (text[at] != "\u200d" and before in "0123456789#*‼⁉↔→")
    return _SELECTED.match(before + text[at]) is not None
