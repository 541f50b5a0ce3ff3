"""The statutes and guidelines that a question names, by any of their names (個情法, APPI), and whether a source speaks of them."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.japanese.normalise import fold, normalise
from assistant.records import Metadata, Span
from assistant.retrieve.work_names import known_works, listed, squash
from assistant.retrieve.works import Works, mentions, works_of

_STATUTES: Final = ("法律", "法", "令", "規則", "ガイドライン")
_LEAST_SHORT: Final = 3  # characters
_SUBORDINATE = re.compile(r"施行(?:令|規則|細則)\Z")
_WORK = re.compile(
    r"(?:ai|[a-z]{2,}\s)?[一-鿿ァ-ヺー]*(?:法|規則|条例|条約|act)(?!(?!第[0-9一二三四五六七八九十百]|附則|施行|違反)[一-鿿ァ-ヺa-z])|[a-z]+検定"
)
_LAW = re.compile(r"[一-鿿ァ-ヺー]{2,30}?法(?:律)?(?!(?!第|附則|施行|違反)[一-鿿])")
_NO_WORK = re.compile(
    r"(?:方|手|話|製|解|戦|療|技|作|憲|寸|魔|文|関連)法\Z|\A(?:違|司|立|適|合|用|使用|利用|国内|民事訴訟|同|本|各|当該|この|その|新|旧|現行|改正)?法\Z"
    r"|\A(?:同|本|各|当該|国|政府|省)?(?:規則|条例|条約|act)\Z|\A(?:社内|自社|会社)"
)


class AskedWork(NamedTuple):
    """A work that a question names at `span`, as written; `titles` are of the reviewed list, empty for one that it lacks."""

    span: Span
    text: str
    titles: tuple[str, ...]


class _Card(NamedTuple):
    id: str
    title: str
    source: str
    metadata: Metadata


@lru_cache(maxsize=1)
def _statutes() -> Works:
    """The statutes and guidelines of `aliases.toml` as works whose keys are their titles."""
    titles = (known.title for known in known_works())
    return works_of(
        [_Card(title, title, "", Metadata()) for title in titles if title.endswith(_STATUTES) or "regulation" in title]
    )


def asked_works(question: str) -> tuple[AskedWork, ...]:
    """The works that `question` names, in order."""
    plain = normalise(question)
    named = mentions(plain, question, _statutes())
    found = [AskedWork(plain.original(m.start, m.end), "", m.keys) for m in named]
    rest = list(plain.text)
    for mention in named:
        rest[mention.start : mention.end] = "、" * (mention.end - mention.start)
    for match in _WORK.finditer("".join(rest).lower()):
        if not _NO_WORK.search(match[0].strip()):
            found.append(AskedWork(plain.original(*match.span()), "", ()))
    written = (work._replace(text=question[work.span.start : work.span.end].strip()) for work in found)
    return tuple(sorted(written))


def speaks_of(work: AskedWork, source: str, title: str) -> bool:
    """Whether `source` (its headings included) or the title of its document names the work.

    A 施行規則 may go by that word alone; a short name that is not listed may be made of characters of a longer one: 労基法.
    """
    if not work.titles:
        name, told = fold(work.text), fold(source)
        return name in told or any(_is_short_for(name, other) for other in (fold(title), *_LAW.findall(told)))
    if not (titles_in(source) | {known.title for known in (listed(title),) if known is not None}).isdisjoint(
        work.titles
    ):
        return True
    kinds = [kind[0] for title in work.titles if (kind := _SUBORDINATE.search(title))]
    return any(kind in source for kind in kinds)


def _is_short_for(name: str, title: str) -> bool:
    """Whether `name` is a title with characters left out; both must begin and end alike."""
    if len(name) < _LEAST_SHORT or not (title.startswith(name[0]) and name[-1] in title):
        return False
    rest = iter(title[: title.rindex(name[-1]) + 1])
    return all(character in rest for character in name)


@lru_cache(maxsize=128)
def titles_in(source: str) -> frozenset[str]:
    """The titles of the listed works that `source` names."""
    named = mentions(normalise(source), source, _statutes())
    squashed = squash(source)
    whole = (known.title for known in known_works() if known.title in squashed)
    return frozenset((*(key for mention in named for key in mention.keys), *whole))
