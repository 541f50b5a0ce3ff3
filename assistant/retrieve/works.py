"""The works of a collection, and which of them a text names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assistant.japanese.normalise import Normalised
from assistant.records import Metadata
from assistant.retrieve.name_boundaries import begins, ends
from assistant.retrieve.work_names import (
    ENFORCEMENT,
    enforcement_names,
    family_names,
    family_of,
    known_works,
    listed,
    policy_names,
    squash,
    squash_with_positions,
    subject_names,
    title_variants,
)

_LICENCE_WORDS = re.compile(
    r"(?:の?\s?(?:ライセンス(?:契約|規約)?|利用規約|規約)|(?:\s(?:community|open))?\s(?:licen[sc]e(?:\sagreement)?|terms(?:\sof\suse)?))",
    re.IGNORECASE,
)
_LAW_BESIDE = re.compile(r"[一-鿿ァ-ヺー](?<!同)法(?:律)?の?\Z")
_KIND_OF_LAW = re.compile(
    r"(?<![一-鿿ァ-ヺー])(?:同?法)?(?P<kind>施行(?:令|規則|細則)|(?:規則|令)(?=第?[0-9〇一二三四五六七八九十百]))"
)


class Described(Protocol):
    """What is known of a document without its text."""

    @property
    def id(self) -> str:
        """The document's id."""

    @property
    def title(self) -> str:
        """Its title, or the file's name without its ending."""

    @property
    def source(self) -> str:
        """Its path in the corpus."""

    @property
    def metadata(self) -> Metadata:
        """What the manifest knows of it."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work with the ids of its editions; `names` and `about` (names of the work it comments on) are squashed."""

    key: str
    names: tuple[str, ...]
    documents: tuple[str, ...]
    about: tuple[str, ...] = ()


