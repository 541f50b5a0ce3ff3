"""The rules that make a follow-up whole with the words of the question before it; each gives None where it does not apply.

All texts are normalised and without a question mark at the end.
"""

import re
from typing import Final, NamedTuple

from assistant.answer.conversation.slots import names_something, only_slot, put_in, slots
from assistant.japanese.alternatives import ROLE, attribute_at_end
from assistant.japanese.asking import Asking, taken_apart
from assistant.japanese.follow_ups import (
    ADDED,
    Fragment,
    clause_before_side,
    compared_with,
    echoes,
    is_side_of_anything,
    lacks_its_thing,
)
from assistant.japanese.pointers import Pointer, pointer_back
from assistant.retrieve.works import Works

_PAIR = re.compile(
    r"(?P<former>[^、。?はが]+?)と(?P<latter>[^、。?はがの]+?)(?:の(?:違い|差|関係|区別|どちら)|は、?(?:どう|何が|どこが|どちら|同じ|それぞれ|両方)|が|を)"
)
_AGAINST = re.compile(r"\A(?:に(?:違反|反|背)|を破)")
_SIDE_OF = re.compile(r"(?P<of>.+)の(?P<side>[^の]+)\Z")
_NOUNS: Final = r"[一-鿿々ァ-ヺーA-Za-z0-9 .+-]"
_JAPANESE = re.compile("[ぁ-ゖ一-鿿ァ-ヺ]")


class Whole(NamedTuple):
    """A question made whole, and the words of the former one that went into it."""

    text: str
    took: str


def last_alone(text: str) -> str:
    """The former question without the sentence that an earlier 「もっと詳しく」 put behind it."""
    text = text.strip()
    for sentence in ADDED:
        text = text.removesuffix(sentence).strip()
    return text.rstrip("。?？ ")


def resolved(text: str, pointer: Pointer, last: str, works: Works) -> Whole:
    """The words that point back replaced by what they point at, or the former question put in front."""
    asking = taken_apart(last)
    thing = ""
    if pointer.kind in ("former", "latter"):
        pair = _PAIR.search(last)
        thing = "" if pair is None else pair[pointer.kind]
    elif pointer.kind == "case":
        thing = f"{asking.act}場合" if asking.act else ""
    elif pointer.kind == "noun":
        thing = _with_noun(pointer.noun, last, asking, works)
    else:
        thing = _thing(asking, works)
        if asking.act and thing == f"{asking.act}こと" and _AGAINST.match(text[pointer.end :]):
            thing += "に関する定め"
    if not thing:
        return in_front(text, last)
    return Whole(text[: pointer.start] + thing + text[pointer.end :], thing)


def without_added_condition(last: str, before_last: str) -> str:
    """The former question without the condition that a follow-up had put on the one before it: a new one replaces it."""
    return before_last if last != before_last and last.endswith(f"、{before_last}") else last


def in_front(text: str, last: str) -> Whole:
    """Both questions, the former first: it stands beside the words that point at it."""
    return Whole(f"{last}。{text}" if _JAPANESE.search(last) else f"{last}? {text}", last)


def changed(said: Fragment, last: str, works: Works) -> Whole:
    """The former question with what the fragment names in its place, under its condition, or asked for its side."""
    if said.kind == "wh":
        return _asked_anew(said.words, last)
    other = None if compared_with(said.words) else put_in(said.words, last, works, said.old, said.mark)
    if other is not None:
        return Whole(other, last)
    if said.asked:
        return in_front(f"{said.words}{said.mark}{said.asked}", last)
    if said.kind == "case":
        return Whole(f"{_condition(said)}、{last}", last)
    return _about(said, taken_apart(last), works)


def supplied(text: str, last: str, works: Works) -> Whole:
    """A whole question that names nothing to be about, with the thing of the former question."""
    asking = taken_apart(last)
    thing = _subject(asking, works)
    if not thing:
        return in_front(text, last)
    has_topic = re.search(r"[^でにとへら]は(?!い)|が|も", text) is not None
    return Whole(f"{thing}について、{text}" if has_topic else f"{thing}は{text}", thing)


def needs_former(text: str, works: Works) -> bool:
    """Whether a question with a predicate names nothing that it could be about."""
    return not names_something(text, works) and lacks_its_thing(text)


def stands_alone(said: Fragment, last: str, works: Works) -> bool:
    """Whether a fragment is a question by itself: 「Gemma 3 と Gemma 4 の違いは?」「AI法の目的は?」."""
    if said.kind in ("wh", "correction", "case"):
        return False
    if said.asked:  # 「人工知能戦略本部は何ですか」, but 「Llama 4 なら何人ですか」
        parallel = echoes(said.asked) and put_in(said.words, last, works) is not None
        return said.mark == "は" and not parallel and not lacks_its_thing(said.words)
    if only_slot(said.words, works) is not None:
        return False
    of = _SIDE_OF.match(said.words)
    if compared_with(said.words) or (is_side_of_anything(said.words) and not names_something(said.words, works)):
        return False
    if of is None or clause_before_side(said.words) is not None:
        return False
    return not said.mark.endswith("も") and pointer_back(said.words) is None and not lacks_its_thing(of["of"])


