"""Actors, licences, products and models changed for others: 提供者 → 利用者, Llama 4 → Gemma 3."""

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.judge.claims.amounts import version_edits
from assistant.judge.claims.edits import Edit
from assistant.judge.claims.replacements import Table

# An actor stands alone: not in 国内 or 個人情報取扱事業者.
_BEFORE_ACTOR = r"(?<![一-鿿々ァ-ヶーA-Za-zＡ-Ｚａ-ｚ0-9])(?:(?:当該|各|全)(?=.))?"
_AFTER_ACTOR = (
    r"(?=[はがにをのともへやで、。，．（()）」』等]|など|から|より|又は|及び|または|および|若しくは|並びに|側|に対)"
)
_BEFORE_NAME = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-.])"
_AFTER_NAME = r"(?![A-Za-z0-9]|[.-][A-Za-z0-9])"
_SEPARATOR = re.compile(r"[\s-]+")


def actor_edits(claim: str, actors: Table) -> Iterator[Edit]:
    """Another actor; not one that the claim names too, and of an actor named twice only where it is the topic or subject."""
    found = whole_actors(claim, actors)
    named = [match["word"] for match in found]
    for match in found:
        word = match["word"]
        if named.count(word) > 1 and claim[match.end() : match.end() + 1] not in ("は", "が"):
            continue
        for other in actors[word]:
            if other.removeprefix("AI") not in claim:  # AIサービスの提供者 is an AI提供者
                yield Edit(match.start("word"), match.end("word"), other)


def whole_actors(claim: str, actors: Table) -> list[re.Match[str]]:
    """The actors of the table that stand alone in the claim (group `word`), in order."""
    return list(_whole(tuple(actors), _BEFORE_ACTOR, _AFTER_ACTOR).finditer(claim)) if actors else []


def licence_edits(claim: str, names: Table) -> Iterator[Edit]:
    """Another licence, product, model or edition; not one that the claim names too."""
    keys = {_squeezed(name): name for name in names}
    squeezed = _squeezed(claim)
    pattern = _whole(tuple(names), _BEFORE_NAME, _AFTER_NAME) if names else None
    for match in pattern.finditer(claim) if pattern else ():
        for other in names[keys[_squeezed(match["word"])]]:
            if _squeezed(other) not in squeezed:
                yield Edit(match.start("word"), match.end("word"), other)
    yield from version_edits(claim)


def _squeezed(name: str) -> str:
    return _SEPARATOR.sub("", name).casefold()


@lru_cache(maxsize=16)
def _whole(words: tuple[str, ...], before: str, after: str) -> re.Pattern[str]:
    """The longest word first, blanks and hyphens in it free: Llama4, Llama 4 and Llama-4."""
    spelled = (r"[\s-]?".join(map(re.escape, _SEPARATOR.split(word))) for word in sorted(words, key=len, reverse=True))
    return re.compile(f"{before}(?P<word>{'|'.join(spelled)}){after}")
