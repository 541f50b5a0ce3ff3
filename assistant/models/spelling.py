"""Where in some given texts an output stands, byte by byte: the pure half of constrained decoding.

A place is (number of the text, offset in its UTF-8 bytes). A model's tokens are byte strings that need not end where a
character does, so that everything here counts bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

Place = tuple[int, int]
Longest = Callable[[bytes], int]


@dataclass(frozen=True, slots=True)
class Spelling:
    """An output that has been begun: `places` are all the ways to read it, `characters` its length.

    `whole`: it must run to the end of a text; otherwise it may end from `least` characters on, after one of `ends` (empty:
    any character), with `closing` behind it.
    """

    sources: tuple[bytes, ...]
    places: frozenset[Place]
    whole: bool
    closing: bytes = b""
    least: int = 1
    ends: tuple[bytes, ...] = ()
    characters: int = 0

    def continuations(self, longest: Longest) -> set[bytes]:
        """Every byte string that may come next, up to the length that `longest` gives for its first two bytes."""
        found: set[bytes] = set()
        for number, start in self.places:
            source = self.sources[number]
            most = min(longest(source[start : start + 2]), len(source) - start)
            found.update(source[start : start + size] for size in range(1, most + 1))
        return found

    def after(self, piece: bytes) -> "Spelling":
        """The output with one more piece, which must be one of the continuations."""
        places = frozenset(
            (number, start + len(piece))
            for number, start in self.places
            if self.sources[number].startswith(piece, start)
        )
        begun = sum(not _inside_character(byte) for byte in piece)
        return replace(self, places=places, characters=self.characters + begun)

    @property
    def may_end(self) -> bool:
        """Whether the output may end here."""
        if self.whole:
            return any(start == len(self.sources[number]) for number, start in self.places)
        return self.characters >= self.least and any(map(self._is_end, self.places))

    @property
    def must_go_on(self) -> bool:
        """Whether something of the texts is left to write."""
        return any(start < len(self.sources[number]) for number, start in self.places)

    @property
    def rest(self) -> bytes | None:
        """What is left when there is no choice any more: None while there is."""
        if self.whole:
            rests = {self.sources[number][start:] for number, start in self.places}
            return next(iter(rests)) if len(rests) == 1 else None
        return None if self.must_go_on or not self.may_end else self.closing

    def shortest_end(self) -> bytes:
        """What makes a whole output of a part, as short as can be; of equals the first in the order of bytes."""
        if self.whole:
            return min((self.sources[number][at:] for number, at in self.places), key=lambda rest: (len(rest), rest))
        ways = []
        for number, at in self.places:
            source, end, characters = self.sources[number], at, self.characters
            while end < len(source) and not (characters >= self.least and self._is_end((number, end))):
                characters += not _inside_character(source[end])
                end += 1
            if characters >= self.least:
                ways.append(source[at:end])
        return min(ways, key=lambda rest: (len(rest), rest)) + self.closing

    def _is_end(self, place: Place) -> bool:
        """Whether a span may end there."""
        number, at = place
        source = self.sources[number]
        if at == len(source):
            return True
        return not _inside_character(source[at]) and (not self.ends or source[:at].endswith(self.ends))


def spelling_of_choices(texts: list[str]) -> Spelling:
    """The beginning of an output that is one of `texts`."""
    sources = tuple(text.encode() for text in dict.fromkeys(texts))
    return Spelling(sources, frozenset((number, 0) for number in range(len(sources))), whole=True)


def spelling_of_spans(texts: list[str], least: int, starts: str, ends: str, closing: str) -> Spelling:
    """The beginning of an output that is a span of one of `texts`; it starts where at least `least` characters follow."""
    sources = tuple(text.encode() for text in texts)
    places: set[Place] = set()
    for number, text in enumerate(texts):
        offset = 0
        for at, character in enumerate(text):
            allowed = not starts or at == 0 or (text[at - 1] in starts and character not in starts)
            if allowed and len(text) - at >= least:
                places.add((number, offset))
            offset += len(character.encode())
    ending = tuple(character.encode() for character in ends)
    return Spelling(sources, frozenset(places), whole=False, closing=closing.encode(), least=least, ends=ending)


def _inside_character(byte: int) -> bool:
    """Whether a byte of UTF-8 is not the first of its character."""
    return 0x80 <= byte < 0xC0
