"""How questions end: the verb of the text as it is asked about, in the forms that staff type."""

from random import Random
from typing import Final

from assistant.judge.claims.inflection import Inflection

# p n s t a: forms of the verb as in `Inflection`. After a question word:
_OPEN: Final[dict[str, tuple[str, ...]]] = {
    "duty": (
        *(
            "{n}なければならないか",
            "{n}なければなりませんか",
            "{n}なければならないのでしょうか",
            "{n}なければいけませんか",
        ),
        *(
            "{p}必要がありますか",
            "{p}必要があるか",
            "{p}必要があるのでしょうか",
            "{p}べきですか",
            "{p}ことになっていますか",
        ),
        *(
            "{a}らよいですか",
            "{a}らいい？",
            "{n}ないといけないの？",
            "{p}の？",
            "{s}ますか",
            "{p}のか",
            "{p}か教えてください",
        ),
    ),
    "wish": (
        *(
            "{p}べきか",
            "{p}べきですか",
            "{p}ことが求められますか",
            "{p}ことが求められているか",
            "{p}のが望ましいですか",
        ),
        *("{a}らよいですか", "{a}らいい？", "{p}とよいのでしょうか", "{p}べきなの？", "{p}ことになっていますか"),
    ),
    "may": (
        *(
            "{p}ことができるか",
            "{p}ことができますか",
            "{t}もよいですか",
            "{t}もいいの？",
            "{p}ことが認められていますか",
        ),
        *("{p}ことが可能でしょうか", "{p}ことが可能か", "{p}ことができるのでしょうか", "{p}ことができるか教えて"),
    ),
    "ban": (
        *("{t}はならないか", "{t}はいけませんか", "{p}ことが禁止されていますか", "{p}ことが禁じられているか"),
        *("{t}はいけないの？", "{t}はだめですか", "{p}のが禁止なのでしょうか", "{t}はならないのでしょうか"),
    ),
    "able": (
        "{p}ことができるか",
        "{p}ことができますか",
        "{p}ことが可能でしょうか",
        "{p}ことができるのでしょうか",
        "{p}ことができるの？",
    ),
    "unable": (
        "{p}ことができないか",
        "{p}ことができませんか",
        "{p}ことができないのでしょうか",
        "{p}ことができないの？",
    ),
    "free": (
        "{n}なくてよいか",
        "{n}なくてもよいですか",
        "{n}なくていいの？",
        "{p}必要がないのですか",
        "{p}必要がないか",
    ),
    "does": ("{p}か", "{p}のか", "{s}ますか", "{p}のでしょうか", "{p}の？", "{p}のですか", "{p}のか教えて"),
    "did": ("{a}か", "{a}のか", "{s}ましたか", "{a}のでしょうか", "{a}の？", "{a}のですか", "{a}のか教えて"),
    "not": ("{n}ないのか", "{s}ませんか", "{n}ないのでしょうか", "{n}ないのですか", "{n}ないの？"),
}
_CLOSED: Final[dict[str, tuple[str, ...]]] = {
    "duty": (
        *("{p}必要はありますか", "{p}必要がありますか", "{p}必要があるか", "{p}必要ってある？", "{n}ないといけませんか"),
        *("{n}なければならないのか", "{n}なければなりませんか", "{n}ないとだめ？", "{p}のは義務ですか", "{p}ことは義務か"),
        *("{p}義務はありますか", "{p}義務がある？", "{n}なくてもいいですか", "{n}なくてもよいのでしょうか", "{n}ないといけないのでしょうか"),
    ),
    "wish": (
        *("{p}べきですか", "{p}べきか", "{p}ほうがよいですか", "{p}ことは求められていますか", "{p}必要はありますか"),
        *("{p}ことは必須ですか", "{n}なくてもいいですか", "{a}ほうがいい？", "{p}よう求められているか", "{p}べきでしょうか"),
    ),
    "may": (
        *("{p}ことはできますか", "{p}ことができるか", "{t}もよいですか", "{t}もいいの？", "{t}も構いませんか", "{t}も大丈夫ですか"),
        *("{p}ことは認められていますか", "{p}ことは可能か", "{p}ことは可能でしょうか", "{p}ことはできるのでしょうか", "{t}いい？"),
    ),
    "ban": (
        *("{t}もよいですか", "{t}もいいの？", "{t}も構いませんか", "{t}も大丈夫ですか", "{p}ことはできますか", "{p}ことは認められるか"),
        *("{p}のは禁止されていますか", "{p}のはNGですか", "{p}ことは禁止か", "{t}はいけませんか", "{t}はだめ？", "{t}よいのでしょうか"),
    ),
    "able": ("{p}ことはできますか", "{p}ことができるか", "{p}ことは可能か", "{p}ことは可能でしょうか", "{p}ことってできる？"),
    "unable": ("{p}ことはできますか", "{p}ことができるか", "{p}ことは可能か", "{p}ことはできるのでしょうか", "{p}ことってできる？"),
    "free": (
        *("{p}必要はありますか", "{n}なくてもよいですか", "{n}なくてもいい？", "{n}なければなりませんか", "{p}必要があるか"),
    ),
}  # fmt: skip
# Before のは誰ですか, のはどんな場合ですか.
_CLEFT: Final[dict[str, tuple[str, ...]]] = {
    "duty": ("{n}なければならないのは", "{p}のは", "{p}必要があるのは", "{p}義務があるのは", "{n}ないといけないのは"),
    "wish": ("{p}のは", "{p}べきなのは", "{p}ことが求められるのは"),
    "may": ("{p}ことができるのは", "{t}もよいのは", "{p}ことが認められるのは"),
    "ban": ("{t}はならないのは", "{t}はいけないのは", "{p}ことが禁止されるのは"),
    "able": ("{p}ことができるのは", "{p}ことが可能なのは"),
    "unable": ("{p}ことができないのは", "{p}ことが不可能なのは"),
    "free": ("{n}なくてよいのは", "{p}必要がないのは"),
    "does": ("{p}のは",),
    "did": ("{a}のは",),
    "not": ("{n}ないのは",),
}
_AFTER_NOUN: Final = (
    *("は", "は？", "は何ですか", "は何か", "は何でしょうか", "を教えて", "を教えてください", "を知りたい", "", "とは"),
)
_WHO_ENDS: Final = ("か", "ですか", "？", "でしょうか", "なの？", "", "か教えて")


def open_end(mood: str, verb: Inflection, random: Random) -> str:
    """The end of a question with a question word in it: 「…報告しなければなりませんか」."""
    return _filled(random.choice(_OPEN[mood]), verb)


def closed_end(mood: str, verb: Inflection, random: Random) -> str | None:
    """The end of a question for yes or no; None where the text neither asks, allows nor forbids."""
    ends = _CLOSED.get(mood)
    return None if ends is None else _filled(random.choice(ends), verb)


def cleft_end(mood: str, verb: Inflection, word: str, random: Random) -> str:
    """「…報告する必要があるのはどこですか」, `word` being the question word."""
    return _filled(random.choice(_CLEFT[mood]), verb) + word + random.choice(_WHO_ENDS)


def noun_end(random: Random) -> str:
    """What follows a noun that is asked about: 「報告先は？」."""
    return random.choice(_AFTER_NOUN)


def _filled(template: str, verb: Inflection) -> str:
    plain, negative, stem, te, past, _ = verb
    return template.format(p=plain, n=negative, s=stem, t=te, a=past)
