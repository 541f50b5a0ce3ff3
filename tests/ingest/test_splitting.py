import itertools
import re
from pathlib import Path

import pytest

from assistant.ingest.corpus import CorpusFile, read_document
from assistant.ingest.splitting import split
from assistant.japanese.sentences import sentences
from assistant.records import Document

STARTER = Path(__file__).parent.parent.parent / "corpus"
FILES = sorted(STARTER.rglob("*.md"))


def read(path: Path) -> Document:
    return read_document(CorpusFile(path, path.relative_to(STARTER).as_posix(), None))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_passages_are_slices_that_lose_nothing_but_headings_and_blanks(path: Path) -> None:
    document = read(path)
    passages = split(document, 400)
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert all(a.end <= b.start for a, b in itertools.pairwise(passages))
    titles = {section.title for section in document.sections}
    left_out = document.text
    for passage in reversed(passages):
        left_out = left_out[: passage.start] + "\n" + left_out[passage.end :]
    assert {line.strip() for line in left_out.splitlines() if line.strip()} <= titles


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sentence_is_cut(path: Path) -> None:
    document = read(path)
    starts = {p.start for p in split(document, 400)}
    for span in sentences(document.text):
        assert not any(span.start < start < span.end for start in starts)


def test_passages_are_about_as_long_as_asked() -> None:
    lengths = [len(p.text) for path in FILES for p in split(read(path), 400)]
    inside = [length for length in lengths if 100 <= length <= 600]
    assert len(inside) > 0.9 * len(lengths)
    assert max(lengths) <= 1200


def test_ids_survive_an_edit_elsewhere_and_repeats_are_told_apart() -> None:
    first = Document("d", "題", "d.txt", "甲の文です。\n\n" * 3 + "乙の文です。\n")
    later = Document("d", "題", "d.txt", "前に足した文です。\n\n" + first.text)
    before, after = ({p.id for p in split(document, 8)} for document in (first, later))
    assert len(before) == 4
    assert before <= after


def test_an_article_is_never_mixed_with_its_neighbour() -> None:
    from assistant.ingest.markdown import read_markdown

    read_law = read_markdown("**第一条**　甲とする。\n\n**第二条**　乙とする。\n")
    law = Document("l", "法", "l.md", read_law.text, read_law.sections)
    assert [(p.locator, p.text) for p in split(law, 400)] == [
        ("第1条", "第一条　甲とする。"),
        ("第2条", "第二条　乙とする。"),
    ]


def test_a_text_without_sentence_ends_is_cut_all_the_same() -> None:
    document = Document("d", "題", "d.txt", "あ" * 5000)
    passages = split(document, 400)
    assert "".join(p.text for p in passages) == document.text
    assert max(len(p.text) for p in passages) <= 1200


def test_the_locator_of_a_page_is_its_number() -> None:
    pages = ["一枚目の文です。\n", "二枚目の文です。\n"]
    document = Document("d", "題", "d.pdf", "".join(pages), page_starts=(0, len(pages[0])))
    assert [p.locator for p in split(document, 8)] == ["p.1", "p.2"]


def test_whitespace_only_between_sentences_is_trimmed() -> None:
    document = Document("d", "題", "d.txt", "\n\n  甲の文です。  \n\n\n乙の文です。\n\n")
    assert not any(re.match(r"\s|.*\s\Z", p.text, re.DOTALL) for p in split(document, 8))
