"""The act that the last predicate of a sentence speaks of, with the forms of its verb, and how it is meant."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from assistant.judge.claims.endings import Ending
from assistant.judge.claims.inflection import Inflection, inflection, inflection_of
from assistant.judge.claims.statement import Statement

_MOODS: Final = {
    **dict.fromkeys(("must", "need", "oblige", "charge", "ruled", "ask"), "duty"),
    **dict.fromkeys(("effort", "effort of", "desirable", "asked"), "wish"),
    **dict.fromkeys(("may", "can"), "may"),
    **dict.fromkeys(("forbid", "cannot"), "ban"),
    "unneeded": "free",
    "does": "does",
    "did": "did",
    "does not": "not",
    "did not": "not",
}
_ABLE: Final = ("may", "can", "cannot")
_PLEASE_NOT = re.compile(r"ないで(?:ください|下さい)\Z")
_KOTO = re.compile(r"こと\Z")
_JOINING = re.compile(r"(?:及び|又は|並びに|かつ|若しくは|または|および)")
_BULLET = re.compile(
    r"\s*(?:[-•➢⚫●・○◦※]|\*(?!\*)|[0-9０-９]{1,2}[.．)）、])(?!\s*[一二三四五六七八九十イロハニホヘトチ（(])"
)
_PASSIVE = re.compile(r"[さらわかたばなが]れ(?:る|て)")
_NOT_JOINED: Final = ("期間", "一部", "全部", "相互", "共同", "自動", "毎年", "場合", "必要", "通常", "限度", "以内", "以上")  # fmt: skip


class Act(NamedTuple):
    """`verb` begins at `start` of the text, its noun of action included (届出する); `noun`: 報告 of 報告する, else "".

    `mood`: duty, wish, may, ban, able, unable, free (not needed), does, did, not.
    """

    start: int
    verb: Inflection
    noun: str
    mood: str

    @property
    def is_passive(self) -> bool:
        """Whether something is done to the topic."""
        return _PASSIVE.search(self.verb.plain) is not None


def act_of(sentence: str, parts: Statement) -> Act | None:
    """The last act; None for what is, exists or lacks, and for a verb without regular forms."""
    end = parts.end or _request(sentence, parts)
    mood = None if end is None else _MOODS.get(end.kind)
    if end is None or mood is None:
        return None
    if end.kind == "can" and end.surface.startswith("が") and "の" in parts.text[end.start - 3 : end.start]:
        return None  # 人との対話が可能である
    if mood in ("may", "ban") and end.kind in _ABLE and not parts.of_actor:
        mood = {"may": "able", "ban": "unable"}[mood]  # what a thing or a program can do is no permission
    if mood == "does" and _is_advice(sentence, parts, end):
        mood = "wish"
    if end.kind == "effort of":
        verb = inflection_of("努める")
        return None if verb is None else Act(end.start + 1, verb, "", "wish")
    return None if end.verb is None else _whole(parts, end.start, end.verb, mood)


def acts_before(parts: Statement, last: Act) -> Iterator[Act]:
    """The acts that 及び, 又は and the like join to the last one, meant as it is: 「策定し、及び実施する責務」."""
    ends = {span.end - 1 for span in parts.clauses}
    for index, word in enumerate(parts.words[:-2]):
        if word.end not in ends or word.part != "動詞" or not word.form.startswith("連用形"):
            continue
        joining = _JOINING.match(parts.text, word.end + 1)
        following = next((other.start for other in parts.words[index + 1 :] if other.part == "動詞"), 0)
        verb = inflection(word)
        # 「助長し、又は誘発するおそれがある方法により利用する」 joins nothing to 利用する.
        if joining is None or following < last.start or verb is None:
            continue
        act = _whole(parts, word.start, verb, last.mood)
        if act is not None and act.start > (0 if parts.topic is None else parts.topic.end):
            yield act


def _request(sentence: str, parts: Statement) -> Ending | None:
    """「…しないでください」 and 「…すること」 in a list, as ends."""
    words, text = parts.words, parts.text
    denied = _PLEASE_NOT.search(text)
    if denied is not None:
        index = next((index for index, word in enumerate(words) if word.end == denied.start()), None)
        kind = "forbid"
    elif _KOTO.search(text) is not None and _BULLET.match(sentence) and len(words) > 1:
        index, kind = len(words) - 2, "asked"
        if words[index].base in ("ない", "ぬ") and index:
            index, kind = index - 1, "forbid"
    else:
        return None
    verb = None if index is None else inflection(words[index])
    if index is None or verb is None or verb.plain in ("ある", "いる", "なる"):
        return None
    return Ending(kind, words[index].start, text[words[index].start :], verb, "")


def _is_advice(sentence: str, parts: Statement, end: Ending) -> bool:
    """Whether an item of a list tells what to do: 「・記録を残す」, nobody named."""
    plain = (
        end.verb is not None and end.surface == end.verb.plain and not end.surface.endswith(("れる", "いる", "なる"))
    )
    has_subject = any(word.surface == "が" and word.kind == "格助詞" for word in parts.words)
    return plain and not has_subject and parts.topic is None and _BULLET.match(sentence) is not None


def _whole(parts: Statement, start: int, verb: Inflection, mood: str) -> Act | None:
    """The verb with the words before that are part of it: 届け出る, 公衆送信する, 公表されている."""
    words = parts.words
    index = sum(word.end <= start for word in words)  # of the first word behind what is before the verb
    first = index
    while first and words[first - 1].part in ("動詞", "助動詞", "助詞") and _is_joined(parts, first):
        first -= 1
    base = words[first].base if first < len(words) else ""
    noun = ""
    if first and words[first - 1].is_action and (base in ("する", "為る") or verb.plain == "する"):
        first -= 1
        noun = words[first].surface
        while first and _compounds(parts, first):
            first -= 1
            noun = words[first].surface + noun
    begin = words[first].start if first < len(words) else start
    before = parts.text[begin:start]
    forms = Inflection(*((before + form) if form else "" for form in verb))
    return Act(begin, forms, noun, mood) if begin > parts.lead else None


def _is_joined(parts: Statement, first: int) -> bool:
    """Whether the word before `first` and that at it are one predicate."""
    before = parts.words[first - 1]
    at = parts.words[first] if first < len(parts.words) else None
    if before.part == "助詞":
        return before.surface in ("て", "で") and before.kind == "接続助詞" and at is not None and at.base in ("いる", "くる", "来る", "おく", "しまう", "いく")  # fmt: skip
    if before.part == "助動詞":
        return before.base in ("れる", "られる", "せる", "させる")
    return before.form.startswith(("連用形", "未然形")) and at is not None and at.part in ("動詞", "助動詞", "助詞")


def _compounds(parts: Statement, first: int) -> bool:
    """Whether the noun before belongs to the noun of action: 公衆送信, 再許諾."""
    before = parts.words[first - 1]
    if before.part == "接頭辞":
        return True
    return (
        before.part == "名詞"
        and before.kind == "普通名詞"
        and len(before.surface) == 2
        and before.surface not in _NOT_JOINED
    )
