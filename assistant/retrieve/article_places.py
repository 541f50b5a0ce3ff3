"""Where the addresses of a statute and the places of a guideline lie among the passages of one document."""

import bisect
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.japanese.addresses import BRANCH, NUMBER, SUPPLEMENT, Address, kanji, number_text
from assistant.japanese.kanji_numerals import arabic_addresses
from assistant.records import Document, Passage
from assistant.retrieve.places import Place, begins_with, marks_of

_ARTICLE: Final = rf"第{NUMBER}条{BRANCH}"
_LOCATOR = re.compile(
    rf"(?P<tree>附則(?:（[^）]*）)?|別表(?:第{NUMBER}{BRANCH})?|別記様式第{NUMBER}{BRANCH})?(?P<article>{_ARTICLE})?"
    rf"(?P<more>(?:(?:及び|、|から){_ARTICLE})*)(?:まで)?(?P<paragraph>第[0-9]+項)?(?P<item>第[0-9]+号(?:の[0-9]+)*)?(?P<rest>.*)",
    re.DOTALL,
)
_SUBITEMS = re.compile(r"[ア-ン](?:\([0-9a-z]+\))*(?:\s|\Z)")
_LEAST_NUMBERED: Final = 0.5  # of the passages; a text that quotes a few articles is no statute
_MOST_IN_RANGE: Final = 100
_NUMBERED_LINE: Final = r"(?m:^[-・\s　]*(?:{})[　 \t\n])"


@dataclass(frozen=True, slots=True)
class ArticlePlaces:
    """The addresses of one document's passages: `at` their positions, `order` the articles of each tree as they stand.

    `numbered` tells whether the document is a statute, so that an address that it lacks does not exist.
    """

    passages: Sequence[Passage]
    at: Mapping[Address, tuple[int, ...]]
    order: Mapping[str, tuple[str, ...]]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Positions of the passages that hold an address, in order; `exact` where it is not only the article around it."""

    positions: tuple[int, ...] = ()
    exact: bool = False


def parse_locator(locator: str) -> tuple[Address, ...]:
    """The addresses that a locator or a link's target names (第4条及び第5条 has two); none for other places."""
    match = _LOCATOR.fullmatch(locator)
    if match is None or not (match["tree"] or match["article"]):
        return ()
    first = Address(
        match["tree"] or "",
        number_text(match["article"]) if match["article"] else "",
        re.sub("[^0-9]", "", match["paragraph"] or ""),
        number_text((match["item"] or "").replace("号", "")) if match["item"] else "",
    )
    return (first, *_further(first, match["more"]))


def article_places(passages: Sequence[Passage]) -> ArticlePlaces:
    """Read the locators of a document's passages, given in their order."""
    at: defaultdict[Address, list[int]] = defaultdict(list)
    order: defaultdict[str, dict[str, None]] = defaultdict(dict)
    lawlike = 0
    for position, passage in enumerate(passages):
        addresses = parse_locator(passage.locator)
        lawlike += bool(addresses)
        for address in addresses:
            at[address].append(position)
            articles = order[address.tree]
            if address.article:
                articles[address.article] = None
    main = tuple(order.get("", ()))
    numbered = len(main) >= 2 and main[0] == "1" and lawlike >= _LEAST_NUMBERED * len(passages)
    positions = {address: tuple(found) for address, found in at.items()}
    return ArticlePlaces(passages, positions, {tree: tuple(articles) for tree, articles in order.items()}, numbered)


def find_address(places: ArticlePlaces, address: Address) -> Found:
    """The passages that hold `address`; those of the article where a paragraph or an item has no passage of its own.

    附則 alone means the first one (of the law as it was made), then those of amending laws that have the article.
    """
    for tree in _trees(places, address.tree):
        within = _under(places, replace(address, tree=tree, paragraph="", item="", subitems=()))
        if not within:
            continue
        if not address.paragraph and not address.item:
            return Found(within, exact=True)
        narrowed = _narrowed(places, replace(address, tree=tree), within)
        return Found(narrowed or within, exact=bool(narrowed))
    return Found()


