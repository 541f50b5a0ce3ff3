"""A sentence taken apart for restating it: its label off, its topic, its clauses, its end."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.japanese.clauses import clauses
from assistant.japanese.sentences import display
from assistant.judge.claims.endings import DENIALS, Ending, ending
from assistant.judge.claims.words import Word, words
from assistant.records import Span

_LONGEST: Final = 600  # characters
# 「**第三条（目的）**　」, 「- 一　」, 「**２**　」, 「5. 」, 「➢ P-2)ii. 」, 「3　」
_LABEL = re.compile(
    r"(?:\*\*第[^*]{1,60}\*\*|\*\*[0-9０-９一二三四五六七八九十の]{1,6}\*\*|[-*•➢⚫●・○◦※>\s]|[0-9０-９]{1,3}[.．)）、]\s"
    r"|\([0-9０-９]{1,3}\)|（[0-9０-９一二三四五六七八九十]{1,3}）|\d+\)|[一二三四五六七八九十]{1,3}(?:の[一二三四五六七八九十])?[\s]"
    r"|[イロハニホヘトチリヌ][\s]|[０-９]{1,3}[\s]|[A-Z]{1,2}-\d+\)[ivx]*\.?\s|第[0-9０-９一二三四五六七八九十百]+[条項](?:の[0-9０-９一二三四五六七八九十]+)*(?:（[^（）]{1,40}）)?[\s])+"
)
_CLOSING = re.compile(r"(?:[。．.！!\s]|\[[^\[\]]*\]|\(「[^()]*」\)|\(「[0-9]+\)[^()]*」\))+\Z")
_NO_STATEMENT = re.compile(r"https?:|\]\(|\A[A-Za-z_]+: |\A[^ぁ-ん]*\Z|\A#|[|`{}<>=]|[？?]\Z|[：:、，]\Z")
_MARKUP = re.compile(r"\*\*|\[[0-9]+\]")
_OR: Final = ("又", "若しく", "或い", "あるい", "もしく", "また")  # 国又は: the analyser takes 国又 for a name
_AFTER_MARK: Final = ("て", "で", "に", "と", "へ", "から", "まで", "とき", "場合", "ほか", "際", "り", "のみ", "か")
_CASES: Final = ("に", "を", "で", "から", "へ", "より", "まで")
_ADVERBIAL_ENDS: Final = frozenset(
    ("ため", "為", "際", "下", "もと", "場合", "とき", "時", "限り", "上", "うえ", "後", "ほか", "中", "以降", "以来", "よう", "年", "月", "日", "頃", "ころ", "年代", "世紀", "時代", "当時", "以後", "まで", "から", "現在", "ながら", "たら", "ば", "で", "で", "たび", "つつ")
)  # fmt: skip
_CONDITION = re.compile(
    r"場合|とき(?!どき)|時に?は|限り|除き|除いて|ただし|但し|のみ|だけ|に限|以外|でなければ|ない限|たら、|れば、|(?:であ|にあ)っては|範囲"
)
_NARROWING = re.compile(
    r"のみ|だけ|しか|ほとんど|最も|もっとも|初めて|初の|唯一|ばかり|まで|以外|いずれか|[しりいきれべめけえるう]、(?:又は|または|若しくは)|とは、|とは「|同じ|異なる|比べ|より(?:も|高|低|大|小|多|少|早|遅)"
)
_LEAD = re.compile(
    r"(?:ただし|但し|また|なお|さらに|更に|そして|それから|加えて|しかし|しかしながら|一方|その一方で|他方|そこで|そのため|このため|したがって|従って|特に|さて|例えば|たとえば|次に|まず|ちなみに|すなわち|つまり|このように|これにより|その後|同時に)、"
)
_SHORT_LEAD = re.compile(r"(?:また|なお|さらに|更に|そして|しかし|そのため|特に)(?=[一-龠ァ-ヶA-Z])")
_FREE_LEADS: Final = (
    "また",
    "なお",
    "さらに",
    "そして",
    "しかし",
    "また、",
    "なお、",
    "さらに、",
    "更に、",
    "そして、",
    "加えて、",
    "さて、",
    "ちなみに、",
    "しかし、",
    "しかしながら、",
    "一方、",
    "他方、",
    "つまり、",
    "すなわち、",
)
_ACTOR = re.compile(
    r"(?:者|国|大臣|委員会|長|人|機関|会社|企業|団体|政府|本部|主体|法人|員|社|省|庁|府|何人も|何人|組織|部門|当センター|教授|博士|家|王|選手|民)(?:等|ら)?\Z"
)


class Topic(NamedTuple):
    """「AI提供者は、」: the words before は at `start` to `noun_end`, and where the comma after it ends."""

    start: int
    noun_end: int
    end: int


class Statement(NamedTuple):
    """A sentence without label and full stop. `lead`: where 「また、」 ends; `clauses`: the stretches between commas."""

    text: str
    words: tuple[Word, ...]
    lead: int
    clauses: tuple[Span, ...]
    topic: Topic | None
    end: Ending | None

    @property
    def body(self) -> Span:
        """Everything from behind the lead to where the last predicate begins."""
        return Span(self.lead, len(self.text) if self.end is None else self.end.start)

    @property
    def has_free_lead(self) -> bool:
        """Whether it begins with a word that joins it to the sentence before and says nothing itself."""
        return self.text.startswith(_FREE_LEADS)

    @property
    def of_actor(self) -> bool:
        """Whether the topic is somebody who can have a duty or a right."""
        return self.topic is not None and _ACTOR.search(self.text[self.topic.start : self.topic.noun_end]) is not None

    @property
    def is_upward(self) -> bool:
        """Whether a part of what it says of its topic may be left out: nothing denied, nothing restricted, no definition."""
        if self.end is None or self.end.kind in DENIALS or self.end.kind in ("may", "can", "means", "ask"):
            return False
        plain_denial = self.end.verb is None and self.end.plain == "ない"
        return not plain_denial and _NARROWING.search(self.text) is None and "条" not in self.text[-14:]


@lru_cache(maxsize=512)  # the sentences nearby are asked for again and again
def statement(sentence: str) -> Statement | None:
    """The parts of a sentence; None for a heading, a table row, code, a question and what is too long."""
    text = display(sentence)
    label = _LABEL.match(text)
    text = _MARKUP.sub("", text[label.end() if label else 0 :]).strip()
    text = text[: closing.start()] if (closing := _CLOSING.search(text)) else text
    if not 6 <= len(text) <= _LONGEST or _NO_STATEMENT.search(text) or not balanced(text) or "。" in _outside(text):
        return None
    found = words(text)
    lead = _LEAD.match(text) or _SHORT_LEAD.match(text)
    spans, position = [], 0
    for clause in clauses(text):
        spans.append(Span(position, position + len(clause)))
        position += len(clause)
    start = lead.end() if lead else 0
    end = ending(text, found)
    return Statement(text, found, start, tuple(spans), _topic(text, found, start, spans), end)


def is_condition(text: str) -> bool:
    """Whether the words set a condition, a limit or an exception."""
    return _CONDITION.search(text) is not None


def is_adverbial(found: Sequence[Word]) -> bool:
    """Whether a clause (its words, without the comma) belongs to the predicate: 〜し, 〜して, 〜ため, 〜場合には, 1963年."""
    if not found:
        return False
    last = found[-1]
    if last.surface in ("は", "に") and len(found) > 1:
        return found[-2].surface in (
            "場合",
            "とき",
            "際",
            "ため",
            "よう",
            "後",
            "前",
            "年",
            "月",
            "日",
            "と同時",
            "同時",
            "もと",
            "下",
        )
    return (
        (last.part in ("動詞", "助動詞") and last.form.startswith("連用形"))
        or last.surface in ("て",)
        or (last.surface == "で" and last.kind == "接続助詞")
        or last.surface in _ADVERBIAL_ENDS
    )


def words_within(parts: Statement, start: int, end: int) -> tuple[Word, ...]:
    """The words from `start` to `end` of the text."""
    return tuple(word for word in parts.words if word.start >= start and word.end <= end)


def is_simple(found: Sequence[Word]) -> bool:
    """Whether the words are nouns joined by の, 及び, ・ and the like, with no verb among them."""
    return bool(found) and all(
        word.part in ("名詞", "接尾辞", "接頭辞", "代名詞", "記号")
        or word.surface
        in ("の", "及び", "および", "「", "」", "『", "』", "・", "その", "当該", "この", "ー", "(", ")", "（", "）")
        for word in found
    )


def balanced(text: str) -> bool:
    """Whether every bracket has its partner, counted."""
    return all(text.count(one) == text.count(other) for one, other in ("「」", "『』", "（）", "()", "［］", "[]"))


def _outside(text: str) -> str:
    return re.sub(r"（[^）]*）|\([^)]*\)|「[^」]*」|『[^』]*』", "", text)


def _topic(text: str, found: Sequence[Word], lead: int, spans: Sequence[Span]) -> Topic | None:
    """The first は outside brackets that marks a noun, with what belongs to the noun."""
    depth = 0
    for index, word in enumerate(found):
        depth += (word.surface in "「『（([［") - (word.surface in "」』）)]］") if len(word.surface) == 1 else 0
        if depth == 0 and word.surface == "は" and word.kind == "係助詞" and word.start > lead:
            if (
                found[index - 1].surface in _AFTER_MARK
                or text.endswith(_OR, 0, word.start)
                or text[word.end : word.end + 2] in ("ない", "なく", "あり")
            ):
                if found[index - 1].surface in ("とき", "場合", "ほか", "際"):
                    continue
                return None
            start = _noun_start(text, found[:index], lead, spans)
            if start is None or start >= word.start:
                return None
            if found[index - 1].part not in ("名詞", "接尾辞", "代名詞", "記号", "補助記号"):
                return None
            if not balanced(text[start : word.start]):
                return None
            comma = text[word.end : word.end + 1] in ("、", "，")
            return Topic(start, word.start, word.end + comma)
    return None


def _noun_start(text: str, before: Sequence[Word], lead: int, spans: Sequence[Span]) -> int | None:
    start = lead
    clause = max((span.start for span in spans if span.start <= before[-1].start), default=lead)
    if clause > lead:
        earlier = [word for word in before if lead <= word.start and word.end < clause]
        inside = [word for word in before if word.start >= clause]
        has_verb = any(word.part == "動詞" for word in inside)
        if not is_adverbial(earlier):
            return (
                None
                if not is_simple([word for word in before if word.start >= lead and word.surface != "、"])
                else lead
            )
        if has_verb and earlier[-1].part in ("動詞", "助動詞", "助詞"):
            return None
        start = clause
    last_verb = max((word.end for word in before if word.part in ("動詞", "形容詞", "助動詞")), default=0)
    if any(word.part == "形容詞" and word.form.startswith("連用形") and word.start >= start for word in before):
        return None  # …より早く列車は: what belongs to the noun cannot be told
    for word in before:
        if word.start == start and (word.part in ("副詞", "接続詞") or word.surface == "、"):
            start = word.end
    for word in before:
        if word.start >= start and word.kind == "格助詞" and word.surface in _CASES and word.end > last_verb:
            start = word.end
    return start
