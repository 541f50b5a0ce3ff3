"""The same number written otherwise: 三十日 ⇄ 30日 ⇄ ３０日, 二分の一 ⇄ 2分の1, 令和6年 ⇄ 2024年, 1,000 ⇄ 1000."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from assistant.japanese.addresses import kanji
from assistant.japanese.kanji_numerals import number_value
from assistant.judge.claims.edits import Edit

_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_KANJI: Final = "〇一二三四五六七八九十百千"
_COUNTER: Final = "日以内|日間|日|年間|年度|年|か月|箇月|ヶ月|カ月|ヵ月|月|週間|時間|分の|人|名|円|万円|回|か国|歳|パーセント|割|倍|社|種類|段階|つ目"
# 一人ひとり, 一度, 一日 and the like are words, not counts; so is 十分.
_KANJI_NUMBER = re.compile(
    rf"(?<![{_KANJI}第数何万億千百十])(?:[二三四五六七八九十百千][{_KANJI}]*|一[{_KANJI}]+|(?<=月)一(?=日)|一(?=年|か月|箇月|週間|時間|割))(?={_COUNTER})"
)
_KANJI_ADDRESS = re.compile(rf"(?<=第)[{_KANJI}]+(?=[条項号章節編])|(?<=[条項号]の)[{_KANJI}]+(?=第|[、をにはがの）])")
_FRACTION = re.compile(rf"(?P<below>[{_KANJI}]+)分の(?P<above>[{_KANJI}]+)(?![{_KANJI}])")
_DIGITS = re.compile(
    rf"(?<![0-9０-９.．,，A-Za-z/-])(?P<number>[0-9]+|[０-９]+)(?![0-9０-９.．,，])(?P<unit>{_COUNTER}|[条項号章節](?!の))?"
)
_GROUPED = re.compile(r"(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)})(?P<year>元|[0-9０-９]{{1,2}}|[{_KANJI}]{{1,3}})年(?!法律|政令|度|号|[^。]{{0,8}}(?:法律|政令|省令|規則)第)"
)
_WESTERN = re.compile(r"(?<![0-9])(?P<year>(?:19[3-9]|20[0-2])[0-9])年(?![0-9(（度代])")


def number_wordings(text: str) -> Iterator[tuple[Edit, ...]]:
    """The numbers of the text in other spellings, one spelling for all in each; the values stay."""
    fractions = tuple(
        Edit(match.start(), match.end(), f"{number_value(match['below'])}分の{number_value(match['above'])}")
        for match in _FRACTION.finditer(text)
    )
    counts = [
        match
        for pattern in (_KANJI_NUMBER, _KANJI_ADDRESS)
        for match in pattern.finditer(text)
        if not text.startswith("分の", match.end())
    ]
    arabic = [Edit(match.start(), match.end(), str(number_value(match[0]))) for match in counts]
    wide = [Edit(edit.start, edit.end, edit.becomes.translate(_WIDE)) for edit in arabic]
    digits = list(_DIGITS.finditer(text))
    spellings = (
        (*fractions, *arabic),
        (*fractions, *wide),
        tuple(_other_width(match) for match in digits),
        tuple(_in_kanji(match) for match in digits if _can_be_kanji(match)),
        tuple(Edit(match.start(), match.end(), match[0].replace(",", "")) for match in _GROUPED.finditer(text)),
        tuple(_years(text)),
    )
    return (spelling for spelling in spellings if spelling)


def _other_width(match: re.Match[str]) -> Edit:
    plain = unicodedata.normalize("NFKC", match["number"])
    return Edit(
        match.start("number"), match.end("number"), plain if match["number"] != plain else plain.translate(_WIDE)
    )


def _can_be_kanji(match: re.Match[str]) -> bool:
    return bool(match["unit"]) and match["number"][0] not in "0０" and len(match["number"]) < 4


def _in_kanji(match: re.Match[str]) -> Edit:
    number = int(unicodedata.normalize("NFKC", match["number"]))
    return Edit(match.start("number"), match.end("number"), kanji(number))


def _years(text: str) -> Iterator[Edit]:
    for match in _ERA.finditer(text):
        written = unicodedata.normalize("NFKC", match["year"])
        year = 1 if written == "元" else int(number_value(written))
        before = text[max(0, match.start() - 6) : match.start()]
        if not before.endswith(("年(", "年（")):
            yield Edit(match.start(), match.end(), f"{_ERAS[match['era']] + year}年")
    for match in _WESTERN.finditer(text):
        year = int(match["year"])
        # The year in which an era changed belongs to two.
        era = next(name for name in reversed(_ERAS) if _ERAS[name] < year)
        if year - _ERAS[era] > 1:
            yield Edit(match.start(), match.end(), f"{era}{year - _ERAS[era]}年")
