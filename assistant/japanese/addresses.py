"""Addresses in statutes (第三十条の四第一項第二号イ) and the references to them in running text.

A part of an address that the text gives only relative to its own place is kept as a word: 同, 前, 前2, 前各, 次, 次各, 各
and この; `assistant.ingest.statute_links` resolves it within a document.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from assistant.japanese.kanji_numerals import number_value
from assistant.japanese.law_names import law_before
from assistant.records import Span

SUPPLEMENT: Final = "附則"
IROHA: Final = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
NUMERAL: Final = "[0-9０-９〇零一二三四五六七八九十百千]"
NUMBER: Final = NUMERAL + "{1,10}"
# A numeral that is a branch (三十条の四), not the beginning of a word (一条の一部).
BRANCH: Final = rf"(?:[のノ]{NUMBER}(?!{NUMERAL}|[つ部般定方人種点者件個回社切致層連覧括環因分割億万年月日])){{0,4}}"
_RELATIVE: Final = "同前次各こ本"
_MOST_EXPANDED: Final = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A place in a statute; numbers in Arabic digits, branches with の ("30の4"), empty where it is not narrowed down.

    `tree` is "" for the main provisions, else 附則 (with its own label, 附則（令和五年法律第四十七号）) or 別表第一.
    """

    tree: str = ""
    article: str = ""
    paragraph: str = ""
    item: str = ""
    subitems: tuple[str, ...] = ()

    def render(self) -> str:
        """The address as a lawyer writes it: 第30条の4第1項第2号イ, 附則第2条, 別表第一."""
        parts = (self.tree, _written(self.article, "条"), _written(self.paragraph, "項"), _written(self.item, "号"))
        return "".join(parts) + "".join(self.subitems)

    @property
    def is_relative(self) -> bool:
        """Whether some part depends on where it is said: 前条第2項."""
        return any(part[:1] in _RELATIVE for part in (self.article, self.paragraph, self.item) if part)


class Reference(NamedTuple):
    """`text[start:end]` points to `address`, or to all from `address` to `through`.

    `law` is the name of the law that it belongs to where the text names one (`law_names.OWN`: この法律), `quoted` tells
    that it stands between 「 and 」.
    """

    start: int
    end: int
    law: str | None
    address: Address
    through: Address | None
    quoted: bool


class Context(NamedTuple):
    """What 「同条」 and 「及び第二項」 refer back to: the last address, its law, and where it ended.

    `within` is the address that the bracket around the words narrows: 第三十条（第二項を除く。）.
    """

    address: Address | None = None
    law: str | None = None
    end: int = -1
    within: Address | None = None


def _grammar(ordinal: str) -> re.Pattern[str]:
    number = f"{ordinal}{NUMBER}"
    counted = f"(?:同|前各|前{NUMBER}|前|次|(?<!各)本|この)"
    article = rf"(?:{number}|{counted})条(?![例約文理件項]){BRANCH}"
    paragraph = rf"(?:{number}|各|{counted})項(?!目)"
    item = rf"(?:{number}|次の各|次各|各|{counted})号(?![棟室機車線館]){BRANCH}"
    nested = r"(?:[（(](?:[0-9０-９]{1,2}|[ivxｉｖｘ]{1,4})[）)]|[⑴-⒇])"
    subitem = rf"[{IROHA}](?![ァ-ヶー]){nested}*"
    tree = rf"附[ 　]?則(?={ordinal}{NUMERAL}|[前次同])|別表(?:第{NUMBER}{BRANCH})?|別記様式第{NUMBER}{BRANCH}"
    return re.compile(
        r"(?P<open>[（(])|(?P<close>[）)])|(?P<quote>「)|(?P<unquote>」)"
        rf"|(?P<bare>(?<![ァ-ヶー]){subitem}(?![\s、]?[ァ-ヶー\s]))"
        rf"|(?=[附別第同前次各こ本0-9０-９〇零一二三四五六七八九十百千])(?P<tree>{tree})?(?P<article>{article})?"
        rf"(?P<paragraph>{paragraph})?(?P<item>{item})?(?P<subitem>(?<=号){subitem}|(?<=号の{NUMERAL}){subitem})?"
    )


