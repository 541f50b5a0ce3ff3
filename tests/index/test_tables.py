from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import AssistantError
from assistant.index.rows import Rows, row, save_rows
from assistant.index.tables import Passages, load_cards, load_documents, owners_of, save_tables
from assistant.records import Authority, Document, Footnote, Link, Metadata, Passage, Section, Shift


def passage(document: Document, start: int, end: int) -> Passage:
    return Passage(f"{document.id}-{start}", document.id, start, end, ("第1章",), "第1条", document.text[start:end])


FULL = Document(
    "a",
    "規程 🌸",
    "rules/a.md",
    "一つ目の条。𠮷野家の2つ目の条。end",
    (Section(1, "第1章", 0, 5),),
    Metadata("W1", ("規",), "社", "第2版", date(2026, 4, 1), None, None, Authority.STATUTE, "ja", "自由"),
    (0, 6),
    (Footnote("1", 2, 3, 5),),
    (Link(0, 2, "第27条第2項"),),
    (Shift(0, 3),),
    ("copy.md",),
)
EMPTY = Document("b", "空", "b.txt", "")
LAST = Document("c", "最後", "c.txt", "最後の文書。")
DOCUMENTS = (
    (FULL, (passage(FULL, 0, 6), passage(FULL, 4, 9), passage(FULL, 6, len(FULL.text)))),
    (EMPTY, ()),
    (LAST, (passage(LAST, 0, 5),)),
)


def test_documents_and_passages_come_back_as_they_were(tmp_path: Path) -> None:
    save_tables(DOCUMENTS, tmp_path)
    documents, passages = load_documents(tmp_path), Passages(tmp_path)
    assert list(documents.items()) == [(document.id, document) for document, _ in DOCUMENTS]
    expected = tuple(own for _, several in DOCUMENTS for own in several)
    assert tuple(passages) == passages[:] == expected
    assert (passages[1:3], passages[-1]) == (expected[1:3], expected[-1])
    assert passages[int(np.int64(2))] == expected[2]


def test_what_is_not_there_is_a_key_or_index_error(tmp_path: Path) -> None:
    save_tables(DOCUMENTS, tmp_path)
    with pytest.raises(KeyError):
        load_documents(tmp_path)["z"]
    for number in (4, -5):
        with pytest.raises(IndexError):
            Passages(tmp_path)[number]


def test_cards_tell_which_passages_are_whose(tmp_path: Path) -> None:
    save_tables(DOCUMENTS, tmp_path)
    cards = load_cards(tmp_path)
    assert [(card.id, card.title, card.source, card.metadata) for card in cards] == [
        (document.id, document.title, document.source, document.metadata) for document, _ in DOCUMENTS
    ]
    assert [list(card.passages) for card in cards] == [[0, 1, 2], [], [3]]
    assert owners_of(cards).tolist() == [0, 0, 0, 2]
    passages = Passages(tmp_path)
    assert all(passages[number].document_id == card.id for card in cards for number in card.passages)


def test_tables_of_nothing(tmp_path: Path) -> None:
    save_tables([], tmp_path)
    assert (len(load_documents(tmp_path)), len(Passages(tmp_path)), load_cards(tmp_path)) == (0, 0, ())


def test_rows_keep_their_bytes(tmp_path: Path) -> None:
    save_rows([row(["語", "改\n行"]), row([])], tmp_path, "words")
    rows = Rows[list[str]](tmp_path, "words")
    assert (list(rows), rows.line(1)) == ([["語", "改\n行"], []], b"[]\n")


def test_rows_and_offsets_of_two_files_are_told(tmp_path: Path) -> None:
    save_rows([b"[1]\n"], tmp_path, "words")
    (tmp_path / "words.jsonl").write_bytes(b"[1]\n[2]\n")
    with pytest.raises(ValueError, match="words"):
        Rows[list[int]](tmp_path, "words")


def test_a_text_that_utf8_cannot_hold_is_an_error_for_people() -> None:
    with pytest.raises(AssistantError, match="書けない"):
        row(["\ud800"])
