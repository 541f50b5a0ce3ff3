"""The statements of the evidence one by one, and how much of what a question assumes each of them is about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer.verification.support import headings
from assistant.japanese.tokens import content_words
from assistant.records import Citation, Evidence, Span

# 「参加は任意ですが、参加しない提供者は…」, 「拘束力はなく、…」 and 「文章だけのもので、…」 say two things; 「要件が、」 is no predicate.
_CONTRAST = re.compile(r"(?<=[すたんるい])が、|(?<=[はがも]なく)、|(?<=もの)で、|(?<=であり)、|(?<=ており)、")
_OWN_TOPIC = re.compile(r"(?<![にでと])は")
_LEAST_TOLD: Final = 3  # characters between the topic and the first 「で、」; 「拘束力はなく、」 has no topic to share
_NO_SENTENCE = re.compile(r" \| |https?://")  # rows of tables, lists of sources
_POINTS_BACK = re.compile(r"[-・\s]*(?:この|その|これ|それ|同)")
_REMARK = re.compile(r"[(（](?:[^()（）]|[(（][^()（）]*[)）]|[0-9A-Za-z][)）])*[)）](?=[。\s]*\Z)")
# Words that say how something is asked or told, not what it is about.
_EMPTY: Final = frozenset((
    "仮", "全部", "全て", "教える", "書く", "定める", "決まる", "規定", "記載", "何", "条", "項", "号", "条文",
    "番号", "当社", "弊社", "うち", "聞く", "場合", "時", "人", "方", "付ける", "付く", "遣る", "必要", "自体",
    "良い", "為さる", "或る", "中", "内", "場所", "持つ", "入る", "又", "最新", "課す", "課する", "使う", "全",
    "本", "的", "化", "者", "性",
))  # fmt: skip
# Words of one meaning in these questions: any penalty for any other.
_SAME: Final = {
    **dict.fromkeys(("罰金", "課徴金", "懲役", "拘禁刑", "制裁金", "過料", "処罰", "罰する", "刑罰", "罰"), "罰則"),
    "防げる": "防ぐ",
    "届け出る": "届け出",
    "会社": "企業",
}
_AT_HOME: Final = frozenset({"日本", "国内"})  # what a source written here need not say
_FOREIGN_LAW = re.compile(r"(EU|欧州|米国|英国|中国|カナダ|韓国)の?\s?(?:AI\s?)?(?:法|規則|Act\b)")
_TOPIC = re.compile(r"([^、]{1,40}?)(?:に|で|と)?(?:は|も|って)(?![がい])")
# One word or two to the analyser, by inflection: 消える is one always.
_VANISHING = re.compile(r"(?<!で)(?<!では)(?<!じゃ)(?:無く|なく)な(?:(る)|[らりっ])")
_NO_LONGER = re.compile(r"(?:では|で|じゃ)なくな(?:る|ります|った|りました)")
_NUMBER = re.compile(r"[0-9.,]+|[一二三四五六七八九十百千万億]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the evidence (`span`), or the half of one before or after its 「が、」 (`text`), and its words."""

    evidence: Evidence
    span: Span
    text: str
    words: frozenset[str]
    above: frozenset[str]

    @property
    def citation(self) -> Citation:
        """The whole sentence, verbatim."""
        hit = self.evidence.hit
        start, end = self.span
        quote = hit.document.text[start:end]
        passage, document = hit.passage, hit.document
        return Citation(
            self.evidence.label, passage.id, document.id, document.title, passage.locator, start, end, quote
        )


def statements(evidence: Sequence[Evidence]) -> tuple[Statement, ...]:
    """Every statement of the passages, best passage first; one that points back (この, 同) stands under the sentence before it."""
    found = []
    for item in evidence:
        above = frozenset(topic_words(headings(item)))
        before: frozenset[str] = frozenset()
        for span in item.sentences:
            sentence = item.hit.document.text[span.start : span.end]
            if _NO_SENTENCE.search(sentence):
                continue
            context = above | before if _POINTS_BACK.match(sentence) else above
            halves = [Statement(item, span, half, words, context) for half, words in _halves(sentence)]
            before = frozenset(word for half in halves for word in half.words)
            found.extend(halves)
    return tuple(found)


def even(text: str) -> str:
    """The text with なくなる in the words that the analyser reads alike in every form: 消える, ではない."""
    return _VANISHING.sub(lambda verb: "消え" + (verb[1] or ""), _NO_LONGER.sub("ではない", text))


def topic_words(text: str) -> tuple[str, ...]:
    """The content words of `text` that tell what it is about, numbers aside, each once."""
    words = (_SAME.get(word, word) for word in content_words(text))
    return tuple(dict.fromkeys(word for word in words if word not in _EMPTY and not _NUMBER.fullmatch(word)))


def coverage(words: Iterable[str], statement: Statement) -> float:
    """Share of `words` that the statement has; one that only the headings above it have counts half."""
    wanted = set(words)
    if not wanted:
        return 0.0
    own = wanted & statement.words
    return (len(own) + len((wanted - own) & statement.above) / 2) / len(wanted)


def covers_topic(assumed: str, statement: Statement) -> bool:
    """Whether a statement or what it stands under names all that `assumed` is about: the words before its first は."""
    topic = _TOPIC.match(assumed)
    words = set(topic_words(topic[1])) - _AT_HOME if topic is not None else set()
    return words <= statement.words | statement.above and same_law(assumed, statement)


def same_law(assumed: str, statement: Statement) -> bool:
    """Whether neither names a foreign law that the other does not: 「EU AI法」 is not 「AI法」."""
    asked = set(_FOREIGN_LAW.findall(assumed))
    own = set(_FOREIGN_LAW.findall(statement.text))
    return own <= asked <= own | set(_FOREIGN_LAW.findall(headings(statement.evidence)))


def _halves(sentence: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The halves of a sentence and their words, remarks in brackets at its end left out.

    A half without a topic of its own (「…は文章だけのもので、画像にはありません」) has that of the first.
    """
    text = even(_REMARK.sub("", sentence).strip())
    halves = [half for half in _CONTRAST.split(text) if half.strip(" 。")]
    topic = _TOPIC.match(text) if len(halves) > 1 else None
    shared = topic_words(topic[1]) if topic is not None and topic.end() + _LEAST_TOLD < len(halves[0]) else ()
    return tuple(
        (half, frozenset(topic_words(half)) | frozenset(() if _OWN_TOPIC.search(half) else shared)) for half in halves
    )
