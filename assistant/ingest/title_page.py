"""The first page of a text: its lines down to the first numbered heading, and which of them are the title.

A title stands before the first running text. What a page has above it is passed over: page numbers, dates, notes,
stamps, names of companies, rows of labels. A line that is a sentence, or goes on as one, is no title and ends the search.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.ingest.draft import PrintedLine, printed_lines
from assistant.ingest.front_matter import FRONT_MATTER
from assistant.ingest.headings import ARTICLE_LEVEL
from assistant.ingest.numbering import APPENDIX, STRONG, read_mark
from assistant.japanese.dates import dates
from assistant.japanese.lines import starts_item
from assistant.records import Section

HEAD: Final = 20_000  # characters looked at
_MOST_LINES: Final = 40
LONGEST_TITLE: Final = 80
_LONGEST_LABEL_LINE: Final = 60
_NOTE_SIGNS: Final = "※＊"
_DECORATION: Final = " \t　#*_＿■◆◇□●○★☆▼▲=＝"
_LETTER = re.compile(r"[^\W\d_]")
_ORGANISATION: Final = re.compile(
    r"(?:株式会社|[一公](?:般|益)[社財]団法人|独立行政法人|国立大学法人)\S{0,30}\Z"
    r"|\S{1,30}(?:省|[^県政官警]庁|内閣府|委員会|株式会社|機構|協会|会議|本部|研究所|大学)\Z"
)
_LEGAL_FORM: Final = re.compile(r"(?:株式会社|[一公](?:般|益)[社財]団法人|独立行政法人|国立大学法人)\Z")
_COMPANY: Final = re.compile(r"[A-Z][\w&. -]{0,30}(?:,? Inc\.?| LLC| Ltd\.?| Corp(?:oration|\.)?)\Z")
_LONGEST_LINE: Final = 160  # of a line that may be a title or may be passed over
_PASSED_OVER: Final = re.compile(
    r"[※＊]|注[)）:：意]|<!--|\[[^\]]*\]\Z|[（(【][^）)】]*[）)】]\Z|https?:|\S+@\S+\Z|[〒☎]"  # notes, addresses
    r"|(?:p(?:age|\.)?\s?[0-9]+(?:\s?(?:of|/)\s?[0-9]+)?|[0-9]+\s?ページ)\Z"
    r"|(?:要\s*旨|要\s*約|概\s*要|目\s*次|表\s*紙|キーワード|abstract|summary|(?:table of )?contents)\Z"
    r"|(?:社外秘|部外秘|極?秘|機密|取扱注意|関係者限り|内部限り|案|未定稿|ドラフト|draft|confidential|internal(?: use)? only)\Z"
    r"|(?:(?:参考|配布)?資料|別添|別紙|参考|様式)\s?(?:第?[0-9一二三四五六七八九十]{1,2}(?:[-－][0-9]{1,2})?号?)?\Z"
    r"|(?:the )?(?:full )?licen[sc]e(?: text)?\Z|terms and conditions\b"
    r"|copyright\b(?!.*\b(?:licen[sc]e|agreement)\b)|©|all rights reserved"
    r"|.*(?:各位|御中|[^同]様|殿)\Z"
    r"|(?:\S{1,8}規程|文書|規則|達)第?\s?[0-9]+号\Z"
    r"|(?:令和|平成|昭和|大正|明治).{1,6}年\S*(?:法律|政令|\S*省令|府令|規則|訓令|告示)第.+号\Z",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(
    r"(?:(?:文書|管理|規程|資料|契約|発信)(?:番号|No\.?)|版数?|バージョン|version|作成[者日]|承認者?|改[訂定]日|制定日?|施行日?|発行[日者元]?"
    r"|所管(?:部署)?|担当(?:部署)?|部署|著者|日時|日付|場所|会場|出席者?|参加者|宛先|差出人|送信[者日]\S{0,2}|document no\.?|author|date|status|owner|to|cc|bcc|from|sent"
    r"|message-id|組織名|key|項目)\s?[:：]",
    re.IGNORECASE,
)
_NAMED_TITLE: Final = re.compile(r"(?:title|subject|題名|表題|タイトル|件名)\s?[:：]\s*(.+)", re.IGNORECASE)
_MAIL: Final = re.compile(r"(?:from|差出人|送信者)\s?[:：]", re.IGNORECASE)
_BEGINS_TEXT: Final = re.compile(
    r"(?:はじめに|まえがき|序文|前文|背景|目的|趣旨|拝啓|前略|preamble|introduction|preface)\Z", re.I
)
_ROW: Final = re.compile(r" \| |\t|(?:[^,，]+[,，]){3}|\S{2,}[ 　]{2,}\S{2,}[ 　]{2,}\S|[{}<>;=$\\]")
_ITEM: Final = re.compile(r"[・•‣➢➤⚫▪–—>]|[-+]\s")

# A verb or adjective closes a sentence, or stands before the word that it describes and the title goes on.
_VERB_END = re.compile(r"[一-鿿ぁ-ん](?:[うくぐすつぬぶむる]|た|だ|ない|ません|たい|な)\Z")
_UNFINISHED = re.compile(
    r"(?:[、，,・&＆：:-]|[ぁ-ん一-鿿ァ-ヺー](?:の|と|を|が|で|や|に|へ|及び|並びに|または|等の|に関する)"
    r"|\b(?:of|for|and|the|on|to|in|with|by|an?|or|from|under|between|regarding))\Z",
    re.IGNORECASE,
)
_KIND_WORDS: Final = re.compile(
    r"(?:(?:community |public |open |software )?licen[sc]e(?: agreement)?|agreement|terms of (?:use|service)|(?:acceptable )?use policy|guidelines?"
    r"|(?:利用)?ガイドライン|指針|手引き?|提言|報告書|規程|取扱要領|要領|施行規則|施行令|利用規約|使用許諾契約書|について)"
    r"(?:[\s(（].{0,20})?\Z",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(r"[―—–〜～~─]|[（(](?:第|[vV]er|[vV]\.?[0-9]|令和|平成|[0-9]{4}|案|改)")
_SENTENCE = re.compile(
    r"[。！？!?…]['\"」』）)]?\Z|[ぁ-ん一-鿿ァ-ヺー](?:は|とは)、|(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bCorp)[.．:：;；]\Z"
)
_REFERENCE = re.compile(r"[\s0-9]*(?:[（(].*[)）])?\Z")
_COPYRIGHT = re.compile(r"copyright(?:\s*(?:\(c\)|©))?\s*(?:[0-9]{4}(?:\s?[-,]\s?[0-9]{4})*)?\s*", re.IGNORECASE)
_DATED = re.compile(r",?\s*\b(?:dated|effective|last modified|as of|release date)\b.*\Z", re.IGNORECASE)
_CUT = re.compile(r"\s*[―—–〜～─]+\s*")
_WEEKDAY = re.compile(r"[\s()（）]*(?:[月火水木金土日](?:曜日?)?)?[\s()（）,、]*\Z")


class TitlePage(NamedTuple):
    """The lines that are looked at, trimmed; the title, or None, and the number of the line after it (0: none)."""

    lines: tuple[str, ...]
    title: str | None
    after: int
    is_mail: bool


def title_page(text: str, sections: Sequence[Section] = ()) -> TitlePage:
    """Find the first page's lines and the title among them; only the first `HEAD` characters are looked at."""
    matter = FRONT_MATTER.match(text)
    begin = matter.end() if matter else 0
    blank = re.compile(r"\s*").match(text, begin)
    begin = blank.end() if blank else begin
    printed = printed_lines(text[begin : begin + HEAD])[:_MOST_LINES]
    first = begin + printed[0].end if printed else begin  # 「第4部 …」 heads a fragment, 「資料1」 is a stamp
    body = next((s.start for s in sections if s.start >= first and _opens_body(s)), begin + HEAD) - begin
    page = [line for line in printed if line.start < body]
    is_mail = any(_MAIL.match(line.text) for line in page[:8])
    title, after = _find(page)
    return TitlePage(tuple(line.text for line in page), title, after, is_mail)