class Mention(NamedTuple):
    """`text[start:end]` names the works of these keys."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Works:
    """The works of a collection, and their keys by squashed name, laid out for `mentions`.

    `lengths` holds the lengths of the names that begin with two characters, longest first; `before_address` the names
    that count only before an address; `versioned` the families of which each version is another work (llama).
    """

    by_key: Mapping[str, Work]
    keys: Mapping[str, tuple[str, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    before_address: frozenset[str]
    versioned: frozenset[str]


def works_of(cards: Iterable[Described]) -> Works:
    """Sort documents into works (by `Metadata.work`, else each for itself) and collect the names of each."""
    editions: defaultdict[str, list[Described]] = defaultdict(list)
    for card in cards:
        editions[card.metadata.work or card.id].append(card)
    of_laws: dict[str, Iterable[str]] = {known.title: (known.title, *known.names) for known in known_works()}
    own = {key: tuple(dict.fromkeys(_own_names(group))) for key, group in editions.items()}
    for names in own.values():
        for name in names:
            if name.endswith(("法", "法律")):
                of_laws[name] = tuple(dict.fromkeys((*of_laws.get(name, ()), *names)))
    works = {key: _work(key, group, own[key], of_laws) for key, group in editions.items()}
    families = [family for group in editions.values() for card in group if (family := family_of(card.title))]
    families_of_models = {f.name for f in families if f.version and not f.version.endswith(".0")}
    return _laid_out(works, frozenset(families_of_models))


def mentions(normalised: Normalised, original: str, works: Works) -> tuple[Mention, ...]:
    """The works that a text names, in order, without overlap; a longer name wins over a shorter one in it.

    Offsets are into the `normalised` text; `original` tells where blanks stood.
    """
    squashed, positions = squash_with_positions(normalised.text)
    found: list[Mention] = []
    names: list[str] = []

    def stands(candidate: _Candidate) -> bool:
        name = candidate.name
        return begins(name, candidate.start, normalised, original) and ends(
            name,
            candidate.end,
            normalised.text,
            before_address=name in works.before_address,
            versioned=name in works.versioned,
        )

    done = 0
    starts = works.lengths
    begun = (n for n, first in enumerate(squashed) if squashed[n : n + 2] in starts or first in starts)
    for place in begun:
        if positions[place] < done:
            continue
        mention = next((m for m in _candidates(place, squashed, positions, works) if stands(m)), None)
        if mention is None:
            continue
        words = _LICENCE_WORDS.match(normalised.text, mention.end) if mention.name.isascii() else None
        done = mention.end if words is None else words.end()
        found.append(Mention(mention.start, done, works.keys[mention.name]))
        names.append(mention.name)
    once = tuple(dict.fromkeys(names))
    found = [_of_version(mention, name, once, works) for mention, name in zip(found, names, strict=True)]
    found.extend(_kinds_of_law(normalised.text, found, works))
    return tuple(sorted(found))


def _of_version(mention: Mention, name: str, names: Sequence[str], works: Works) -> Mention:
    """A family named beside versions of it means those: 「Llama 4 の…モデル名に Llama を…」."""
    if name not in works.versioned:
        return mention
    versions = [other for other in names if re.match(re.escape(name) + "[0-9]", other)]
    keys = tuple(dict.fromkeys(key for version in versions for key in works.keys[version]))
    return mention._replace(keys=keys) if keys else mention


class _Candidate(NamedTuple):
    start: int
    end: int
    name: str


def _candidates(place: int, squashed: str, positions: list[int], works: Works) -> Iterator[_Candidate]:
    """The names that begin at `place`, the longest first."""
    lengths = (*works.lengths.get(squashed[place : place + 2], ()), *works.lengths.get(squashed[place], ()))
    for length in lengths:
        name = squashed[place : place + length]
        if len(name) == length and name in works.keys:
            yield _Candidate(positions[place], positions[place + length - 1] + 1, name)


def _kinds_of_law(text: str, found: Sequence[Mention], works: Works) -> Iterator[Mention]:
    """施行規則 without its law: that of the law named nearest before, else after it, else any."""
    for match in _KIND_OF_LAW.finditer(text):
        if any(mention.start < match.end() and match.start() < mention.end for mention in found):
            continue
        kinds = {"令": ("施行令",), "規則": ("施行規則",)}.get(match["kind"], (match["kind"],))
        before = [mention for mention in found if mention.end <= match.start()][::-1]
        beside = _LAW_BESIDE.search(text, 0, match.start())
        if beside and not (before and before[0].end >= beside.start() + 1):
            continue  # 学校保健安全法の施行規則
        laws = (*before, *(mention for mention in found if mention.start >= match.end()))
        for law in laws:
            wanted = {name + kind for key in law.keys for name in works.by_key[key].names for kind in kinds}
            keys = tuple(key for key, work in works.by_key.items() if not wanted.isdisjoint(work.names))
            if keys:
                break
        else:
            named = [key for key, work in works.by_key.items() if any(name.endswith(kinds) for name in work.names)]
            keys = () if laws and match["kind"] in ("令", "規則") else tuple(named)
        if keys:
            yield Mention(match.start(), match.end(), keys)


def _own_names(editions: Sequence[Described]) -> Iterator[str]:
    for card in editions:
        yield from map(squash, title_variants(card.title))
        yield from map(squash, card.metadata.abbreviations)
        known = listed(card.title)
        if known is not None:
            yield from (known.title, *known.names, *known.before_address)
        elif card.title.isascii() and (family := family_of(card.title)) is not None:
            yield from (*family_names(family), *policy_names(card.title, family_names(family)))


def _work(key: str, editions: Sequence[Described], own: tuple[str, ...], of_laws: dict[str, Iterable[str]]) -> Work:
    enforcement = (name for card in editions for name in enforcement_names(card.title, of_laws))
    names = tuple(dict.fromkeys(name for name in (*own, *enforcement) if name))
    subjects = (squash(name) for card in editions if listed(card.title) is None for name in subject_names(card.title))
    about = () if any(name.endswith(ENFORCEMENT) for name in names) else tuple(dict.fromkeys(subjects))
    return Work(key, names, tuple(card.id for card in editions), tuple(name for name in about if name not in names))


def _laid_out(works: dict[str, Work], versioned: frozenset[str]) -> Works:
    """A name that no work bears leads to the works about it."""
    bearing: defaultdict[str, list[str]] = defaultdict(list)
    telling: defaultdict[str, list[str]] = defaultdict(list)
    for work in works.values():
        for name in work.names:
            bearing[name].append(work.key)
        for name in work.about:
            telling[name].append(work.key)
    keys = {name: tuple(found) for name, found in {**telling, **bearing}.items()}
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for name in keys:
        lengths[name[:2]].add(len(name))
    short = {name for known in known_works() for name in known.before_address}
    ordered = {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
    return Works(works, keys, ordered, frozenset(short | {name for name in keys if len(name) == 1}), versioned)
