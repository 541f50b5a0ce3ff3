"""The law whose name stands right before a reference: 著作権法（昭和四十五年法律第四十八号）第三十条の四."""

import re
from typing import Final

OWN: Final = "この法令"  # 「この法律第三条」: the text says that it means itself
_LAST: Final = frozenset("法律令則例約程定書示準針綱款領ン")
_LONGEST_NAME: Final = 40  # characters looked at; a longer name is cut, which still tells that there is one
_LONGEST_REMARK: Final = 400
_KINDS: Final = "法律|法|政令|省令|府令|命令|勅令|令|規則|条例|憲法|条約|協定|協約|規程|規約|議定書|告示|基準|指針|約款|定款|契約|要綱|要領|ガイドライン"
_NAME = re.compile(rf"[一-鿿々ァ-ヶーA-Za-zＡ-Ｚａ-ｚ・]*(?:{_KINDS})\Z")
_OWN = re.compile(rf"(?:この|(?<![一-鿿々ァ-ヶー])本)(?:{_KINDS})\Z")


def law_before(text: str, position: int) -> str | None:
    """The name that ends at `position`, a remark in brackets or の between them; `OWN` for この法律; None for no law.

    Only the unbroken run of kanji, katakana and Latin letters is returned: 「法律」 of 「個人情報の保護に関する法律」.
    """
    if position and text[position - 1] == "の":
        position -= 1
    if position and text[position - 1] in "）)":
        position = _before_remark(text, position)
    if position <= 0 or text[position - 1] not in _LAST:
        return None
    before = text[max(0, position - _LONGEST_NAME) : position]
    name = _NAME.search(before)
    if name is None:
        return None
    return OWN if _OWN.search(before) else name[0]


def _before_remark(text: str, position: int) -> int:
    """Where the bracket that closes before `position` opens; -1 when it does not within reach."""
    if max(text.rfind(sign, max(0, position - _LONGEST_REMARK), position) for sign in "（(") < 0:
        return -1
    depth = 0
    for place in range(position - 1, max(-1, position - _LONGEST_REMARK), -1):
        if text[place] in "）)":
            depth += 1
        elif text[place] in "（(":
            depth -= 1
            if depth == 0:
                return place
    return -1
