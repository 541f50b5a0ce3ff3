"""Questions for numbers and dates: 「何日以内に報告しなければならないか」, 「いつから施行されるか」."""

import re
from random import Random
from typing import Final

from assistant.japanese.dates import dates
from assistant.judge.questions.ask import Ask
from assistant.judge.questions.heads import head, is_actor, noun_of, topic_of
from assistant.judge.questions.matter import Matter
from assistant.judge.questions.sayable import identifies, pointed, sayable
from assistant.records import Span

_COUNT = re.compile(
    r"(?<!令和)(?<!平成)(?<!昭和)(?<![第〇一二三四五六七八九十百千万0-9０-９.,月年条の])(?P<number>[0-9０-９][0-9０-９,，.]*|[一二三四五六七八九十百千万]+)(?P<unit>日間?|年間?|か月間?|箇月|ヶ月|カ月|週間|時間|分(?!の)|人|名|円|万円|億円|パーセント|％|%|回|歳)(?![0-9０-９一二三四五六七八九十元])(?P<limit>以内|以下|以上|未満|を超えない)?"
)
_WORD: Final = {"円": "いくら", "万円": "いくら", "億円": "いくら", "％": "何%", "パーセント": "何パーセント"}
_NEEDS_LIMIT: Final = ("人", "名", "回", "分")
_IS_ENDS: Final = ("ですか", "か", "？", "でしょうか", "と決まっていますか", "とされていますか", "なの？", "か教えて")
_DATE_MARKS: Final = ("に", "から", "より", "まで", "までに", "")


def how_many(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「何日以内に…しなければならないか」; the number with its unit and limit answers."""
    found = []
    for phrase in matter.phrases:
        for count in _COUNT.finditer(noun_of(matter, phrase)):
            if count["limit"] is not None or (count["unit"] not in _NEEDS_LIMIT and count["number"] not in ("一", "1")):
                found.append((phrase, count))
    if not found:
        return None
    phrase, count = random.choice(found)
    noun = noun_of(matter, phrase)
    word = _WORD.get(count["unit"], "何" + count["unit"]) + (count["limit"] or "")
    answer = Span(phrase.start + count.start(), phrase.start + count.end())
    before, after = noun[: count.start()], noun[count.end() :]
    if re.search(r"[一二三四五六七八九十0-9０-９]", before + after):
        before, after = "", "" if len(after) > 8 else after
    kept = "" if brief or (before and sayable(before, brief=False) is None) else before
    said = head(matter, phrase, kept + word + after, brief, random)
    thing = matter.phrase("を")
    if count["limit"] == "以内" and thing is not None and matter.act.noun and random.random() < 0.3:
        short = sayable(noun_of(matter, thing), brief=True)
        if short is not None and identifies(short):
            return Ask(
                "topic", f"{short}の{matter.act.noun}{random.choice(('期限', 'の期限', 'の締切'))}", "noun", answer
            )
    return None if said is None else Ask("how-many", said, "open", answer)


def is_set_to(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「…の期間は何年ですか」, 「…の方法は何ですか」: 「…は、…とする」."""
    phrase = matter.phrase("と")
    topic = topic_of(matter, brief)
    if phrase is None or topic is None or matter.act.verb.plain != "する" or not identifies(topic):
        return None
    noun = noun_of(matter, phrase)
    count = _COUNT.search(noun)
    if pointed(noun) or (count is None and len(noun) < 4):
        return None
    answer = (
        Span(phrase.start, phrase.end)
        if count is None
        else Span(phrase.start + count.start(), phrase.start + count.end())
    )
    if count is None and (topic.endswith(("額", "料金", "日", "期限")) or is_actor(topic)):
        return None
    word = "何" if count is None else _WORD.get(count["unit"], "何" + count["unit"]) + (count["limit"] or "")
    return Ask("what" if count is None else "how-many", f"{topic}は{word}", "", answer, random.choice(_IS_ENDS))


def when(matter: Matter, brief: bool, random: Random) -> Ask | None:
    """「…はいつから施行されるか」, 「…したのはいつか」."""
    for phrase in matter.phrases:
        if phrase.mark not in _DATE_MARKS:
            continue
        noun = noun_of(matter, phrase)
        for date in dates(noun):
            if date.year is None and date.month is None:
                continue
            after = noun[date.end :].removesuffix("付け").strip("、")
            if after or date.start > 3:
                continue
            answer = Span(phrase.start + date.start, phrase.start + date.end)
            if random.random() < 0.4 and phrase.mark in ("に", ""):
                said = head(
                    matter._replace(phrases=tuple(p for p in matter.phrases if p != phrase)), None, "", brief, random
                )
                return None if said is None else Ask("when", said, "cleft", answer, "いつ")
            mark = "" if phrase.mark == "に" else phrase.mark
            said = head(
                matter._replace(phrases=tuple(p._replace(mark=mark) if p == phrase else p for p in matter.phrases)),
                phrase._replace(mark=mark),
                "いつ",
                brief,
                random,
            )
            return None if said is None else Ask("when", said, "open", answer)
    return None
