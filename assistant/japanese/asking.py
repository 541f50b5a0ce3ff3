"""The build of a Japanese question: what it is about, what it asks (何, いつ, どこに), and what is done in it.

All texts are normalised (`assistant.japanese.normalise`), without a question mark at the end.
"""

import re
from dataclasses import dataclass
from typing import Final

from assistant.japanese.counters import COUNTER
from assistant.japanese.morphemes import morphemes

_WHO: Final = r"(?:誰|だれ|どこ|いつ|いくつ|いくら|どれ|どちら|なぜ|どうして|どうやって|何故)"
_WHAT: Final = (
    r"(?:何|なに|なん|どの(?:くらい|程度)の?|どのような|どういう|どんな|どの)"
    rf"(?:(?:{COUNTER})間?|(?:[一-鿿々ァ-ヺー]{{1,8}}|もの|こと)(?=[がをにへとでもはのかあ、。?]|\Z))?(?:以内|以上|以下)?"
)
_PARTICLES: Final = r"(?:まで|から|より)?(?:が|を|に|へ|と|で(?!す|し))?(?:は(?!い))?"
# An asking phrase reaches to the particle behind it: 「どこに」, 「何年間」, 「どんな責任を」, 「年に何回」.
WH = re.compile(rf"(?:(?:年|月|週|日)に)?(?:{_WHO}|{_WHAT}|どう(?!して)){_PARTICLES}")
_WH_COPULA: Final = (
    rf"(?:いったい|一体)?(?:{_WHO}|{_WHAT}|どう)(?:に?なり)?(?:まで|から|のこと)?(?:です|でしょう|なの(?:です|でしょう)|なん(?:です|でしょう)|ます)か?"
    r"|(?:どう|どこが)?違(?:うの?(?:です|でしょう)?か|いますか)"
)
_TOPIC = re.compile(rf"(?P<topic>[^、。?]+?)(?:(?<!こ)とは|って|というのは|は)、?(?:{_WH_COPULA})?\Z")
_TELL = re.compile(
    r"(?P<topic>[^。?]+?)(?:について|に関して|を|も)?(?:詳しく|簡単に|すべて|全部)?(?:教えて|説明して|知りたい|挙げて|示して|列挙して)(?:ください|下さい|ほしい|欲しい|です|の(?:です|ですが))*\Z"
)
_ABOUT_THING = re.compile(r"(?P<topic>[^、。?]+?)(?:について|に関して)は?、")
_ENDING = re.compile(r"(?:(?:の|ん)(?:です|でしょう|だろう)か|(?:です|でしょう|だろう)か|か)\Z")
_THEME_END: Final = r"(?:で|に|から|(?<!こ)と|へ)?は(?!ず|ない|いけ)"
_NOUN: Final = r"[^、。?ぁ-ん]+"
_THEME = re.compile(
    r"\A(?P<lead>[^。?]{0,60}?(?:(?:たら|れば|ると|とき|場合|際)(?:に?は)?、|(?:に|で|から|として)(?!は|の|も)))"
    rf"(?P<theme>{_NOUN}(?:の{_NOUN})*)(?P<particle>{_THEME_END})、?"
    rf"|\A(?P<theme_alone>[^、。?]+?)(?P<particle_alone>{_THEME_END})、?"
)
_POLITE: Final = (
    ("なければなりません", "なければならない"), ("なければいけません", "なければならない"), ("てはなりません", "てはならない"),
    ("てはいけません", "てはならない"), ("ではいけません", "ではならない"), ("ありません", "ない"), ("できません", "できない"),
    ("ありました", "あった"), ("ていません", "ていない"),
)  # fmt: skip
# What is allowed, possible or needed, cut off behind the verb that it belongs to.
_MODAL = re.compile(
    r"(?:て|で)(?:も)?(?:よい|いい|良い|大丈夫|問題ない|構わない|かまわない|差し支えない|OK|セーフ|あり)\Z|(?:こと)?(?:は|が|も)?(?:可能|できる)\Z"
    r"|(?:必要|義務)(?:は|が)ある\Z|なければならない\Z|(?:こと)?(?:は|が|も)(?:禁止|許|認め)[^、。]*\Z|べき\Z|(?:に)?は?(?:必要|不要|違法|適法|義務)\Z"
)
_PREDICATE_BEFORE = re.compile(r"(?:する|した|される|された|して|たら|れば|ると|った|った時|ている|ます|です)")


