"""Questions for the meaning of a term: 「個人情報とは何ですか」."""

import re
from random import Random
from typing import Final

from assistant.judge.questions.ask import Ask
from assistant.judge.questions.laid_out import ASIDE_NAME, LaidOut
from assistant.judge.questions.matter import Matter
from assistant.judge.questions.sayable import pointed, sayable
from assistant.records import Span

_MEANS: Final = r"(?:のことをいう|のことをいいます|をいう|をいいます|を指す|を指します|を意味する|を意味します|のことである|のことです|である|です|のこと)"
_QUOTED = re.compile(
    rf"(?:.{{0,40}}?(?:において|における|において[^「]{0, 20}について|で|は|、))?「(?P<name>[^「」]{{2,40}})」とは、(?P<meaning>.{{6,}}?){_MEANS}?\Z"
)
_PLAIN = re.compile(rf"(?P<name>[^、「」はがをに]{{2,30}})とは、(?P<meaning>.{{8,}}?){_MEANS}\Z")
_CALLED = re.compile(
    r"(?:.*、)?(?P<meaning>[^、]{8,}?)(?:のこと)?(?:を|は)「(?P<name>[^「」]{2,30})」と(?:いう|いいます|呼ぶ|呼びます|呼ばれる|呼ばれます|呼ばれている|呼ばれています)\Z"
)
_ENDS: Final = (
    *(
        "とは何ですか",
        "とは",
        "とは何か",
        "って何？",
        "の定義は",
        "の定義は？",
        "の意味を教えて",
        "とはどういう意味ですか",
        "とは何でしょうか",
    ),
    *(
        "とはどのようなものか",
        "の定義を教えてください",
        "とは何を指しますか",
        "はどのように定義されていますか",
        "って何のこと",
        "の意味",
    ),
)


def short_name(matter: Matter, random: Random) -> Ask | None:
    """「貸レコード業者とは」: 「…を営業として行う者（以下「貸レコード業者」という。）は、」."""
    laid = matter.laid
    names = {match.start(): match["name"] for match in ASIDE_NAME.finditer(laid.sentence)}
    if not names:
        return None
    nouns = [Span(phrase.start, phrase.end) for phrase in matter.phrases]
    for noun in [*nouns, *([matter.topic] if matter.topic is not None else [])]:
        name = names.get(laid.origin[noun.end - 1] + 1)
        text = matter.text[noun.start : noun.end]
        if (
            name is not None
            and len(name) > 2
            and not name.endswith("日")
            and not text.endswith(name)
            and len(text) > 8
            and not pointed(text)
            and sayable(name, brief=False)
        ):
            return Ask("definition", name, "", noun, random.choice(_ENDS))
    return None


def definition(laid: LaidOut, random: Random) -> Ask | None:
    """A question for the meaning that the sentence gives; None where it gives none or only points to a list."""
    text = laid.parts.text
    match = _QUOTED.match(text) or _PLAIN.match(text, laid.parts.lead) or _CALLED.match(text, laid.parts.lead)
    if match is None or pointed(match["meaning"]) or re.search(r"次(?:の各号)?に掲げるもの\Z", match["meaning"]):
        return None
    name = match["name"].strip()
    if sayable(name, brief=False) is None or re.search(r"こと\Z|もの\Z|\Aこれ|\Aそれ|[はがを]", name):
        return None
    quoted = f"「{name}」" if random.random() < 0.25 else name
    return Ask("definition", quoted, "", Span(match.start("meaning"), match.end("meaning")), random.choice(_ENDS))
