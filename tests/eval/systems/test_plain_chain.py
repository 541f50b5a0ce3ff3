import pytest

from assistant.records import Document
from assistant_eval.systems.plain_chain import CHUNK_CHARACTERS, build_plain_chain
from tests.stand_ins import HashingEmbedder

LONG = "\n\n".join(
    f"第{number}条 事業者は、漏えいを知った日から{number}日以内に報告する。" * 3 for number in range(1, 30)
)


@pytest.mark.parametrize("text", [LONG, "あ" * 1000, "  前後の空白  \n\n", "同じ文。" * 400])
def test_chunks_together_hold_all_that_is_written(text: str) -> None:
    chain = build_plain_chain([Document("d", "題", "a.md", text)], HashingEmbedder())
    covered = {position for chunk in chain.chunks for position in range(chunk.span.start, chunk.span.end)}
    assert {text[position] for position in range(len(text)) if position not in covered} <= {" ", "\n"}
    assert all(0 < len(chunk.text) <= CHUNK_CHARACTERS for chunk in chain.chunks)


@pytest.mark.parametrize("documents", [(), (Document("d", "題", "a.md", " \n"),)])
def test_without_words_nothing_is_found(documents: tuple[Document, ...]) -> None:
    assert build_plain_chain(documents, HashingEmbedder()).search("速報は？", 4) == []


def test_the_nearest_chunks_come_first_with_their_cosines() -> None:
    texts = {"a.md": "速報は3日以内に提出する。", "b.md": "梅雨は雨の多い時期である。" * 100}
    chain = build_plain_chain([Document(name, name, name, text) for name, text in texts.items()], HashingEmbedder())
    assert len(chain.chunks) > 3
    found = chain.search("速報は何日以内に提出する", 99)
    assert len(found) == len(chain.chunks)  # more than there are: all of them
    assert (found[0].document.source, found[0].text) == ("a.md", texts["a.md"])
    asked = chain.embedder.encode_query("雨の時期")
    by_hand = sorted((float(chain.embedder.encode_query(own.text) @ asked) for own in chain.chunks), reverse=True)
    assert [own.cosine for own in chain.search("雨の時期", 3)] == pytest.approx(by_hand[:3], abs=1e-6)


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    document = Document("d", "題", "a.md", "\n\n".join("あ" * 400 for _ in range(3)))
    build_plain_chain([document], HashingEmbedder(), lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