@dataclass(frozen=True, slots=True)
class Asking:
    """A question taken apart; empty where a part is missing.

    `topic` is the noun phrase that it only asks about (「AI法の目的」 of 「AI法の目的は何ですか」); `theme` the phrase that は
    marks at the front, `particle` what marks it, `lead` what stands before it (「AI法に」 of 「AI法に罰則はありますか」); `wh` the asking words; `plain` the whole without politeness and か.
    """

    text: str
    topic: str = ""
    theme: str = ""
    particle: str = ""
    lead: str = ""
    wh: str = ""
    plain: str = ""

    @property
    def act(self) -> str:
        """What is done in it, as a plain clause that ends in a verb (「個人データを入力する」); empty where none is found."""
        clause = self.plain.replace(self.wh, "", 1) if self.wh else self.plain
        if self.theme:
            clause = clause.replace(f"{self.theme}{self.particle}", _front(self.theme, self.particle), 1)
        clause = re.sub(r"\A、|、\Z", "", clause)
        modal = _MODAL.search(clause)
        if modal is None:
            return clause if _ends_in_verb(clause) else ""
        stem = clause[: modal.start()]
        return _verb_form(stem + ("て" if modal[0][:1] == "て" else "で" if modal[0][:2] in ("でも", "でよ") else ""))


def taken_apart(question: str) -> Asking:
    """The build of one normalised question; a text of several sentences is taken by its last."""
    text = re.split(r"(?<=[。?!])", question.rstrip("。?! "))[-1].strip()
    about = _ABOUT_THING.match(text)
    if about is not None:
        return Asking(text, topic=about["topic"])
    tell = _TELL.match(text)
    topic = _TOPIC.match(text)
    if tell is not None and not _PREDICATE_BEFORE.search(tell["topic"][-3:]):
        return Asking(text, topic=tell["topic"])
    lead, theme, particle = _theme(text)
    wh = WH.search(text)
    return Asking(
        text,
        topic=topic["topic"] if topic is not None and not _has_clause(topic["topic"]) else "",
        theme=theme,
        particle=particle,
        lead=lead,
        wh="" if wh is None else wh[0],
        plain=_plain(text),
    )


def _theme(text: str) -> tuple[str, str, str]:
    """What stands before the theme, the theme, and its particle; empty where は marks none."""
    match = _THEME.match(text)
    if match is None:
        return "", "", ""
    if match["theme"]:
        return match["lead"], match["theme"], match["particle"]
    return (
        ("", match["theme_alone"], match["particle_alone"]) if not _has_clause(match["theme_alone"]) else ("", "", "")
    )


def _has_clause(text: str) -> bool:
    """Whether a noun phrase is none but holds a condition or a finished clause (漏えいしたら, 生成すると)."""
    return re.search(r"(?:たら|れば|ると|ても|ので|から、|ため、|場合、)", text) is not None


def _front(theme: str, particle: str) -> str:
    return f"{theme}が" if particle == "は" else f"{theme}{particle[:-1]}"


def _plain(text: str) -> str:
    """The question as a plain clause: 「入力できますか」 → 「入力できる」; tense is dropped."""
    text = _ENDING.sub("", text)
    for polite, plain in _POLITE:
        if text.endswith(polite):
            return text[: -len(polite)] + plain
    words = list(morphemes(text))
    while words and words[-1].dictionary_form() in ("ます", "た", "です"):
        words.pop()
    if not words:
        return text
    ending: str = words[-1].dictionary_form()
    return "".join(word.surface() for word in words[:-1]) + ending


def _verb_form(text: str) -> str:
    """The clause up to its last verb, which is put into dictionary form (学習して → 学習する); empty where there is none."""
    words = list(morphemes(text))
    while words and words[-1].part_of_speech()[0] in ("助詞", "助動詞"):
        words.pop()
    if not words:
        return ""
    last = words[-1]
    before = "".join(word.surface() for word in words[:-1])
    if last.part_of_speech()[0] == "動詞":
        ending: str = last.dictionary_form()
        return before + ending
    return f"{before}{last.surface()}する" if last.part_of_speech()[2] == "サ変可能" else ""


def _ends_in_verb(text: str) -> bool:
    words = list(morphemes(text))
    return bool(words) and (
        words[-1].part_of_speech()[0] == "動詞" or words[-1].dictionary_form() in ("れる", "られる", "せる", "させる")
    )