def neighbours(places: ArticlePlaces, address: Address) -> tuple[int, ...]:
    """The passages of the articles right before and after that of `address`, in the same tree."""
    for tree in _trees(places, address.tree):
        articles = places.order.get(tree, ())
        if address.article in articles:
            here = articles.index(address.article)
            beside = (*articles[max(0, here - 1) : here], *articles[here + 1 : here + 2])
            return tuple(position for article in beside for position in _under(places, Address(tree, article)))
    return ()


def last_article(places: ArticlePlaces, tree: str = "") -> str:
    """The number of the last article of a tree as people write it (第28条); "" where it has none."""
    articles = places.order.get(tree, ())
    return Address(article=max(articles, key=_numbers)).render() if articles else ""


def missing(places: ArticlePlaces, address: Address, name: str) -> str:
    """What to tell people where a statute called `name` lacks the address: 「AI法に第30条はありません（第28条まで）。」

    "" where it has the address, and for a document that is no statute.
    """
    if not places.numbered or address.is_relative or find_address(places, address).positions:
        return ""
    asked = Address(address.tree, address.article).render()
    last = last_article(places, address.tree)
    beyond = last and address.article and _numbers(address.article) > _numbers(number_text(last))
    return f"{name}に{asked}はありません" + (f"（{address.tree}{last}まで）。" if beyond else "。")


def find_places(passages: Sequence[Passage], place: Place) -> tuple[int, ...]:
    """The positions of the passages at a place of a guideline or licence; of the place around it where it has none."""
    marks = [marks_of(passage.locator, passage.section_path) for passage in passages]
    candidates = [number for number, mark in enumerate(marks) if set(place.named) <= set(mark.named)]
    if place.named and not candidates:
        candidates = [
            number
            for number, passage in enumerate(passages)
            if any(begins_with(head, name) for name in place.named for head in (*passage.section_path, passage.text))
        ]
    for length in range(len(place.plain), 0, -1):
        wanted = place.plain[:length]
        if found := tuple(number for number in candidates if _at(marks[number].plain, wanted, named=bool(place.named))):
            return found
        if place.named and (found := _written_in(passages, (*place.named, *wanted))):
            return found
    if not candidates and (chapter := re.fullmatch("([0-9]+)[章節]", place.named[-1] if place.named else "")):
        candidates = [number for number, mark in enumerate(marks) if mark.plain[:1] == (chapter[1],)]
    return tuple(candidates) if place.named else ()


def as_place(address: Address) -> Place:
    """The place in a licence or a guideline that people ask for as an article: Llama 3.3 の5条a項."""
    plain = tuple(
        part.lower() for part in (address.article, address.paragraph, address.item, *address.subitems) if part
    )
    return Place(0, 0, " ".join(plain), (), plain)


def referred(document: Document, passage: Passage) -> tuple[Address, ...]:
    """What the words of a passage refer to in their own document, in order, each once."""
    first = bisect.bisect_left(document.links, passage.start, key=lambda link: link.start)
    last = bisect.bisect_left(document.links, passage.end, key=lambda link: link.start)
    found = (address for link in document.links[first:last] for address in parse_locator(link.target))
    return tuple(dict.fromkeys(found))


def _written_in(passages: Sequence[Passage], marks: tuple[str, ...]) -> tuple[int, ...]:
    """The passages in which a line begins with a code and what follows it: ➢ P-4)i."""
    code, *tail = marks[-2:]
    line = re.compile(
        rf"^[^\w]*{re.escape(code)}\)?\s?{re.escape(''.join(tail))}(?![0-9a-z])", re.MULTILINE | re.IGNORECASE
    )
    return tuple(
        number for number, passage in enumerate(passages) if line.search(unicodedata.normalize("NFKC", passage.text))
    )


