"""The names under which people ask for a work: from its title, the reviewed list `aliases.toml`, and its licence's family."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from assistant.japanese.normalise import normalise

ENFORCEMENT: Final = ("施行令", "施行規則", "施行細則")
_BETWEEN: Final = frozenset(" -_・")  # what people put between the parts of a name, or leave out
_LEAST_TITLE: Final = 4  # characters; a shorter title is too common a word, unless a law's
_REMARK = re.compile(r"\([^()]*\)")
_EDITION = re.compile(r"(?:第[0-9.]+版|[0-9]{4}年(?:[0-9]{1,2}月)?版|[Vv]er(?:sion|\.)?\s?[0-9.]+)\Z")
_BRACKETED_NAME = re.compile(r"\(([A-Z][A-Za-z+-]*)[ -]?([0-9]+(?:\.[0-9]+)*)\)")
_LATIN_LEAD = re.compile(r"([A-Z][A-Za-z+-]*)[ -]?([0-9]+(?:\.[0-9]+)*)(?![0-9A-Za-z.])")
_LICENCE = re.compile(r"licen[sc]e|terms|agreement|policy", re.IGNORECASE)
_LICENCE_FIRST = re.compile(r"\Alicen[sc]e[_\s-]+")
_DATE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?:-[0-9]{2}-[0-9]{2})?(?![0-9])")
_TOKEN = re.compile(r"[a-z]+\+*|[0-9]+(?:\.[0-9]+)*")
_KIND: Final = frozenset(
    [
        "license",
        "licence",
        "community",
        "agreement",
        "terms",
        "of",
        "use",
        "policy",
        "prohibited",
        "acceptable",
        "version",
        "v",
        "open",
        "model",
        "the",
        "and",
        "conditions",
        "software",
        "research",
    ]
)
_LEAST_FAMILY: Final = 3  # Latin letters


class Known(NamedTuple):
    """An entry of the list; all names squashed."""

    title: str
    names: tuple[str, ...]
    before_address: tuple[str, ...]
    files: tuple[str, ...]


class Family(NamedTuple):
    """The Latin name of a family of models or licences with the version that the work is for ("" for none)."""

    name: str
    version: str


def squash(text: str) -> str:
    """`text` as names are compared: normalised, small letters, no blanks, hyphens, underscores and middle dots."""
    return squash_with_positions(normalise(text).text)[0]


def squash_with_positions(normalised: str) -> tuple[str, list[int]]:
    """Squash text that is normalised already; the list holds the offset in it of each character kept."""
    positions = [place for place, character in enumerate(normalised) if character not in _BETWEEN]
    kept = (normalised[place] for place in positions)
    return "".join(low if len(low := character.lower()) == 1 else character for character in kept), positions


@lru_cache(maxsize=1)
def _listed() -> tuple[tuple[Known, ...], dict[str, tuple[str, ...]]]:
    table = tomllib.loads(resources.files("assistant.retrieve").joinpath("aliases.toml").read_text(encoding="utf-8"))
    known = tuple(
        Known(squash(row["title"]), *(tuple(map(squash, row.get(k, ()))) for k in ("names", "before_address", "files")))
        for row in table["work"]
    )
    return known, {family: tuple(kana) for family, kana in table["kana"].items()}


def known_works() -> tuple[Known, ...]:
    """The entries of `aliases.toml`."""
    return _listed()[0]


def listed(title: str) -> Known | None:
    """The entry of the list for a work of this title."""
    squashed = squash(title)
    plain = {squash(variant) for variant in title_variants(title)} | {squashed}
    return next(
        (
            known
            for known in known_works()
            if not plain.isdisjoint((known.title, *known.names)) or squashed.startswith(known.files or ("\0",))
        ),
        None,
    )


def title_variants(title: str) -> tuple[str, ...]:
    """The title, the same without remarks in brackets and edition, and a name in Latin letters from the brackets."""
    plain = normalise(title).text.strip()
    without = _REMARK.sub("", plain).strip()
    bare = _EDITION.sub("", without).strip()
    bracketed = [name for match in _BRACKETED_NAME.finditer(plain) for name in (match[1] + match[2], match[1])]
    return tuple(dict.fromkeys(name for name in (plain, without, bare, *bracketed) if _is_name(name)))


def _is_name(name: str) -> bool:
    return len(squash(name)) >= _LEAST_TITLE or (len(name) >= 2 and name[-1] in "法令") or _is_capitals(name)


def _is_capitals(name: str) -> bool:
    return name.isascii() and name.isupper() and len(name) >= _LEAST_FAMILY


def family_of(title: str) -> Family | None:
    """The family in the title or file name of a licence, license_llama3_3_community → llama, 3.3; or before the rest."""
    lead = _LATIN_LEAD.match(normalise(title).text)
    if lead is not None and not title.isascii():
        return Family(squash(lead[1]), lead[2])
    plain = normalise(title).text.lower()
    if not (plain.isascii() and _LICENCE.search(plain)):
        return None
    tokens = _TOKEN.findall(re.sub(r"(?<=[0-9])_(?=[0-9])", ".", _DATE.sub("", _LICENCE_FIRST.sub("", plain))))
    count = next((place for place, token in enumerate(tokens) if token in _KIND or token[0].isdigit()), len(tokens))
    name = "".join(tokens[:count])
    if len(name) < _LEAST_FAMILY or count > 3:
        return None
    return Family(name, next((token for token in tokens[count:] if token[0].isdigit()), ""))


def family_names(family: Family) -> tuple[str, ...]:
    """The family's name with and without its version, in Latin letters and in kana: llama4, llama, ラマ4."""
    versions = [family.version] if family.version else []
    if family.version.endswith(".0"):
        versions.append(family.version.removesuffix(".0"))
    spellings = (family.name, *_listed()[1].get(family.name, ()))
    versioned = [spelling + version for spelling in spellings for version in versions]
    return (*versioned, *(spelling for spelling in spellings if len(spelling) >= _LEAST_FAMILY))


def policy_names(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names of a policy beside a licence, made of the family's: llama4 → llama4利用ポリシー, llama4aup."""
    if not title.casefold().endswith("policy"):
        return ()
    kinds = ("利用ポリシー", "の利用ポリシー", "利用規定", "aup", "のaup", "usepolicy", "acceptableusepolicy")
    return tuple(name + kind for name in names for kind in kinds)


def subject_names(title: str) -> tuple[str, ...]:
    """The names of the work that a commentary is about, by the beginning of its title; none where it tells none."""
    if not title.isascii() and (family := family_of(title)) is not None:
        return family_names(family)
    squashed = squash(title)
    best: tuple[int, Known] | None = None
    for known in known_works():
        for name in (known.title, *known.names):
            longest = 0 if best is None else best[0]
            if longest < len(name) < len(squashed) and squashed.startswith(name):
                best = (len(name), known)
    return () if best is None else (best[1].title, *best[1].names)


def enforcement_names(title: str, of_laws: dict[str, Iterable[str]]) -> tuple[str, ...]:
    """The names of 「X施行令」 made of those of the law X, where `of_laws` has it."""
    squashed = squash(title)
    for kind in ENFORCEMENT:
        if squashed.endswith(kind) and (law := squashed.removesuffix(kind)) in of_laws:
            return tuple(name + kind for name in of_laws[law] if name.endswith(("法", "法律")))
    return ()
