"""Whether two locators name one place, however they are written and however far they narrow it down.

What a locator looks like is told in `assistant.ingest.locators`: 第28条第1項, 附則（改正1）第2条, 別表第一, p.37 第4部 P-6)i,
第2章 1.(2)①, Section 1.1(e), p.5 脚注2, or a heading.
"""

import re
from typing import Final, NamedTuple

from assistant.japanese.addresses import BRANCH, NUMBER, parse_addresses
from assistant.japanese.kanji_numerals import KANJI_DIGITS, SMALL_UNITS, number_value
from assistant.japanese.normalise import fold

# What stands beside the main provisions, whose articles are counted anew: 附則 with its own label, 別表第一, 別記様式第1号.
_TREE = re.compile(rf"(?:附則抄?|(?:別表|別記様式|別記|様式|別図)(?>第?{NUMBER}号?{BRANCH})?(?!条))(?:\([^()]*\))*抄?")
_AFTER_ADDRESS = re.compile(r"[「(]")
# Words between the articles of one locator (第3条及び第4条) and marks of items below them (第14条 ①).
_BESIDE_ADDRESSES = re.compile(r"(?:及び|並びに|又は|から|まで|[、,・.\s]|(?<![a-z])[a-z]{1,3}(?![a-z])|[0-9]+\)?)*")
_KANJI_NUMERAL = re.compile(f"[{KANJI_DIGITS}{SMALL_UNITS}]+")
_PAGE = re.compile(r"p\.\s?([0-9]+)\s*")
_MARK: Final = (
    "(?>第[0-9]+[部編章節款目](?:の[0-9]+)*|section|「[^「」]*」|脚注[0-9]+|[a-z]{1,3}-[0-9]+"
    "|[0-9]+(?:[.-][0-9]+)*|[a-z]{1,4}(?![a-z])|[ア-ン](?![ァ-ヶー]))"
)
_BELOW = re.compile(rf"(?:[\s.:()]*{_MARK})+[\s.:()]*")
_CLOSING: Final = " .:)、"


class _Place(NamedTuple):
    """Page ("" for none) and the folded words behind it without closing signs."""

    page: str
    words: str


def same_place(one: str, other: str) -> bool:
    """Whether two locators of the same document name one place.

    Places of a statute (or of rules in articles) are one where they share an article of the same part: 第28条第1項, 28条
    and 第二十八条 are, 第28条 and 附則第28条 or 附則（改正1）第28条 are not. Other places are one where they are equal, or
    the one is a level above the other (第4部 and 第4部 P-6)i; 4. and 4.(b)), after folding, with kanji numerals as
    digits. A page counts only where it is named alone or before a footnote or a heading without a number, for a
    numbered section may go on over several pages.
    """
    statutes = _statute(one), _statute(other)
    if statutes[0] is not None and statutes[1] is not None:
        (tree, articles), (other_tree, other_articles) = statutes[0], statutes[1]
        return tree == other_tree and not articles.isdisjoint(other_articles)
    first, second = _place(one), _place(other)
    if not (first.words and second.words):
        return first.page == second.page and bool(first.page)
    if first.words.startswith(("「", "脚注")) and first.page and second.page and first.page != second.page:
        return False
    short, long = sorted((first.words, second.words), key=len)
    return short == long or _is_below(long, short)


def _statute(locator: str) -> tuple[str, frozenset[str]] | None:
    """Part ("" for the main provisions) and articles ("" for none) of a statute's locator; None for any other.

    Nothing but addresses may stand in it: 「第53条の義務」 is a heading.
    """
    folded = fold(locator)
    match = _TREE.match(folded)
    tree = match[0] if match else ""
    head = _AFTER_ADDRESS.split(folded[len(tree) :], maxsplit=1)[0]
    found = parse_addresses(head)
    if not (found or tree) or any(address.is_relative for _, address in found):
        return None
    if found and (found[0][0].start or not (tree or found[0][1].article)):
        return None
    left = list(head)
    for span, _ in found:
        left[span.start : span.end] = " " * (span.end - span.start)
    if not _BESIDE_ADDRESSES.fullmatch("".join(left)):
        return None
    articles = frozenset(address.article for _, address in found)
    return re.sub("抄|第(?=[0-9])", "", _with_digits(tree)), articles or frozenset({""})


def _place(locator: str) -> _Place:
    folded = _with_digits(fold(locator))
    page = _PAGE.match(folded)
    return _Place(page[1] if page else "", folded[page.end() if page else 0 :].strip(_CLOSING))


def _is_below(long: str, short: str) -> bool:
    """Whether `long` is `short` and marks of deeper levels behind it; 1.10 is not below 1.1, nor ii below i."""
    below = long[len(short) :]
    if not long.startswith(short):
        return False
    before, after = short[-1], below[0]
    goes_on = (before.isdigit() and after.isdigit()) or (
        before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    )
    return not goes_on and _BELOW.fullmatch(below) is not None


def _with_digits(text: str) -> str:
    return _KANJI_NUMERAL.sub(lambda numeral: str(number_value(numeral[0])), text)
