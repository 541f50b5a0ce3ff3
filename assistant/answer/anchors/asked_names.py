"""The names that a question asks about, by one spelling: メタ is Meta, オープンAI is OpenAI; tools in passing are none."""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from assistant.japanese.morphemes import morphemes
from assistant.japanese.names import missing_names, names
from assistant.japanese.normalise import normalise
from assistant.records import Span

_KATAKANA: Final = "ァ-ヺー"
_KANJI: Final = "一-鿿々"
# What makes a tool, or the maker of one, the thing that is asked about: 「ChatGPTの利用規約では」.
_OWN_TERMS = re.compile(
    r"\s?(?:社|版)?の?(?:利用|サービス|使用)?(?:規約|ライセンス|許諾|ポリシー|約款|条項|契約書|発表|公表|買収)"
)
_LEFT_OUT = re.compile(r"\s?(?:以外|を除[いくけ]|(?:では|じゃ|で)な(?:く|い(?:方|ほう|もの)))")
# A service that a piece of work was done with is a circumstance, unless its version matters.
_USED = re.compile(
    r"\s?(?:(?:で|に|とかで|などで)[^。、]{0,14}?(?:作っ|作り|作る|書い|書か|書き|描い|描か|描き|生成し|要約|翻訳|文字起こし|まとめ|入力|入れ|貼|聞い|聞く|食わせ|読み込|アップ|流し)"
    r"|を(?:使っ|使う|使い|使え|使わ|利用し|導入)|上(?:で|に)|(?:の|という)(?:アプリ|ツール|サービス|アカウント|画面))"
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;,]\s+)['\"(]*([A-Z][a-z']*)(?!\s?[0-9])(?=[\s,.!?]|\Z)")
# Section 11 is looked up by the search: 「CC BY 4.0 Section 3」, 「Article 50」.
_PLACE = re.compile(
    r"\s?(?:sections?|articles?|annex|appendix|chapter|recital|part|clause|attachment)(?:\s?[0-9.]+)?\Z"
)
_LAW_OF = re.compile(r"(?:の|における)?[一-鿿ァ-ヺーA-Za-z]{0,8}(?:法|規制|規則|判決|裁判)")
# Katakana words of activities and qualities, which no dictionary has all of: スクレイピング is no name.
_ACTIVITY = re.compile("[ァ-ヺー]+(?:ング|ション|メント|リティ|イズム|ャー|ユーザー)\\Z")
_POINT = re.compile("[ivx]+")  # of a place: D-6)ii
_JAPANESE_WORD = re.compile("[ぁ-ゖ一-鿿]")
_ENGLISH_CAPITALS = re.compile(r"(?<![A-Za-z])(?:I|YES|NO|ONLY|NOT|SYSTEM|OVERRIDE|AI|OK)(?![A-Za-z])")


class AliasTable(NamedTuple):
    """The reviewed list: a pattern for each other spelling of a name and of a term, folded words and tools."""

    names: tuple[tuple[re.Pattern[str], str], ...]
    terms: tuple[tuple[re.Pattern[str], str], ...]
    words: frozenset[str]
    tools: frozenset[str]


@lru_cache(maxsize=1)
def alias_table() -> AliasTable:
    """The entries of `name_aliases.toml`."""
    table = tomllib.loads(
        resources.files("assistant.answer.anchors").joinpath("name_aliases.toml").read_text(encoding="utf-8")
    )
    same, terms = (
        tuple((_whole_word(other), first) for first, *others in table[kind] for other in others)
        for kind in ("same", "terms")
    )
    return AliasTable(same, terms, frozenset(table["words"]), frozenset(table["tools"]))


@lru_cache(maxsize=128)
def one_spelling(text: str) -> str:
    """`text` normalised, each name of the list in the spelling that stands for all: オープンAI → OpenAI."""
    plain = normalise(text).text
    for pattern, first in alias_table().names:
        plain = pattern.sub(first, plain)
    return plain


@lru_cache(maxsize=128)
def _as_source(text: str) -> str:
    """`text` in one spelling, and below it the terms for which it has other words: 検索拡張生成 → RAG."""
    plain = one_spelling(text)
    terms = (first for pattern, first in alias_table().terms if pattern.search(plain))
    return "\n".join((plain, *dict.fromkeys(terms)))


def asked_names(question: str, taken: tuple[Span, ...] = ()) -> tuple[str, ...]:
    """The names that `question` asks about, folded, in one spelling; those inside `taken` (offsets into it) are left out."""
    plain = one_spelling(_blanked(question, taken))
    if not _JAPANESE_WORD.search(plain):
        plain = _ENGLISH_CAPITALS.sub(" ", plain)
        plain = _SENTENCE_START.sub(lambda first: first[0].replace(first[1], first[1].lower()), plain)
    found = (_PLACE.sub("", name) for name in names(plain) if not _PLACE.match(name))
    return tuple(name for name in found if not _is_circumstance(name, plain))


def lacking_names(wanted: tuple[str, ...], source: str) -> tuple[str, ...]:
    """Those of the folded names `wanted` that `source` has in no spelling."""
    told = _as_source(source)
    return tuple(name for name in wanted if name in missing_names(_titled(name), told))


def as_written(name: str, question: str) -> str:
    """The folded `name` as `question` spells it: オープンAI, ラマ5."""
    plain = normalise(question)
    start = plain.text.casefold().find(name)
    if start >= 0:
        return question[slice(*plain.original(start, start + len(name)))]
    for pattern, first in alias_table().names:
        other = pattern.search(plain.text) if name.startswith(first.casefold()) else None
        if other is not None:
            version = name.removeprefix(first.casefold())
            end = other.end() + (len(version) if plain.text.casefold().startswith(version, other.end()) else 0)
            return question[slice(*plain.original(other.start(), end))]
    return name


def _titled(name: str) -> str:
    """A folded name as running text in which `names` finds it alone."""
    return f"「{name}」という"


def _is_circumstance(name: str, plain: str) -> bool:
    """Whether every mention of `name` is in passing: a common word, a tool, or what is left out (Llama以外)."""
    table = alias_table()
    if name in table.words or _ACTIVITY.match(name) or _POINT.fullmatch(name):
        return True
    ends = [match.end() for match in re.finditer(re.escape(name), plain, re.IGNORECASE)]
    if ends and all(_LEFT_OUT.match(plain, end) for end in ends):
        return True
    if any(_OWN_TERMS.match(plain, end) for end in ends):
        return False
    if _is_place_name(name) and not any(_LAW_OF.match(plain, end) for end in ends):
        return True
    return (
        all(word in table.tools for word in name.split())
        or name in table.tools
        or (
            name.isascii()
            and name.isalpha()
            and name not in _known_names()
            and any(_USED.match(plain, end) for end in ends)
        )
    )


def _is_place_name(name: str) -> bool:
    """Whether a name in katakana is of a country or town: where the person is, while sources speak of abroad."""
    return _is_katakana(name) and any(word.part_of_speech()[2] == "地名" for word in morphemes(name))


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(first.casefold() for _, first in alias_table().names)


def _whole_word(spelling: str) -> re.Pattern[str]:
    if _is_katakana(spelling):
        return re.compile(f"(?<![{_KATAKANA}]){re.escape(spelling)}(?![{_KATAKANA}])")
    return re.compile(re.escape(spelling))


def _is_katakana(spelling: str) -> bool:
    return re.match(f"[{_KATAKANA}]", spelling) is not None


def _blanked(text: str, taken: tuple[Span, ...]) -> str:
    pieces = list(text)
    for start, end in taken:
        pieces[start:end] = "、" * (end - start)
    return "".join(pieces)
