"""In which other words the end of a sentence says the same, in 常体 and in 敬体."""

from typing import Final, NamedTuple

from assistant.judge.claims.endings import Ending

# Other words of the same strength, 常体|敬体; p n s t a: forms of the verb as in `Inflection`, in that order.
_WORDINGS: Final[dict[str, tuple[str, ...]]] = {
    "must": (
        "{n}なければならない|{n}なければなりません",
        "{n}なくてはならない|{n}なくてはなりません",
        "{p}必要がある|{p}必要があります",
        "{p}ことが必要である|{p}ことが必要です",
        "{p}ことが求められる|{p}ことが求められます",
        "{p}ことが求められている|{p}ことが求められています",
        "{p}ことが必須である|{p}ことが必須です",
        "{p}ことが義務付けられている|{p}ことが義務付けられています",
        "{p}ことが義務づけられている|{p}ことが義務づけられています",
        "{p}義務がある|{p}義務があります",
        "{p}義務を負う|{p}義務を負います",
        "{p}ことが必要|{p}ことが必要",
        "{p}ことが必須|{p}ことが必須",
    ),
    "need": (
        "{p}必要がある|{p}必要があります",
        "{n}なければならない|{n}なければなりません",
        "{p}ことが必要である|{p}ことが必要です",
        "{p}ことが求められる|{p}ことが求められます",
        "{p}ことが必要となる|{p}ことが必要になります",
    ),
    "oblige": (
        "{p}義務がある|{p}義務があります",
        "{p}義務を負う|{p}義務を負っています",
        "{n}なければならない|{n}なければなりません",
        "{p}ことが義務付けられている|{p}ことが義務付けられています",
        "{p}必要がある|{p}必要があります",
    ),
    "charge": (
        "{p}責務を有する|{p}責務を有しています",
        "{p}責務がある|{p}責務があります",
        "{p}責務を負う|{p}責務を負っています",
        "{p}ことが責務とされている|{p}ことが責務とされています",
    ),
    "effort": (
        "{p}よう努める|{p}よう努めます",
        "{p}よう努めるものとする|{p}よう努めるものとされています",
        "{p}よう努めることとされている|{p}よう努めることとされています",
        "{p}よう努めなければならない|{p}よう努めなければなりません",
        "{p}よう努力しなければならない|{p}よう努力しなければなりません",
        "{p}努力義務がある|{p}努力義務があります",
        "{p}努力義務を負う|{p}努力義務を負っています",
        "{p}ことが努力義務とされている|{p}ことが努力義務とされています",
        "{p}ように努める|{p}ように努めます",
        "{p}よう努力する|{p}よう努力することになっています",
    ),
    "effort of": (
        "に努めるものとする|に努めるものとされています",
        "に努めなければならない|に努めなければなりません",
        "に努めることとされている|に努めることとされています",
        "に努める|に努めます",
        "に向けて努力しなければならない|に向けて努力しなければなりません",
    ),
    "desirable": (
        "{p}ことが望ましい|{p}ことが望ましいです",
        "{p}ことが好ましい|{p}ことが好ましいです",
        "{p}ことが推奨される|{p}ことが推奨されます",
        "{p}ことが推奨されている|{p}ことが推奨されています",
        "{p}ことが望まれる|{p}ことが望まれます",
        "{a}ほうがよい|{a}ほうがよいです",
        "{p}のが望ましい|{p}のが望ましいです",
        "{p}ことが勧められている|{p}ことが勧められています",
    ),
    "asked": (
        "{p}ことが求められる|{p}ことが求められます",
        "{p}ことが求められている|{p}ことが求められています",
        "{p}べきである|{p}べきです",
    ),
    "may": (
        "{p}ことができる|{p}ことができます",
        "{p}ことが可能である|{p}ことが可能です",
        "{p}ことが可能となっている|{p}ことが可能となっています",
    ),
    "allowed": (
        "{p}ことが認められている|{p}ことが認められています",
        "{p}ことが許されている|{p}ことが許されています",
        "{t}もよい|{t}もよいことになっています",
        "{t}も構わない|{t}も構いません",
        "{p}権限がある|{p}権限があります",
    ),
    "can": ("できる|できます", "することができる|することができます", "することが可能である|することが可能です"),
    "forbid": (
        "{t}はならない|{t}はなりません",
        "{t}はいけない|{t}はいけません",
        "{p}ことが禁止されている|{p}ことが禁止されています",
        "{p}ことは禁止される|{p}ことは禁止されます",
        "{p}ことが禁じられている|{p}ことが禁じられています",
        "{p}ことは許されない|{p}ことは許されません",
        "{p}ことは認められない|{p}ことは認められていません",
        "{p}ことはできない|{p}ことはできません",
        "{n}ないことが義務付けられている|{n}ないことが義務付けられています",
        "{p}ことは禁止|{p}ことは禁止",
    ),
    "cannot": (
        "{p}ことができない|{p}ことができません",
        "{p}ことはできない|{p}ことはできません",
        "{p}ことは不可能である|{p}ことは不可能です",
    ),
    "not allowed": (
        "{p}ことは認められない|{p}ことは認められません",
        "{p}ことは許されない|{p}ことは許されません",
        "{p}ことは認められていない|{p}ことは認められていません",
    ),
    "unneeded": (
        "{p}ことを要しない|{p}ことを要しません",
        "{p}必要はない|{p}必要はありません",
        "{n}なくてもよい|{n}なくてもよいです",
        "{n}なくて構わない|{n}なくて構いません",
        "{p}義務はない|{p}義務はありません",
        "{p}ことは不要である|{p}ことは不要です",
        "{p}ことは不要|{p}ことは不要",
        "{p}ことは必要とされない|{p}ことは必要とされません",
    ),
    "ruled": (
        "{p}ものとする|{p}ものとします",
        "{p}ものとされている|{p}ものとされています",
        "{p}こととされている|{p}こととされています",
        "{p}ことになっている|{p}ことになっています",
        "{p}こととなっている|{p}こととなっています",
        "{p}ことと定められている|{p}ことと定められています",
        "{p}ものと定められている|{p}ものと規定されています",
    ),
    "ask": ("{t}ください|{t}ください", "{p}必要がある|{p}必要があります", "{p}ことが求められる|{p}ことが求められます"),
    "means": (
        "をいう|をいいます",
        "を指す|を指します",
        "を意味する|を意味します",
        "のことをいう|のことをいいます",
        "のことである|のことです",
    ),
    "is": ("である|です", "だ|です"),
    "was": ("であった|でした", "だった|でした"),
    "is not": ("ではない|ではありません", "でない|ではありません"),
    "exists": ("ある|あります",),
    "existed": ("あった|ありました",),
    "lacks": ("ない|ありません",),
    "does": ("{p}|{s}ます",),
    "did": ("{a}|{s}ました",),
    "does not": ("{n}ない|{s}ません",),
    "did not": ("{n}なかった|{s}ませんでした",),
}
_BINDING_AN_ACTOR: Final = ("義務", "権限", "責務", "よう努", "努力")


