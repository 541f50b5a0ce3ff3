"""Questions that a clause or the predicate answers: under which condition, what for, whether one must or may."""

from random import Random
from typing import Final

from assistant.judge.questions.ask import Ask
from assistant.judge.questions.heads import head, topic_of
from assistant.judge.questions.matter import Matter
from assistant.judge.questions.question_ends import cleft_end
from assistant.judge.questions.sayable import identifies, pointed, sayable
from assistant.records import Span

_WHEN: Final = ("どのような場合に", "どんな場合に", "どういうときに", "どんなときに", "どういう場合に")
_WHAT_FOR: Final = ("何のために", "どういう目的で", "何を目的に")
_WHY: Final = ("なぜ", "どうして", "どういう理由で")
_OBJECTS: Final = ("を", "に", "に対し", "について", "が")
_KINDS: Final = {
    "duty": "duty",
    "wish": "duty",
    "free": "duty",
    "may": "permission",
    "able": "permission",
    "ban": "prohibition",
    "unable": "prohibition",
}


def condition(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「どのような場合に…を報告しなければならないか」, 「…する条件は」."""
    span = matter.condition
    said = None if span is None else _head(matter, brief, random)
    if span is None or said is None or pointed(matter.text[span.start : span.end]):
        return None
    chance = random.random()
    topic, rest = said
    if chance < 0.25:
        return Ask(
            "topic",
            _of(topic) + rest + matter.act.verb.plain + random.choice(("条件", "場合の条件", "ケース")),
            "noun",
            span,
        )
    if chance < 0.5:
        word = random.choice(("どんなとき", "どのような場合", "どんな場合", "どういう場合", "いつ"))
        return Ask("condition", _of(topic) + rest, "cleft", span, word)
    return Ask("condition", _as_topic(topic, random) + random.choice(_WHEN) + rest, "open", span)


def exception(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「…しなくてもよいのはどんな場合か」: 「…を除き、…しなければならない」."""
    span = matter.exception
    turned = {"duty": "free", "ban": "may"}.get(matter.act.mood)
    said = None if span is None or turned is None else _head(matter, brief, random)
    if span is None or turned is None or said is None or pointed(matter.text[span.start : span.end]):
        return None
    if not matter.text[span.start : span.end].endswith(("場合", "とき")):
        return None
    topic, rest = said
    if random.random() < 0.4:
        noun = "義務の例外" if turned == "free" else "ことの禁止の例外"
        return Ask("topic", f"{_of(topic)}{rest}{matter.act.verb.plain}{noun}", "noun", span)
    end = cleft_end(turned, matter.act.verb, random.choice(("どんな場合", "どのような場合", "どんなとき")), random)
    return Ask("condition", f"{_of(topic)}{rest}{end}", "", span)


def purpose(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「何のために…するのか」; 「なぜ」 where the clause gives a reason."""
    span = matter.purpose
    said = None if span is None else _head(matter, brief, random)
    if (
        span is None
        or said is None
        or len(matter.text[span.start : span.end]) < 6
        or matter.act.mood in ("ban", "unable", "not")
    ):
        return None
    topic, rest = said
    before = next((word for word in matter.laid.parts.words if word.end == span.end - 2), None)
    reason = before is None or before.base in ("た", "ない", "いる", "ある", "だ", "れる", "られる")
    if random.random() < 0.3:
        noun = "理由" if reason else random.choice(("目的", "ねらい", "理由"))
        return Ask("topic", _of(topic) + rest + matter.act.verb.plain + noun, "noun", span)
    return Ask("purpose", _as_topic(topic, random) + random.choice(_WHY if reason else _WHAT_FOR) + rest, "open", span)


def duty(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「…する必要はありますか」, 「…してもよいですか」: the predicate with its object answers."""
    kind = _KINDS.get(matter.act.mood)
    if matter.act.mood in ("duty", "wish") and matter.act.is_passive:
        return None
    about_thing = matter.topic is not None and not matter.laid.parts.of_actor
    if about_thing and not matter.phrases and matter.act.noun in matter.text[: matter.act.start]:
        return None  # 「記載方法は、…記載してください」
    if kind is None or not (about_thing or any(phrase.mark in _OBJECTS for phrase in matter.phrases)):
        return None
    said = head(matter, None, "", brief, random)
    if said is None:
        return None
    thing = matter.phrase("を") or (matter.phrases[-1] if matter.phrases else None)
    start = matter.act.start if thing is None else thing.start
    return Ask(kind, said, "closed", Span(start, len(matter.text)))


def _head(matter: Matter, brief: bool, random: Random) -> tuple[str, str] | None:
    """The topic and the rest, the condition left out; None where they do not tell what the question is about."""
    rest = head(matter._replace(topic=None, condition=None), None, "", brief, random)
    topic = topic_of(matter, brief)
    if rest is None:
        return None
    if topic is None or (brief and random.random() < 0.3 and identifies(rest)):
        return "", rest
    return topic, rest


def _of(topic: str) -> str:
    """The topic as the subject of a clause before a noun."""
    return topic + "が" if topic else ""


def _as_topic(topic: str, random: Random) -> str:
    return topic + random.choice(("は", "は、", "が")) if topic else ""


def penalty(matter: Matter, random: Random) -> Ask | None:
    """「…した者の罰則は」: 「…した者は、…の罰金に処する」."""
    phrase = matter.phrase("に")
    if matter.act.verb.plain != "処する" or matter.topic is None or phrase is None:
        return None
    topic = sayable(matter.text[matter.topic.start : matter.topic.end], brief=False)
    if topic is None or not identifies(topic):
        return None
    answer = Span(phrase.start, phrase.end)
    if random.random() < 0.5:
        return Ask("topic", topic + random.choice(("の罰則", "に対する罰則", "が受ける刑罰", "の刑")), "noun", answer)
    asked = (
        "はどんな罰を受けますか",
        "はどのような刑に処せられるか",
        "はどうなりますか",
        "にはどんな罰則がありますか",
        "はどのくらいの刑になるの？",
    )
    return Ask("what", topic + random.choice(asked), "", answer)
