"""Check hand-picked places against the passages that hold their words; print a Markdown table and the total.

.venv/bin/python scripts/places_table.py [../shared/corpus] > docs/places-table.md
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.ingest.corpus import CorpusFile, read_document
from assistant.ingest.splitting import split
from assistant.japanese.normalise import find
from assistant.records import Passage

ROOT = Path(__file__).resolve().parent.parent
PLACES = ROOT / "tests" / "ingest" / "places.jsonl"
PASSAGE_CHARACTERS = 400


class Place(NamedTuple):
    """Words of a file and the locator that a reader of that file gives the passage with these words."""

    file: str
    words: str
    locator: str
    known_fault: str = ""


def read_places(path: Path = PLACES) -> tuple[Place, ...]:
    """Read the places, one JSON object a line."""
    return tuple(Place(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())


def read_passages(corpus: Path, source: str) -> tuple[Passage, ...]:
    """Read one file below `corpus` and split it into passages."""
    document = read_document(CorpusFile(corpus / source, source, None))
    return split(document, PASSAGE_CHARACTERS)


def found_locators(place: Place, passages: tuple[Passage, ...]) -> tuple[str, ...]:
    """The locators of the passages that hold the words, in the order of the document: one where all is well."""
    return tuple(passage.locator for passage in passages if find(place.words, passage.text) is not None)


def main() -> None:
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    places = read_places()
    passages = {source: read_passages(corpus, source) for source in dict.fromkeys(place.file for place in places)}
    print("`.venv/bin/python scripts/places_table.py` の出力。場所は原文を読んで選び、期待値も原文から決めた。\n")
    print("| ファイル | 語句 | 期待 | 結果 | |")
    print("|---|---|---|---|:-:|")
    right = 0
    for place in places:
        found = found_locators(place, passages[place.file])
        right += found == (place.locator,)
        print(_row(place, found))
    print(f"\n{len(places)} か所のうち {right} か所が正しい。")
    for line in _faults(places):
        print(line)


def _row(place: Place, found: tuple[str, ...]) -> str:
    shown = "／".join(found) or "（見つからない）"
    sign = "○" if found == (place.locator,) else "×"
    return f"| {place.file} | {place.words.replace('|', '&#124;')} | {place.locator} | {shown} | {sign} |"


def _faults(places: tuple[Place, ...]) -> Iterator[str]:
    faults = [place for place in places if place.known_fault]
    if faults:
        yield "\n×の原因:\n"
    for place in faults:
        yield f"- {place.file}「{place.words}」: {place.known_fault}"


if __name__ == "__main__":
    main()
