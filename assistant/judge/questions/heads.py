"""What a question says before its verb: the topic and the phrases of the text, one of them asked for."""

import re
from random import Random
from typing import Final

from assistant.judge.questions.matter import Matter
from assistant.judge.questions.phrases import Phrase
from assistant.judge.questions.sayable import identifies, pointed, sayable

_BODY = re.compile(
    r"(?:委員会|機関|省|庁|裁判所|本部|会社|企業|団体|法人|政府|国|署|センター|組織|部門|部署|当局|室|課|府|機構|局|窓口|先|審議会|協会)(?:の長)?等?\Z"
)
_PERSON = re.compile(
    r"(?:者|大臣|長官?|人|員|主体|家|監|官|何人|ユーザー?|担当|社員|弁護士|国民|責任者|本人)(?:等|ら|たち)?\Z"
)
_KEPT: Final = ("を", "が", "と", "")
# 「個人データの漏えい、滅失その他の…が生じたとき」 is 「個人データの漏えいが生じたとき」 for whoever asks.
_ONE_OF_MANY = re.compile(
    r"(?:その取り扱う)?(?P<first>[^、はがを]{3,24})、.*その他の.*?(?P<end>[がを][^がを、]{1,12}(?:場合|とき|際))\Z"
)
_THAT = re.compile(r"当該|その|同[項条号]|前[項条号]|これ")
_LONG: Final = 12  # characters of a time that need not be said: 「記録を作成した日から…の期間」
_HOW: Final = ("により", "によって", "で")
_SPOKEN: Final = {"に対し": "に", "に対して": "に", "に関し": "について", "に関して": "について"}


def who_word(noun: str, random: Random) -> str | None:
    """誰 or どこ for the noun of an actor; None for any other noun."""
    if not is_actor(noun):
        return None
    if _BODY.search(noun):
        return random.choice(
            ("どこ", "どの機関" if noun.endswith(("委員会", "機関", "省", "庁")) else "どこ", "どこ", "誰")
        )
    if noun.endswith(("事業者", "事業者等")) and len(noun) > 4:
        return random.choice(("誰", "どのような事業者", "どの事業者", "誰"))
    return "誰"


def is_actor(noun: str) -> bool:
    """Whether the noun names somebody or a body, not a number of people."""
    counted = re.search(r"[0-9０-９億万千百十]人", noun) is not None
    return not counted and (_BODY.search(noun) or _PERSON.search(noun)) is not None


def noun_of(matter: Matter, phrase: Phrase) -> str:
    """The words of a phrase without its particle."""
    return matter.text[phrase.start : phrase.end]


def topic_of(matter: Matter, brief: bool) -> str | None:
    """The topic for a question; None where there is none that can be said."""
    if matter.topic is None:
        return None
    return sayable(matter.text[matter.topic.start : matter.topic.end], brief)


def context(
    matter: Matter, asked: Phrase | None, word: str, brief: bool, random: Random, has_setting: bool = False
) -> str | None:
    """The phrases of the act with `word` for the one that is asked; None where what is needed cannot be said.

    `has_setting`: the condition goes before it, so that an object which only points back to it may be left out.
    """
    made = []
    for phrase in matter.phrases:
        mark = _SPOKEN.get(phrase.mark, phrase.mark) if brief else phrase.mark
        if phrase == asked:
            made.append(word + mark)
            continue
        noun = sayable(noun_of(matter, phrase), brief)
        of_verb = phrase.mark == "に" and not is_actor(noun_of(matter, phrase))  # 閲覧に供する
        how = phrase.mark in _HOW and matter.act.mood == "ban"  # forbidden in this way only
        needed = (phrase.mark in _KEPT or of_verb or how) and (phrase.mark != "" or phrase.end - phrase.start < _LONG)
        if noun is None and needed and not (has_setting and _THAT.search(noun_of(matter, phrase))):
            return None
        if noun is not None and (needed or (not brief and phrase.mark != "") or random.random() < 0.5):
            made.append(noun + mark)
    return "".join(made)


def head(matter: Matter, asked: Phrase | None, word: str, brief: bool, random: Random) -> str | None:
    """Topic and phrases; None where they do not tell what the question is about."""
    said = context(matter, asked, word, brief, random)
    setting = condition_text(matter)
    left_out = said is None and setting is not None and asked is not None
    said = context(matter, asked, word, brief, random, has_setting=True) if left_out else said
    if said is None:
        return None
    if not said and matter.phrases:
        return None  # 「重点計画は定める必要はありますか」: all that would tell what was left out
    topic = topic_of(matter, brief)
    if topic is None and matter.topic is not None and not _can_do_without_topic(matter):
        return None
    before = "" if topic is None else topic + random.choice(("は", "は、") if not brief else ("は",))
    wanted = not brief or not identifies(before + said.replace(word, ""))
    if setting is not None and (left_out or (wanted and random.random() < 0.8)):
        before += setting + random.choice(("、", "には、", ""))
    return before + said if identifies((before + said).replace(word, ""), matter.act.noun) else None


def condition_text(matter: Matter) -> str | None:
    """The condition as a part of a question, short where it lists many things."""
    if matter.condition is None:
        return None
    text = matter.text[matter.condition.start : matter.condition.end]
    if len(text) > 40 and (one := _ONE_OF_MANY.match(text)) is not None:
        return sayable(one["first"] + one["end"], brief=False)
    return None if pointed(text) else sayable(text, brief=False)


def _can_do_without_topic(matter: Matter) -> bool:
    """Whether the act is said with its own object, so that the question stands without its topic."""
    return any(phrase.mark == "を" for phrase in matter.phrases)
