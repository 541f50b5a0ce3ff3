"""What a document says of itself on its first page, for files whose format and manifest do not tell it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final

from assistant.ingest.dating import TAIL, published_and_in_force
from assistant.ingest.title_page import HEAD, LONGEST_TITLE, TitlePage, is_sentence, title_page
from assistant.japanese.dates import dates
from assistant.japanese.normalise import fold
from assistant.records import Authority, Metadata, Section

_NUMBER: Final = "[0-9]+(?:\\.[0-9]+)*"
_EDITION: Final = re.compile(
    rf"第\s?{_NUMBER}\s?版|(?<![0-9.]){_NUMBER}\s?版|(?<![A-Za-z])(?:version|ver\.?)\s?{_NUMBER}|(?<![A-Za-z0-9])v\.?[0-9]+(?:\.[0-9]+)*"
    r"|初版|改[訂定]版|[12][0-9]{3}年(?:度|[0-9]{1,2}月)?版|(?:令和|平成)(?:元|[0-9]{1,2})年度?版",
    re.IGNORECASE,
)
_EDITION_CELL: Final = re.compile(
    rf"(?:版数?|バージョン|version)\s?[:：|]\s?(?:[^\s:：|]{{1,8}}[:：]\s?)?({_NUMBER})\Z", re.IGNORECASE
)
_EDITION_LINES: Final = 3  # after the title
_YEAR: Final = re.compile(r"(?:[12][0-9]{3}|(?:令和|平成)(?:元|[0-9]{1,2})年度?)(?:年度?)?\Z")
_REMARK: Final = re.compile(r"\s*[（(\[【][^（()）\[\]【】]*[)）\]】]\Z")
_BARE_VERSION: Final = re.compile(r"\s[0-9]+(?:\.[0-9]+)+\Z")
_PARTS: Final = re.compile(r"\s*[―—–〜～~─：|｜]+\s*|:\s+|\s-\s")
_EDGE: Final = " \t　,、-_・「」『』\"'"
_ABOUT: Final = re.compile(
    r"(?:概要|要約|要点|ポイント|チェックリスト|FAQ|Q&A|について|案内|報告書?|議事[録要]\S*|summary|checklist)\Z", re.I
)
_COMMENTARY: Final = r"解説書?|論文|調査(?:報告書?)?|メモ|ノート|notes?|memo|commentary"
_KINDS: Final = tuple(
    (authority, re.compile(rf"(?:{words})\Z", re.IGNORECASE))
    for authority, words in (
        (Authority.COMMENTARY, _COMMENTARY),
        (Authority.ORDER, "施行令|施行規則|政令|省令|府令"),
        (Authority.GUIDELINE, r"ガイドライン|指針|手引き?書?|提言|ガイダンス|\bguidelines?|\bguidance"),
        (
            Authority.LICENCE,
            r"\blicen[sc]e|\b(?:licen[sc]e|users?|services?|software|use|model)\b.*\bagreement|\bterms of (?:use|service)|\buse policy"
            "|利用規約|(?:使用|利用)許諾(?:契約)?書?|ライセンス(?:契約)?書?",
        ),
        (Authority.INTERNAL_RULE, "規程|取扱要領|運用要領|内規|取扱細則|就業規則|社内(?:規則|ルール|基準|要領)"),
    )
)
_LAW_NUMBER: Final = re.compile(r"年法律第[0-9一二三四五六七八九十百]+号")
_ORDER_NUMBER: Final = re.compile(r"年\S{0,12}(?:政令|省令|府令|規則)第[0-9一二三四五六七八九十百]+号")
_RANKED: Final = frozenset(Authority) - {Authority.COMMENTARY}  # what has editions, and comes into force
_COLLIDING: Final = (Authority.GUIDELINE, Authority.INTERNAL_RULE)  # many offices have a 「生成AI利用ガイドライン」
# A name that any publisher gives: no work can be known by it.
_GENERIC: Final = re.compile(
    r"(?:the |end |users? |services? |software |open |public |community |acceptable |website |web |model )*(?:licen[sc]e(?: agreement)?|agreement|terms of (?:use|service)|use policy|guidelines?)"
    r"|(?:サイト|サービス|本)?(?:利用規約|使用許諾(?:契約)?書?|利用許諾(?:契約)?書?|ライセンス)|ガイドライン|指針|手引き?|提言|規程|内規|取扱要領"
)
_KANA: Final = re.compile(r"[ぁ-んァ-ヺ]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_LEAST_LETTERS: Final = 20


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the first page says; None where it does not. `title` is the file's stem where the page has none.

    `abbreviations` holds the name that a licence gives itself where the file is catalogued under another.
    """

    title: str
    published: date | None = None
    in_force_from: date | None = None
    edition: str | None = None
    authority: Authority | None = None
    language: str | None = None
    abbreviations: tuple[str, ...] = ()


def imprint(text: str, sections: Sequence[Section], stem: str, title: str | None = None) -> Imprint:
    """Read the first page (and the closing provision) of `text`; `title` is the one that the format or manifest tells.

    The authority follows from how the title ends; only what can come into force gets that date.
    """
    page = title_page(text, sections)
    named = title or page.title
    authority = None if page.is_mail else _authority(named, page)
    ranked = authority in _RANKED
    closing = text[-TAIL:] if authority in _COLLIDING else ""
    published, in_force_from = published_and_in_force(page.lines, closing)
    return Imprint(
        named or stem,
        published,
        in_force_from if ranked else None,
        _edition(named, page),
        authority,
        _language(text),
        _own_name(title, page.title),
    )


