"""The marks that number headings and items: 第1章, １, 1., 1.1, (1), ①, ア, 一, P-6)i), Q1, 提言1:, Section 2, Attachment A."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final, NamedTuple

from assistant.japanese.addresses import BRANCH, IROHA, NUMBER, NUMERAL, number_text

AIUEO: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
KATAKANA_ORDERS: Final = {"ア": AIUEO, "イ": IROHA}
STRONG: Final = ("部", "編", "章", "節", "款", "目")  # outermost first; they stand above every other kind
ARTICLE: Final = "条"
APPENDIX: Final = "付録"
SECTION: Final = "Section"  # of English licences
TOPIC: Final = "題"  # 提言1, 論点2: the kind is this with the word behind it, each word a row of its own
CODE: Final = "P-6)i"
QUESTION, ANSWER = "Q", "A"
PLAIN: Final = "1"
_DIGIT: Final = "[0-9０-９]"
_NOT_PROSE: Final = "(?![、。がをにはのでとへも])"
# Words that stand before numbers without heading a row: captions, notes, dates, amounts; 第1, 問1 and 資料1 are read elsewhere.
_NO_TOPIC: Final = (
    "(?!図|表|写真|式|注|脚注|例|出典|第|令和|平成|昭和|大正|明治|西暦|午前|午後|全|約|計|合計|別|同|各|前|次|法|電話)"
)
_UNIT: Final = "[年月日時分人名件個社回点円万億割％%](?![一-鿿])"  # 平均 5 人
_MARK = re.compile(
    rf"(?P<ordinal>第{NUMBER}[部編章節款目条]{BRANCH}){_NOT_PROSE}"
    rf"|(?P<code>[A-ZＡ-Ｚ]{{1,3}}[-－]{_DIGIT}{{1,2}}[)）] ?(?:[ivx]{{1,4}}|{_DIGIT}{{1,2}})?[.．)）]?)"
    rf"|(?P<question>(?:[QＱ]|問)\s?{_DIGIT}{{1,3}}(?:[-－.．]{_DIGIT}{{1,3}})?[.．:：)）]?)(?![A-Za-z0-9])"
    rf"|(?P<answer>(?:[AＡ]|答)\s?{_DIGIT}{{1,3}}(?:[-－.．]{_DIGIT}{{1,3}})?[.．:：)）]?)(?![A-Za-z0-9])"
    rf"|(?P<appendix>(?:付録|附録|別添|別紙|別表|参考資料|附属資料|補足資料|資料)\s?(?:[0-9０-９A-ZＡ-Ｚ]{{1,2}}|第?{NUMERAL}{{1,3}})?(?:[-－]{_DIGIT}{{1,2}})?)(?=[\s　：:.．（(]|\Z)"
    rf"|(?P<english>(?:Attachment|ATTACHMENT|Appendix|APPENDIX|Exhibit|EXHIBIT|Schedule|SCHEDULE|Annex|ANNEX)(?:\s(?:[A-Z]|{_DIGIT}{{1,2}})(?![A-Za-z0-9]))?)(?=\s*(?::|\Z)|\s[A-Z][a-z]+\s[A-Z])"
    rf"|(?P<section>(?:Section|SECTION)\s(?:{_DIGIT}{{1,2}}|[IVX]{{1,5}}))(?=\s*(?::|-|–|—|\Z))"
    rf"|(?P<topic>{_NO_TOPIC}(?P<word>[々一-鿿]{{1,6}}|[ァ-ヺー]{{2,10}})\s?{_DIGIT}{{1,2}})(?:\s?[:：]|(?=[\s　][^\s0-9０-９])(?!.{_UNIT}))"
    rf"|(?P<deep>{_DIGIT}{{1,2}}(?:[-.．－‐]{_DIGIT}{{1,2}}){{2,3}})(?:[.．]|(?=[\s　]))"
    rf"|(?P<pair>{_DIGIT}{{1,2}}[-.．－‐]{_DIGIT}{{1,2}})(?:[.．]|(?=[\s　]))"
    rf"|(?P<dotted>{_DIGIT}{{1,2}}[.．])(?![0-9０-９])"
    rf"|(?P<paren>[（(]{_DIGIT}{{1,2}}[)）]|[⑴-⒇])"
    rf"|(?P<half>{_DIGIT}{{1,2}}[)）])"
    r"|(?P<circled>[①-⑳㉑-㉟])"
    r"|(?P<kana>[ア-ン])(?:[.．、)）]|(?=[\s　]|\Z))"
    r"|(?P<parenkana>[（(][ア-ン][)）])"
    r"|(?P<letter>(?:[a-zａ-ｚ]|[ivx]{2,4})[.．)）](?=[\s　]|\Z))"
    r"|(?P<parenletter>[（(](?:[a-zａ-ｚ]|[ivx]{1,4})[)）])"
    r"|(?P<roman>(?:[IVX]{1,5}|[Ⅰ-Ⅻ])[.．\s　])"
    r"|(?P<kanji>[一二三四五六七八九十]{1,3})(?:[、.．]|(?=[\s　]|\Z))"
    rf"|(?P<plain>{_DIGIT}{{1,2}})(?=[\s　]+[^\s0-9０-９])"
)
_KINDS: Final = {
    "code": CODE, "question": QUESTION, "answer": ANSWER, "appendix": APPENDIX, "deep": "1.1.1", "pair": "1.1",
    "dotted": "1.", "paren": "(1)", "half": "1)", "circled": "①", "letter": "a.", "roman": "I", "kanji": "一",
    "plain": PLAIN,
}  # fmt: skip
_ROMAN: Final = {"i": 1, "v": 5, "x": 10}
_LAST_NUMBER = re.compile(r"[0-9]+(?=[^0-9]*\Z)")


class Mark(NamedTuple):
    """A number of one kind (第1章, (1), ア) at the beginning of a line: its place in the row, and as it is written."""

    kind: str
    number: int
    written: str


def read_mark(line: str, opened: Collection[str] = ()) -> Mark | None:
    """The mark that `line` begins with; `opened` are the kinds in use, for イ after ア is not the イ of イロハ."""
    match = _MARK.match(line)
    if match is None or match.lastgroup is None:
        return None
    group, written = match.lastgroup, match[0].strip()
    plain = unicodedata.normalize("NFKC", written)
    if group in ("english", "section", "topic"):
        return _worded(match, group, plain, written)
    if group in ("kana", "parenkana"):
        return _katakana(plain.strip("()、."), written, group == "parenkana", opened)
    if group in ("code", "letter", "parenletter", "roman"):
        return _lettered(group, plain, written, opened)
    return _numbered(group, plain, written)


def _worded(match: re.Match[str], group: str, plain: str, written: str) -> Mark:
    """提言1: and Section IV; the number of an attachment does not matter."""
    last = plain.rstrip(": ").split(" ")[-1]
    digits = _LAST_NUMBER.search(plain)
    number = int(digits[0]) if digits else _roman_value(last) if group == "section" else 0
    kind = {"english": APPENDIX, "section": SECTION}.get(group) or TOPIC + match["word"]
    return Mark(kind, number, written)


def _numbered(group: str, plain: str, written: str) -> Mark:
    if group == "ordinal":
        kind = next(unit for unit in (*STRONG, ARTICLE) if unit in written)
        return Mark(kind, int(number_text(written).split("の")[0]), written)
    if group == "kanji":
        return Mark("一", int(number_text(written.rstrip("、.．"))), written)
    found = _LAST_NUMBER.search(plain)
    return Mark(_KINDS[group], int(found[0]) if found else 0, written)


def _katakana(letter: str, written: str, bracketed: bool, opened: Collection[str]) -> Mark | None:
    """ア イ ウ or, where no ア went before, イ ロ ハ."""
    sign = (lambda order: f"({order})") if bracketed else (lambda order: order)
    order = "ア" if letter == "ア" or sign("ア") in opened or letter not in IROHA else "イ"
    place = KATAKANA_ORDERS[order].find(letter)
    return Mark(sign(order), place + 1, written) if place >= 0 else None


def _lettered(group: str, plain: str, written: str, opened: Collection[str]) -> Mark:
    if group == "code":
        tail = re.split(r"[)）]\s?", plain, maxsplit=1)[1].strip(".) ")
        return Mark(CODE, _roman_value(tail) if tail.isalpha() else int(tail or 0), written)
    letters = plain.strip("().").casefold().strip()
    if group == "roman":
        return Mark("I", _roman_value(letters), written)
    kind = "(a)" if group == "parenletter" else "a."
    if set(letters) <= set(_ROMAN) and kind not in opened:
        return Mark("(i)" if group == "parenletter" else "i.", _roman_value(letters), written)
    return Mark(kind, ord(letters[0]) - ord("a") + 1, written)


def _roman_value(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters.casefold()]
    return sum(-value if value < max(values[n:]) else value for n, value in enumerate(values))
