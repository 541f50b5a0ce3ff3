"""Questions that one phrase of the sentence answers: who, to whom, what, and in nouns 「…の報告先は」."""

from random import Random
from typing import Final

from assistant.judge.questions.ask import Ask
from assistant.judge.questions.heads import context, head, is_actor, noun_of, topic_of, who_word
from assistant.judge.questions.matter import Matter
from assistant.judge.questions.phrases import Phrase
from assistant.judge.questions.sayable import identifies, is_vague, pointed, sayable
from assistant.records import Span

_TO: Final = ("に", "に対し", "に対して", "へ")
# Acts that are done to somebody, as the first half of 報告先.
_ADDRESSED: Final = frozenset(
    (
        *("報告", "届出", "提出", "通知", "提供", "申請", "委託", "連絡", "登録", "送付", "請求", "相談", "共有", "開示", "申出", "通報"),
        *("依頼",),
    )
)  # fmt: skip
_ADDRESSED_VERBS: Final = {"届け出る": "届出", "申し出る": "申出", "支払う": "支払", "納める": "納付", "求める": "請求"}
# Verbs that say nothing of the matter without their object.
_GENERIC: Final = frozenset(
    (
        *("する", "行う", "講ずる", "講じる", "有する", "図る", "とる", "定める", "なる", "得る", "加える", "含む", "受ける", "示す", "意味する"),
    )
)  # fmt: skip


def who(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「誰が…を報告しなければならないか」, 「…を報告するのはどこですか」."""
    subject = _subject(matter)
    if subject is None:
        return None
    word = who_word(matter.text[subject.start : subject.end], random)
    said = _without_subject(matter, brief, random)
    if word is None or said is None or pointed(matter.text[subject.start : subject.end]):
        return None
    if not identifies(said, matter.act.noun):
        return None
    if random.random() < 0.5:
        return Ask("who", said, "cleft", subject, word)
    place = said + word + "が" if len(said) < 12 and random.random() < 0.3 else word + "が" + said
    return Ask("who", place, "open", subject)


def whom(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「…をどこに報告しなければならないか」."""
    phrase = _addressee(matter)
    if phrase is None:
        return None
    word = who_word(noun_of(matter, phrase), random)
    said = None if word is None else head(matter, phrase, word, brief, random)
    return None if said is None else Ask("whom", said, "open", Span(phrase.start, phrase.end))


def where_to(matter: Matter, random: Random) -> Ask | None:
    """「…の報告先は」."""
    phrase = _addressee(matter)
    act = matter.act
    noun = act.noun if act.noun in _ADDRESSED else _ADDRESSED_VERBS.get(act.verb.plain)
    thing = matter.phrase("を")
    if phrase is None or noun is None or thing is None:
        return None
    said = sayable(noun_of(matter, thing), brief=True)
    topic = topic_of(matter, brief=True)
    if said is None or not identifies(f"{said}の{noun}先"):
        return None
    start = f"{topic}による" if topic is not None and random.random() < 0.3 else ""
    return Ask("topic", f"{start}{said}の{noun}先", "noun", Span(phrase.start, phrase.end))


def what(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「…は委員会に何を報告しなければならないか」."""
    thing = matter.phrase("を")
    if thing is None or matter.act.is_passive or pointed(noun_of(matter, thing)) or is_vague(noun_of(matter, thing)):
        return None
    said = head(matter, thing, "何", brief, random)
    known = "" if said is None else said.replace("何を", "")
    noun = noun_of(matter, thing)
    little = matter.act.verb.plain in _GENERIC and (len(known) < 14 or len(noun) < 4)
    if said is None or little or not identifies(known, matter.act.noun):
        return None
    return Ask("what", said, "open", Span(thing.start, thing.end))


def by_what(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「…は何で定められるか」: 「…は、政令で定める」."""
    phrase = matter.phrase("で", "により")
    topic = topic_of(matter, brief)
    if (
        phrase is None
        or topic is None
        or matter.act.verb.plain not in ("定める", "規定する")
        or pointed(noun_of(matter, phrase))
    ):
        return None
    if not identifies(topic):
        return None
    answer = Span(phrase.start, phrase.end)
    if random.random() < 0.4:
        return Ask("topic", f"{topic}を定めるもの", "noun", answer)
    return Ask("what", f"{topic}は{random.choice(('何で', 'どこで', 'どの法令で', '何に'))}", "open", answer)


def _subject(matter: Matter) -> Span | None:
    if matter.topic is not None and matter.laid.parts.of_actor:
        return matter.topic
    phrase = matter.phrase("が") if matter.topic is None else None
    return None if phrase is None else Span(phrase.start, phrase.end)


def _without_subject(matter: Matter, brief: bool, random: Random) -> str | None:
    kept = tuple(phrase for phrase in matter.phrases if phrase.mark != "が")
    if not any(phrase.mark in ("を", *_TO, "について", "と") for phrase in kept):
        return None
    return context(matter._replace(phrases=kept), None, "", brief, random)


def _addressee(matter: Matter) -> Phrase | None:
    """The phrase that names to whom the act is done."""
    for phrase in matter.phrases:
        noun = noun_of(matter, phrase)
        if phrase.mark in _TO and is_actor(noun) and not pointed(noun):
            return phrase
    return None
