"""The pieces that a statute is made of, however it was written: as text (`statute_lines`) or as XML (`egov_xml`)."""

import re
import unicodedata
from dataclasses import replace
from typing import Final, NamedTuple

from assistant.ingest.headings import ARTICLE_LEVEL, ITEM_LEVEL, PARAGRAPH_LEVEL
from assistant.japanese.addresses import NUMBER, Address, number_text

GROUP_LEVELS: Final = {"編": 1, "章": 2, "節": 3, "款": 4, "目": 5}
TREE_LEVEL: Final = 1
_LONGEST_RANGE: Final = 500
_NUMBERS = re.compile(rf"{NUMBER}(?:条)?(?:[のノ]{NUMBER})*")


class Unit(NamedTuple):
    """A heading, article, paragraph or item: from `start` on, its own words from `body` on.

    `addresses` is empty for chapters; several where one line stands for several (第三条及び第四条　削除). 第1項 is always given.
    """

    level: int
    title: str
    start: int
    body: int
    addresses: tuple[Address, ...] = ()


def covered(written: str) -> tuple[str, ...]:
    """The numbers that a title names: 第三十条の四 → 30の4, 三及び四 → 3, 4, 第五条から第八条まで → 5, 6, 7, 8."""
    numbers = [number_text(number) for number in _NUMBERS.findall(written)]
    if "から" in written and len(numbers) == 2 and all(number.isdigit() for number in numbers):
        first, last = map(int, numbers)
        return tuple(str(number) for number in range(first, min(last, first + _LONGEST_RANGE) + 1))
    return tuple(numbers)


def article_unit(title: str, tree: str, start: int, body: int, caption: str = "") -> Unit:
    """An article by its title (第三十条の四) and caption （目的）, brackets included."""
    addresses = tuple(Address(tree, number) for number in covered(title))
    return Unit(ARTICLE_LEVEL, title + caption, start, body, addresses)


def paragraph_unit(number: str, place: Address, start: int, body: int, caption: str = "") -> Unit:
    """A paragraph of the article or tree `place`."""
    address = Address(place.tree, place.article, number)
    return Unit(PARAGRAPH_LEVEL, f"第{number}項{caption}", start, body, (address,))


def item_unit(mark: str, place: Address, start: int, body: int) -> Unit:
    """An item of the paragraph `place` by its mark (一, 七の二, 一及び二, （１）)."""
    numbers = covered(mark)
    addresses = tuple(replace(place, item=number, subitems=()) for number in numbers)
    written = [address.render()[len(replace(address, item="").render()) :] for address in addresses]
    through = "から" in mark and len(written) > 1
    title = f"{written[0]}から{written[-1]}まで" if through else "及び".join(written)
    return Unit(ITEM_LEVEL, title, start, body, addresses)


def subitem_unit(mark: str, place: Address, start: int, body: int) -> Unit:
    """What is numbered below `place`, an item or a part of one: イ, (1)."""
    plain = unicodedata.normalize("NFKC", mark) if not "①" <= mark[0] <= "⑳" else mark
    address = replace(place, subitems=(*place.subitems, plain))
    return Unit(ITEM_LEVEL + len(address.subitems), plain, start, body, (address,))
