"""Places of the real corpus (../shared/corpus), chosen and located by reading the files: places.jsonl."""

from functools import cache
from pathlib import Path

import pytest

from assistant.records import Passage
from scripts.places_table import Place, found_locators, read_passages, read_places

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"実文書のフォルダがありません: {CORPUS}")


@cache
def passages(source: str) -> tuple[Passage, ...]:
    return read_passages(CORPUS, source)


def parameter(place: Place) -> object:
    marks = [pytest.mark.xfail(reason=place.known_fault, strict=True)] if place.known_fault else []
    return pytest.param(place, id=f"{Path(place.file).name}: {place.words}", marks=marks)


@pytest.mark.parametrize("place", [parameter(place) for place in read_places()])
def test_the_passage_with_these_words_tells_where_they_stand(place: Place) -> None:
    assert found_locators(place, passages(place.file)) == (place.locator,)