def _asked_anew(wh: str, last: str) -> Whole:
    """「いつまでに?」 in the place of what was asked (「どこに報告しますか」), else where a question word can stand."""
    asking = taken_apart(last)
    if asking.topic:
        return Whole(f"{asking.topic}は{wh}ですか", asking.topic)
    if asking.wh:
        return Whole(last.replace(asking.wh, wh, 1), last)
    start = f"{asking.lead}{asking.theme}{asking.particle}"
    if asking.theme and last.startswith(start):
        return Whole(f"{start}、{wh}{last[len(start) :].lstrip('、')}", last)
    return in_front(f"それは{wh}ですか", last)


def _about(said: Fragment, asking: Asking, works: Works) -> Whole:
    if compared_with(said.words) and (thing := _subject(asking, works)):
        return Whole(f"{thing}と{said.words}は何ですか", thing)
    if clause_before_side(said.words) is not None or attribute_at_end(said.words) == said.words:
        return _side(said, asking, works)
    return _in_its_place(said, asking, works)


def _condition(said: Fragment) -> str:
    words = said.words.removesuffix("の")
    if said.mark.startswith(("場合", "とき", "際", "時")):
        return words + re.sub(r"(?:は|も|でも|には)\Z", "", said.mark)
    if said.mark == "でも":
        return f"{words}でも"
    return f"{words}場合" if re.search(r"(?:る|た|ない|う|く|す|む)\Z", words) else f"{words}の場合"


def _side(said: Fragment, asking: Asking, works: Works) -> Whole:
    """「罰則は?」: the same side asked of the thing that the former question was about."""
    asked = "はどうなっていますか"
    own = _SIDE_OF.match(asking.topic)
    if own is not None and attribute_at_end(own["side"]):
        return Whole(f"{own['of']}の{said.words}{asked}", own["of"])
    alone = asking.theme and not asking.topic and attribute_at_end(asking.theme) == asking.theme
    if alone and asking.lead:  # AI法に罰則はありますか → AI法に課徴金はありますか
        return Whole(asking.text.replace(asking.theme, said.words, 1), asking.text)
    thing = _subject(asking, works)
    if thing:
        return Whole(f"{thing}の{said.words}{asked}", thing)
    if not asking.act:
        return in_front(f"{said.words}は", asking.text)
    joined = "場合、" if clause_before_side(said.words) is not None else "ときの"
    return Whole(f"{asking.act}{joined}{said.words}{asked}", asking.act)


def _in_its_place(said: Fragment, asking: Asking, works: Works) -> Whole:
    """「プロンプトは?」: in the place of what the former question was about, or a part of that where it is a work."""
    own = _SIDE_OF.match(asking.topic)
    if own is not None and attribute_at_end(own["side"]) and not names_something(own["side"], works):
        return Whole(f"{own['of']}の{said.words}はどうなっていますか", own["of"])
    old = asking.topic or asking.theme
    if old and not names_something(old, works):
        return Whole(asking.text.replace(old, said.words, 1), asking.text)
    thing = _subject(asking, works)
    if thing:
        return Whole(f"{thing}について、{said.words}はどうですか", thing)
    return in_front(f"{said.words}は", asking.text)


def _with_noun(noun: str, last: str, asking: Asking, works: Works) -> str:
    """The fuller name in the former question of what 「この規程」 names (生成AI利用規程), else the thing with that side."""
    found = re.search(rf"{_NOUNS}*{re.escape(noun)}(?!{_NOUNS})", last)
    if found is not None and found[0].strip() != noun:
        before = re.search(rf"(?:{_NOUNS}+の)?\Z", last[: found.start()])
        return ((before[0] if before else "") + found[0]).strip()
    if found is not None:
        before = re.search(rf"{_NOUNS}+の\Z", last[: found.start()])
        if before is not None:
            return f"{before[0]}{noun}".strip()
    named = [last[slot.start : slot.end] for slot in slots(last, works) if slot.kind == "law"]
    if named and noun in ("法", "法律", "規程", "規約", "指針", "ガイドライン", "省令", "政令"):
        return named[0]
    if noun in ("条", "条文"):
        return ""
    thing = _subject(asking, works)
    if thing:
        return f"{thing}の{noun}"
    return f"{asking.act}ときの{noun}" if asking.act else ""


def _thing(asking: Asking, works: Works) -> str:
    """What 「それ」 means after a question: its topic, the thing that it is about, or what is done in it."""
    if asking.topic:
        return asking.topic
    if asking.theme and not _is_role(asking.theme, works) and not asking.theme.endswith("こと"):
        return _subject(asking, works)
    return f"{asking.act}こと" if asking.act else ""


def _subject(asking: Asking, works: Works) -> str:
    """The noun phrase that a question is about; a work that it names where the theme is only somebody who acts."""
    if asking.topic:
        return asking.topic
    if not asking.theme or asking.theme.endswith("こと"):
        return ""
    if _is_role(asking.theme, works):
        named = [slot for slot in slots(asking.text, works) if slot.kind == "law"]
        return asking.text[named[0].start : named[0].end] if named and not asking.act else ""
    place = re.fullmatch(r"(?P<of>[^、]+?)(?:に|で)", asking.lead)
    return f"{place['of']}の{asking.theme}" if place is not None else asking.theme


def _is_role(words: str, works: Works) -> bool:
    slot = only_slot(words, works)
    return slot is not None and slot.kind == ROLE