_STRICT = _grammar("第")
_LOOSE = _grammar("第?")
_JOIN = re.compile(r"[、，,・]?(?:及び|又は|若しくは|並びに|および|または|もしくは|ならびに|から|ないし|乃至|と|や)?")
_NARROWING = re.compile(r"[^。）)]{1,80}?(?:を除[くき]|に限る|に係る部分)")
_COMPONENT = re.compile(rf"第?({NUMBER})[条項号]?|[のノ]({NUMBER})")
_SUBITEM = re.compile(rf"[{IROHA}]|[（(][0-9a-z０-９ｉｖｘ]+[）)]|[⑴-⒇]")


def parse_addresses(text: str) -> tuple[tuple[Span, Address], ...]:
    """The addresses in `text` in order, every spelling (第三十条の四, 28条, 法第二十八条第1項, 同条, 前二項), ranges one by one.

    Inherited parts are filled in: 「第30条第1項及び第2項」 gives 第30条第1項 and 第30条第2項.
    """
    found, _ = references(text, strict=False)
    return tuple(
        (Span(reference.start, reference.end), address) for reference in found for address in _expanded(reference)
    )


def references(
    text: str, start: int = 0, end: int | None = None, *, strict: bool = True, before: Context | None = None
) -> tuple[list[Reference], Context]:
    """The references in `text[start:end]` and the context after them; without `strict`, 第 may be missing (28条1項)."""
    context = before or Context()
    outer: list[tuple[Context, int]] = []
    quotes = 0
    found: list[Reference] = []
    for match in (_STRICT if strict else _LOOSE).finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        if kind in ("open", "quote"):
            quotes += kind == "quote"
            outer.append((context, match.start()))
            narrows = context.end == match.start() and _NARROWING.match(text, match.end())
            within = context.address if narrows else None
            context = Context(context.address, context.law, -1, within) if kind == "open" else Context()
        elif kind in ("close", "unquote"):
            quotes -= kind == "unquote" and quotes > 0
            if outer:
                context, opened = outer.pop()
                if context.end == opened:  # 第二十条（…）及び第三十条: the remark is no gap
                    context = context._replace(end=match.end())
        elif kind is not None:
            reference = _reference(match, context, quotes > 0)
            if reference is None:
                continue
            context = Context(reference.address, reference.law, reference.end, context.within)
            if not _closes_range(text, found, reference):
                found.append(reference)
    return found, context


def _closes_range(text: str, found: list[Reference], last: Reference) -> bool:
    """Widen the reference before `last` where the text says 「…から（last）まで」."""
    if not (found and text.startswith("まで", last.end) and text[found[-1].end : last.start] in ("から", "ないし")):
        return False
    found[-1] = found[-1]._replace(end=last.end + 2, through=last.address)
    return True


def _reference(match: re.Match[str], context: Context, quoted: bool) -> Reference | None:
    start, end = match.span()
    text = match.string
    gap = start - context.end if context.end >= 0 else 0
    joined = 0 < gap <= 5 and _JOIN.fullmatch(text, context.end, start) is not None
    law = law_before(text, start)
    address = _address(match, context, joined)
    if address is None or (law is not None and address.item and not (address.article or address.paragraph)):
        return None  # 平成十五年法律第五十七号 is a number, no place
    same = any((match[part] or "").startswith("同") for part in ("article", "paragraph", "item"))
    if law is None and (same or ((joined or context.within is not None) and not address.is_relative)):
        law = context.law
    return Reference(start, end, law, address, None, quoted)


def _address(match: re.Match[str], context: Context, joined: bool) -> Address | None:
    """The address that the words give, completed from what was said before; None for words that point nowhere."""
    last = context.address
    if match["bare"]:
        if (joined or context.within is not None) and last is not None and last.item:
            return replace(last, subitems=(*last.subitems[:-1], *_subitems(match["bare"])))
        return Address(item="この", subitems=_subitems(match["bare"]))
    tree = _tree(match["tree"]) if match["tree"] else ""
    article, paragraph, item = (_part(match[name]) for name in ("article", "paragraph", "item"))
    if item == "各" and not (tree or article or paragraph):
        return None  # 当該各号
    if article:
        if article == "同" and last is not None:
            tree, article = tree or last.tree, last.article or "この"
        elif joined and last is not None and not tree and article[0] not in _RELATIVE:
            tree = last.tree
    elif last is not None and not tree:
        tree, article, paragraph, item = _completed(last, paragraph, item, joined)
        if not (joined or article) and context.within is not None:
            tree, article, paragraph, item = _narrowed(context.within, paragraph, item)
    return Address(tree, article, paragraph, item, _subitems(match["subitem"] or ""))