def _at(plain: tuple[str, ...], wanted: tuple[str, ...], *, named: bool) -> bool:
    """Whether the plain marks begin with those wanted, a chapter's Roman number before them left out."""
    size = len(wanted)
    if plain[:size] == wanted:
        return True
    if size > 1 and plain and plain[0].isalpha() and plain[: size - 1] == wanted[1:]:
        return True  # a locator that begins with the letter: its number was not read
    roman = bool(plain) and set(plain[0]) <= set("ivx")
    return plain[1 : size + 1] == wanted if roman else named and plain[-size:] == wanted


def _further(first: Address, more: str) -> Iterator[Address]:
    previous = first.article
    for join, article in re.findall(rf"(及び|、|から)({_ARTICLE})", more):
        number = number_text(article)
        if join == "から" and previous.isdigit() and number.isdigit():
            for between in range(int(previous) + 1, min(int(number), int(previous) + _MOST_IN_RANGE)):
                yield Address(first.tree, str(between))
        yield Address(first.tree, number)
        previous = number


def _trees(places: ArticlePlaces, tree: str) -> tuple[str, ...]:
    """The trees that a tree's name may mean: 附則 means also those of amending laws, 別表 the only one."""
    if tree in places.order:
        exact: tuple[str, ...] = (tree,)
    else:
        exact = ()
    if tree == SUPPLEMENT:
        return exact + tuple(other for other in places.order if other.startswith(f"{SUPPLEMENT}（"))
    if not exact and tree:
        return tuple(other for other in places.order if other.startswith(tree))
    return exact


def _under(places: ArticlePlaces, address: Address) -> tuple[int, ...]:
    """The passages of a tree or an article, with all below it."""
    found = (
        position
        for other, positions in places.at.items()
        if other.tree == address.tree and address.article in ("", other.article)
        for position in positions
    )
    return tuple(sorted(set(found)))


def _narrowed(places: ArticlePlaces, address: Address, within: tuple[int, ...]) -> tuple[int, ...]:
    """The passages of `within` that hold the paragraph and the item; none where they cannot be told."""
    if address.paragraph:
        within = _of_paragraph(places, address, within)
    if address.item and within:
        return _of_item(places, address, within) or (within if address.paragraph else ())
    return within


def _of_paragraph(places: ArticlePlaces, address: Address, within: tuple[int, ...]) -> tuple[int, ...]:
    own = [position for position in within if _address(places, position).paragraph == address.paragraph]
    if own:
        return tuple(own)
    line = re.compile(_NUMBERED_LINE.format(_spellings(address.paragraph)))
    begun = tuple(n for n in within if not _address(places, n).paragraph and line.search(places.passages[n].text))
    if begun or address.paragraph != "1":
        return begun
    second = re.compile(_NUMBERED_LINE.format(_spellings("2")))  # the first paragraph bears no number
    until = next((n for n in within if _address(places, n).paragraph or second.search(places.passages[n].text)), None)
    return within if until is None else tuple(n for n in within if n <= max(until, within[0]))


def _of_item(places: ArticlePlaces, address: Address, within: tuple[int, ...]) -> tuple[int, ...]:
    own = tuple(position for position in within if _address(places, position).item == address.item)
    if own:
        return own
    stem, *branches = address.item.split("の")
    written = kanji(int(stem)) + "".join(f"の{kanji(int(branch))}" for branch in branches)
    line = re.compile(_NUMBERED_LINE.format(written))
    return tuple(n for n in within if not _address(places, n).item and line.search(places.passages[n].text))


def _address(places: ArticlePlaces, position: int) -> Address:
    return next(iter(parse_locator(places.passages[position].locator)), Address())


def _spellings(number: str) -> str:
    return f"{number}|{number.translate(str.maketrans('0123456789', '０１２３４５６７８９'))}"


def _numbers(article: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall("[0-9]+", arabic_addresses(article)))