def completed(told: Metadata, found: Imprint) -> Metadata:
    """`told`, with what only the first page says; its dates count where none is told."""
    dated = told.published is not None or told.in_force_from is not None
    names = {field.name for field in fields(Imprint)} - {"title"} - ({"published", "in_force_from"} if dated else set())
    if told.authority is Authority.COMMENTARY:
        names -= {"in_force_from"}
    if (told.authority or found.authority) is not Authority.LICENCE:
        names -= {"abbreviations"}
    gaps = {name: getattr(found, name) for name in names if getattr(told, name) in (None, ())}
    return replace(told, **gaps)


def work_of(title: str, metadata: Metadata) -> str | None:
    """The work that is told, or else the name by which the dated copies of a ranked document are editions of one another.

    That is the title without its date and, but for licences, its edition: version 3 of a licence does not replace version 2.
    """
    authority = metadata.authority
    if metadata.work is not None:
        return metadata.work
    if authority not in _RANKED or (metadata.published is None and metadata.in_force_from is None):
        return None
    name = fold(_undated(title) if authority is Authority.LICENCE else _core(title)).strip(_EDGE)
    if not name or _GENERIC.fullmatch(name):
        return None
    return f"{name}（{metadata.publisher}）" if authority in _COLLIDING and metadata.publisher else name


def _authority(title: str | None, page: TitlePage) -> Authority | None:
    """What the title's last words say, its subtitle's first: 「…ガイドライン ― 解説」 is a commentary."""
    core = _core(title or "")
    parts = [part for part in _PARTS.split(core) if part]
    whole_or_main = (core,) if _ABOUT.search(core) else (core, _core(parts[0]) if parts else "")
    if any(_KINDS[0][1].search(part) for part in whole_or_main):
        return Authority.COMMENTARY
    number = "\n".join(page.lines[:10])
    if core.endswith(("法", "法律")) and _LAW_NUMBER.search(number):
        return Authority.STATUTE
    if core.endswith(("令", "規則")) and _ORDER_NUMBER.search(number):
        return Authority.ORDER
    found = next((kind for kind, ending in _KINDS[1:] for part in whole_or_main if ending.search(part)), None)
    return found or _licence_above(page)


def _licence_above(page: TitlePage) -> Authority | None:
    """A licence may say what it is in the line above its title or right below it."""
    heads = [line for line in page.lines[: page.after + 2] if len(line) <= LONGEST_TITLE and not is_sentence(line)]
    says = any(
        re.fullmatch(r"(?:the )?(?:full )?licen[sc]e(?: text)?", line.strip(" *#"), re.IGNORECASE) for line in heads
    )
    return Authority.LICENCE if says and page.after else None


def _edition(title: str | None, page: TitlePage) -> str | None:
    """The edition in the title, in one of the lines below it, or in the row of a table that is named so."""
    in_title = _EDITION.search(unicodedata.normalize("NFKC", title or ""))
    if in_title:
        return in_title[0]
    for line in page.lines[page.after : page.after + _EDITION_LINES]:
        below = _EDITION.match(unicodedata.normalize("NFKC", line).strip(" *()[]"))
        if below:
            return below[0]
    cells = (_EDITION_CELL.search(unicodedata.normalize("NFKC", line)) for line in page.lines)
    return next((cell[1] for cell in cells if cell), None)


def _core(title: str) -> str:
    """The title without what may follow its name: remarks in brackets, editions, dates, a bare version or year."""
    core = _undated(title)
    while True:
        shorter = _REMARK.sub("", core)
        editions = [match for match in _EDITION.finditer(shorter) if match.end() == len(shorter)]
        shorter = shorter[: editions[0].start()] if editions else shorter
        shorter = _undated(_YEAR.sub("", _BARE_VERSION.sub("", shorter)).rstrip(_EDGE))
        if shorter == core or not shorter:
            return core
        core = shorter


def _undated(title: str) -> str:
    plain = unicodedata.normalize("NFKC", title).strip(_EDGE)
    found = dates(plain)
    if found and found[-1].month is not None and plain[found[-1].end :].strip(_EDGE + ")）") == "":
        return plain[: found[-1].start].rstrip(_EDGE + "(（")
    return plain


def _own_name(told: str | None, own: str | None) -> tuple[str, ...]:
    return (own,) if told and own and fold(own) not in fold(told) and fold(told) not in fold(own) else ()


def _language(text: str) -> str | None:
    """`ja` where there is kana, `en` where nearly all letters are Latin; None for too few letters and for others."""
    letters = _LETTER.findall(text[:HEAD].strip() or text.lstrip()[:HEAD])
    if len(letters) < _LEAST_LETTERS:
        return None
    if sum(_KANA.match(letter) is not None for letter in letters) > len(letters) / 20:
        return "ja"
    return "en" if sum(letter.isascii() for letter in letters) > len(letters) * 0.95 else None