def _completed(last: Address, paragraph: str, item: str, joined: bool) -> tuple[str, str, str, str]:
    """A 項 or 号 without its 条: of the last address for 同項 and 「及び第二項」, else of the place where it is said."""
    first = paragraph or item
    if first == "同":
        if paragraph and last.paragraph:
            return last.tree, last.article, last.paragraph, item
        if not paragraph and last.item:
            return last.tree, last.article, last.paragraph, last.item
    elif joined and first[:1] not in _RELATIVE:
        if paragraph and (last.paragraph or last.article):
            return last.tree, last.article, paragraph, item
        if item and not paragraph:
            return last.tree, last.article, last.paragraph, item
    return "", "", paragraph, item


def _narrowed(within: Address, paragraph: str, item: str) -> tuple[str, str, str, str]:
    """A part of the address before the bracket where the words can be one: 第三十条（第二項を除く。）."""
    first = paragraph or item
    if first[0] in _RELATIVE or within.item or (paragraph and (within.paragraph or not within.article)):
        return "", "", paragraph, item
    return within.tree, within.article, paragraph or within.paragraph, item


def _expanded(reference: Reference) -> Iterator[Address]:
    yield reference.address
    if reference.through is None:
        return
    first, last = reference.address, reference.through
    if last.subitems:
        yield from _subitems_between(first, last)
        return
    field = next((name for name in ("item", "paragraph", "article") if getattr(last, name)), "item")
    low, high = getattr(first, field), getattr(last, field)
    if low.isdigit() and high.isdigit() and int(high) - int(low) < _MOST_EXPANDED:
        for number in range(int(low) + 1, int(high)):
            changed: dict[str, Any] = {field: str(number)}
            yield replace(last, **changed)
    yield last


def _subitems_between(first: Address, last: Address) -> Iterator[Address]:
    low, high = first.subitems[-1:], last.subitems[-1:]
    if low and low[0] in IROHA and high[0] in IROHA:
        for mark in IROHA[IROHA.index(low[0]) + 1 : IROHA.index(high[0])]:
            yield replace(last, subitems=(*last.subitems[:-1], mark))
    yield last


@lru_cache(maxsize=8192)
def _part(written: str | None) -> str:
    """The value of a part: 第三十条の四 → 30の4, 前二項 → 前2, 次の各号 → 次各, None → ""."""
    if not written:
        return ""
    if written[0] not in _RELATIVE:
        return number_text(written)
    if written[0] in "こ本":
        return "この"
    return written[0] + ("各" if "各" in written[1:] else number_text(written[1:]))


def number_text(written: str) -> str:
    """The number of an address part in Arabic digits with its branches: 第三十条の四 → 30の4, 二の二 → 2の2."""
    plain = unicodedata.normalize("NFKC", written)
    return "の".join(str(number_value(stem or branch)) for stem, branch in _COMPONENT.findall(plain))


def _subitems(written: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFKC", mark) for mark in _SUBITEM.findall(written))


def _tree(written: str) -> str:
    if written.startswith("附"):
        return SUPPLEMENT
    return re.sub("[0-9０-９]+", lambda number: kanji(int(number[0])), written)


def kanji(number: int) -> str:
    """A number in kanji as statutes write it: 十, 二十一, 百五; from 10,000 on, which no address has, in digits."""
    if number >= 10_000:
        return str(number)
    written = ""
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            written += ("" if digit == 1 and unit else "〇一二三四五六七八九"[digit]) + unit
    return written or "〇"


def _written(value: str, unit: str) -> str:
    if not value:
        return ""
    if value[0] not in _RELATIVE:
        stem, *branches = value.split("の")
        return f"第{stem}{unit}" + "".join(f"の{branch}" for branch in branches)
    if unit == "号" and value.endswith("各"):
        return {"次各": "次の各号", "各": "各号"}.get(value, f"{value}号")
    return value + unit