def is_date(line: str) -> bool:
    """Whether a line holds a date and nothing besides but the day of the week or who publishes."""
    if len(line) > _LONGEST_LABEL_LINE:
        return False
    rest, done = "", 0
    found = dates(line)
    for mention in found:
        rest, done = rest + line[done : mention.start], mention.end
    rest = (rest + line[done:]).strip(" \t　（）()[]、,付け")
    return bool(found) and (_WEEKDAY.match(rest) is not None or is_publisher(rest))


def is_publisher(line: str) -> bool:
    """Whether a line holds nothing but names of ministries, companies or societies."""
    pieces = re.split(r"[\s、・]+", line.strip())
    if len(line) > LONGEST_TITLE or not pieces[0]:
        return False
    if len(pieces) == 2 and _LEGAL_FORM.match(pieces[0]):
        return True
    return _COMPANY.match(line) is not None or all(_ORGANISATION.match(piece) for piece in pieces)


def is_sentence(line: str) -> bool:
    """Whether a line is, or belongs to, running text rather than a title."""
    without_reference = _REFERENCE.sub("", line)  # 「…を確認する55(「5)…」)」
    ends = _SENTENCE.search(line) or _VERB_END.search(line) or _VERB_END.search(without_reference)
    return len(line) > LONGEST_TITLE or ends is not None or line[:1].islower()


