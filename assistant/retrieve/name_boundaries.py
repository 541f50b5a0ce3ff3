"""Where the name of a work begins and ends in a text: MIT is not in commit, 個人情報保護法 not in 個人情報保護法施行令."""

import re
from typing import Final

from assistant.japanese.normalise import Normalised

_WORD: Final = "一-鿿々ァ-ヺーA-Za-z0-9"
_FOREIGN = re.compile(
    r"(?:EU|欧州(?:連合)?|米国|アメリカ|英国|イギリス|中国|韓国|台湾|ドイツ|フランス|シンガポール|インド|カナダ|州|US|UK)の?\s?\Z"
)
# Words that may stand right before a law's name without making it another law's.
_BEFORE_NAME = re.compile(
    r"(?:[旧新]|改正[前後]?|現行|日本|国内|我が国|わが国|[年月日版]|施行|以下|及び|又は|並びに|対|上記|[一-鿿]法|条|項|号)\Z"
)
_OTHER_LAW = re.compile(
    r"[律令務的定規制学科人曹系廷]|施行(?:令|規則|細則|法|条例)|等?(?:に関する|の)?ガイドライン|等?整備法|Q&A"
)
_ADDRESS_AHEAD = re.compile(
    r"\s?(?:第\s?)?[0-9〇一二三四五六七八九十百]{1,6}(?:条|の[0-9]|[\ue001-\ue032]|(?![0-9年月日.万億千個件人社つ]))"
)
_VERSION_AHEAD = re.compile(r"[\s-]?[0-9]")
_LICENCE_VERSION_AHEAD = re.compile(r"[\s-][0-9]+\.[0-9]")
_OTHER_LICENCE = re.compile(r"[\s-]?(?:nc|nd|sa)(?![a-z])", re.IGNORECASE)


def begins(name: str, start: int, normalised: Normalised, original: str) -> bool:
    """Whether the name at `start` is not the end of a longer word or of another country's law."""
    text = normalised.text
    if start == 0:
        return True
    at = normalised.starts[start]
    apart = at > 0 and original[at - 1].isspace()
    before = text[max(0, start - 12) : start]
    if name.isascii():
        return apart or not (before[-1].isascii() and before[-1].isalnum())
    if _FOREIGN.search(before):
        return False
    return apart or not re.match(f"[{_WORD}]", before[-1]) or _BEFORE_NAME.search(before) is not None


def ends(name: str, end: int, text: str, *, before_address: bool, versioned: bool) -> bool:
    """Whether the name that ends at `end` is not the beginning of a longer word, another version, or a law's 施行令.

    `before_address`: it counts only before an address; `versioned`: each version of it is another work.
    """
    following = text[end : end + 2]
    if before_address and _ADDRESS_AHEAD.match(text, end) is None:
        return False
    last = name[-1]
    if last.isdigit():
        return not (following[:1].isascii() and following[:1].isalnum()) and not re.match(r"\.[0-9]", following)
    if last.isascii():
        if following[:1].isascii() and following[:1].isalpha():
            return False
        pattern = _VERSION_AHEAD if versioned else _LICENCE_VERSION_AHEAD
        return not (pattern.match(text, end) or _OTHER_LICENCE.match(text, end))
    if re.match("[ァ-ヺー]", last):
        return re.match("[ァ-ヺー]", following) is None
    return not (last in "法令則律" and _OTHER_LAW.match(text, end))