class Wording(NamedTuple):
    """An end in 常体 (`plain`) and in 敬体 (`polite`)."""

    plain: str
    polite: str


def wordings(end: Ending, of_actor: bool) -> tuple[Wording, ...]:
    """All ways to say this end, its own included; `of_actor`: what only a person or body can have (義務, 許可) too."""
    kinds = [end.kind]
    if of_actor and end.kind in ("may", "cannot"):
        kinds.append({"may": "allowed", "cannot": "not allowed"}[end.kind])
    made = []
    for template in (template for kind in kinds for template in _WORDINGS.get(kind, ())):
        if not of_actor and end.kind in ("must", "ask") and any(word in template for word in _BINDING_AN_ACTOR):
            continue
        filled = filled_in(template, end)
        if filled is not None:
            made.append(filled)
    if end.kind == "adjective":
        made.append(Wording(end.plain, end.plain + "です"))
    return tuple(made)


def filled_in(template: str, end: Ending) -> Wording | None:
    """A wording with the forms of the verb; None where it needs a form that the end does not have."""
    if end.verb is None:
        if any(form in template for form in ("{n}", "{s}", "{t}", "{a}")):
            return None
        said = template.replace("{p}", end.plain)
    else:
        plain, negative, stem, te, past, _ = end.verb
        said = template.format(p=plain, n=negative, s=stem, t=te, a=past)
    return Wording(*said.split("|"))
