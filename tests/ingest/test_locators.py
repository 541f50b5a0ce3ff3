import pytest

from assistant.ingest.locators import address_of, locator
from assistant.ingest.statutes import read_statute
from assistant.ingest.structure import find_structure
from assistant.records import Section


def path_to(text: str, words: str) -> list[Section]:
    at = text.index(words)
    return [section for section in find_structure(text).sections if section.start <= at < section.end]


def path_of(*titles: tuple[int, str]) -> list[Section]:
    return [Section(level, title, 0, 1) for level, title in titles]


LAW = (
    "第一章　総則\n第一条（目的）　甲。\n第三十条の四（例外）　乙。\n２　丙。\n一　丁\nイ　戊\n二の二　己\n"
    "第四十条及び第四十一条　削除\n附則\n第一条　庚。\n第二条　辛。\n２　壬。\n別表第一\n癸\n"
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("甲。", "第1条"),
        ("乙。", "第30条の4第1項"),
        ("丙。", "第30条の4第2項"),
        ("丁", "第30条の4第2項第1号"),
        ("戊", "第30条の4第2項第1号イ"),
        ("己", "第30条の4第2項第2号の2"),
        ("削除", "第40条及び第41条"),
        ("庚", "附則第1条"),
        ("壬", "附則第2条第2項"),
        ("癸", "別表第一"),
    ],
)
def test_a_place_in_a_statute(words: str, expected: str) -> None:
    assert locator(path_to(LAW, words)) == expected


def test_every_path_of_a_statute_leads_to_its_address() -> None:
    statute = read_statute(LAW)
    assert statute is not None
    for section, address in zip(statute.sections, statute.addresses, strict=True):
        path = [other for other in statute.sections if other.start <= section.start and section.end <= other.end]
        path = [other for other in path if other.level <= section.level]
        if address is not None:
            assert address_of(path) == address


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (path_of((1, "第4部 AI 提供者"), (2, "実装時"), (3, "P-6)i. 文書化")), "第4部 P-6)i"),
        (path_of((1, "第2章 施策"), (2, "１．背景")), "第2章 1."),
        (path_of((1, "第二章　施策"), (2, "１ 背景"), (3, "（２）対象"), (15, "①")), "第2章 1(2)①"),
        (path_of((1, "第1部 甲"), (2, "第3章 乙")), "第1部第3章"),
        (path_of((1, "3. 甲"), (2, "3.1 乙"), (15, "2.")), "3.1 2."),
        (path_of((1, "規程"), (2, "第5章　出力"), (3, "AIは間違える")), "第5章「AIは間違える」"),
        (path_of((1, "規程"), (2, "第5章　出力"), (3, "AIは間違える"), (15, "2.")), "第5章「AIは間違える」2."),
        (path_of((1, "規程"), (2, "連絡ルート"), (15, "2.")), "連絡ルート 2."),
        (path_of((1, "要旨"), (2, "３ 提言"), (3, "(1) 体制")), "要旨 3(1)"),
        (path_of((1, "付録A 用語"), (2, "1. 甲")), "付録A 1."),
        (path_of((1, "Section 3: DISTRIBUTION"), (2, "3.1 Redistribution")), "Section 3.1"),
        (path_of((1, "Section 1: DEFINITIONS"), (2, "1.1 Definitions"), (15, "(e)")), "Section 1.1(e)"),
        (path_of((1, "Section III: CONDITIONS"), (2, "6. The Output")), "Section III 6."),
        (path_of((1, "Section 2 -- Scope."), (15, "a."), (16, "1.")), "Section 2 a.1."),
        (path_of((1, "Attachment A")), "Attachment A"),
        (path_of((1, "提言1:公開")), "提言1"),
        (path_of((1, "質問３：時期"), (15, "①")), "質問3 ①"),
        (path_of((1, "規程"), (2, "承認されたサービス")), "承認されたサービス"),
        (path_of((7, "第28条（提供）"), (15, "①")), "第28条 ①"),
        ([], "冒頭"),
    ],
)
def test_a_place_in_another_document(path: list[Section], expected: str) -> None:
    assert locator(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ([], "p.5"),
        (path_of((1, "第2章 甲"), (2, "1. 乙")), "p.5 第2章 1."),
        (path_of((1, "はじめに")), "p.5「はじめに」"),
        (path_of((7, "第28条")), "第28条"),
    ],
)
def test_pages(path: list[Section], expected: str) -> None:
    assert locator(path, page=5) == expected


def test_footnotes() -> None:
    assert locator([], page=5, footnote="2") == "p.5 脚注2"
    assert locator(path_of((1, "第2章 甲")), footnote="2") == "第2章 脚注2"
    assert locator([], footnote="2") == "脚注2"