def _opens_body(section: Section) -> bool:
    return section.level <= ARTICLE_LEVEL and read_mark(section.title.lstrip(_DECORATION)) is not None


def _find(page: Sequence[PrintedLine]) -> tuple[str | None, int]:
    for number, line in enumerate(page):
        bare = _bare(line.text)
        if len(bare) > _LONGEST_LINE:
            if bare[0] in _NOTE_SIGNS:
                continue
            return None, 0
        named = _NAMED_TITLE.match(bare)
        if named is not None:
            title = named[1].strip("\"'「」『』 ")
            return (
                (title, number + 1) if len(_LETTER.findall(title)) >= 2 and len(title) <= LONGEST_TITLE else (None, 0)
            )
        if not _passed_over(bare):
            title, after = _joined(page, number) if _may_begin(line.text, bare) else ("", 0)
            return (_finished(title), after) if title and _finished(title) else (None, 0)
    return None, 0


def _passed_over(bare: str) -> bool:
    plain = unicodedata.normalize("NFKC", bare)
    return (
        len(_LETTER.findall(plain)) < 2
        or _PASSED_OVER.match(plain) is not None
        or (_LABELLED.match(plain) is not None and len(plain) <= LONGEST_TITLE)
        or is_publisher(plain)
        or is_date(bare)
    )


def _may_begin(raw: str, bare: str) -> bool:
    """Whether a line may open a title: no row of a table, no list item, no numbered heading but a part's or annex's."""
    mark = read_mark(bare)
    numbered = mark is not None and mark.kind not in (*STRONG, APPENDIX)
    return not (numbered or _ROW.search(raw) or _ITEM.match(bare) or _BEGINS_TEXT.match(bare))


def _joined(page: Sequence[PrintedLine], number: int) -> tuple[str, int]:
    """The title that begins on a line, with the lines over which it is broken; empty where a sentence goes on there."""
    title = _bare(page[number].text)
    after = number + 1
    while after < len(page) and len(title) <= LONGEST_TITLE:
        line = page[after]
        following = _bare(line.text)
        if not following or not _goes_on(title, following, parted=line.free):
            break
        space = " " if title[-1].isascii() and following[0].isascii() and title[-1] != "-" else ""
        title = f"{title}{space}{following}"
        after += 1
    return title, after


def _goes_on(title: str, following: str, *, parted: bool) -> bool:
    """Whether the next line belongs to the title, or to the sentence that it would have been."""
    if len(following) > _LONGEST_LINE:
        return not parted and bool(_UNFINISHED.search(title))
    if _ROW.search(following) or _ITEM.match(following) or _DATED.match(following):
        return False
    opened = any(title.count(a) > title.count(b) for a, b in ("「」", "『』", "（）", "()"))
    if opened or _UNFINISHED.search(title) or (_VERB_END.search(title) and not _SENTENCE.search(title)):
        return not starts_item(following)
    if parted or _SENTENCE.search(title):
        return False
    cased = title[-1].isascii() and following[0].isascii() and following[0].islower()
    return cased or (bool(_SUBTITLE.match(following) or _KIND_WORDS.match(following)) and not is_date(following))


def _finished(title: str) -> str | None:
    """The title without a copyright notice before and a date behind it; None where it is a sentence after all."""
    title = _DATED.sub("", _COPYRIGHT.sub("", title, count=1)) if _COPYRIGHT.match(title) else title
    title = re.sub(r"\s+", " ", title).strip(" ―—–─,、")
    if len(title) > LONGEST_TITLE:
        title = _CUT.split(title)[0]
    return None if len(_LETTER.findall(title)) < 2 or is_sentence(title) else title


def _bare(line: str) -> str:
    return line.replace("**", "").strip(_DECORATION)
