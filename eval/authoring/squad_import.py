"""SQuAD-style sets (SQuAD 1.1 and 2.0, JSQuAD, JaQuAD) as questions of ours and one document an article.

Rajpurkar et al. 2016, 2018. Read are the nested form (data, paragraphs, qas) and the flat one, a row a question, that
the `datasets` library writes, as JSON or JSON lines.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

from assistant.errors import AssistantError
from assistant.ingest.markdown import read_markdown
from assistant.ingest.polish import polish
from assistant.japanese.normalise import find
from assistant.japanese.sentences import sentences
from assistant.records import Span
from assistant_eval.authoring.article_files import article_markdown, cleaned, file_names
from assistant_eval.authoring.facts import literal, whole
from assistant_eval.authoring.imported import CorpusText, Imported, Row, Skipped, gather
from assistant_eval.authoring.quoting import widened
from assistant_eval.gold import holds
from assistant_eval.patterns import any_found

_UNTITLED: Final = "無題"


class _Paragraph(NamedTuple):
    """A paragraph without the article's title, by how much that moved its offsets, and the questions put to it."""

    text: str
    shift: int
    asked: tuple[Mapping[str, Any], ...]


class _Article(NamedTuple):
    title: str
    paragraphs: tuple[_Paragraph, ...]


def import_squad(path: Path) -> Imported:
    """Read a SQuAD-style file; an impossible question becomes a near miss, the answers become the nugget's spellings.

    A gold quote is the sentence around an answer. Raises `AssistantError` where the file has another form.
    """
    articles = _articles(path)
    names = file_names(article.title for article in articles)
    texts = tuple(
        CorpusText(name, article_markdown(article.title, (paragraph.text for paragraph in article.paragraphs)))
        for article, name in zip(articles, names, strict=True)
    )
    return Imported(*gather(_all_rows(articles, texts)), texts)


def _all_rows(articles: Iterable[_Article], texts: Iterable[CorpusText]) -> Iterator[Row | Skipped]:
    numbers = count(1)
    for article, (name, written) in zip(articles, texts, strict=True):
        document = CorpusText(name, polish(read_markdown(written), ".md").text)
        for paragraph in article.paragraphs:
            spans = sentences(paragraph.text)
            for asked in paragraph.asked:
                yield _row(next(numbers), asked, paragraph, spans, document)


def _row(
    number: int, asked: Mapping[str, Any], paragraph: _Paragraph, spans: tuple[Span, ...], document: CorpusText
) -> Row | Skipped:
    place = f"{number} 問目"
    try:
        place = f"{place}（{asked.get('id', 'id なし')}）"
        fields = {"id": asked.get("id", f"squad-{number}"), "question": asked["question"]}
        if asked.get("is_impossible"):
            return Row(place, fields | {"refuse": "near-miss"})
        return Row(place, fields | _proof(asked["answers"], paragraph, spans, document))
    except ValueError as error:
        return Skipped(place, str(error))
    except (KeyError, TypeError, AttributeError) as error:
        return Skipped(place, f"形が違います（{error!r}）")


def _proof(
    answers: Iterable[Mapping[str, Any]], paragraph: _Paragraph, spans: tuple[Span, ...], document: CorpusText
) -> dict[str, Any]:
    """Gold and nuggets of a question; raise ValueError, for people, where the document does not show its answer."""
    given = dict.fromkeys((cleaned(own["text"]).strip(), own.get("answer_start", 0)) for own in answers)
    if not any(text for text, _ in given):
        raise ValueError("答えがありません（答えのない質問なら is_impossible を true にしてください）")
    quotes: dict[str, None] = {}
    patterns: dict[str, None] = {}
    for text, start in given:
        words = _place(text, start - paragraph.shift, paragraph.text)
        if words is not None:  # JSQuAD also takes answers from the title
            quote = widened(paragraph.text, spans, words, document.text)
            quotes[quote] = None
            patterns[whole(text) if any_found((whole(text),), quote) else literal(text)] = None
    if not quotes:
        raise ValueError(f"答え「{'」「'.join(dict.fromkeys(text for text, _ in given))}」が段落にありません")
    if lost := [quote for quote in quotes if not holds(document.text, quote)]:
        raise ValueError(f"「{lost[0]}」が、書き出した文書を読み直すと見つかりません")
    return {"gold": [[{"source": document.name, "quote": quote} for quote in quotes]], "nuggets": [list(patterns)]}


def _place(answer: str, start: int, paragraph: str) -> Span | None:
    """Where the answer stands: at `start` if the file tells the truth, else nearest to it."""
    if not answer:
        return None
    if start >= 0 and paragraph.startswith(answer, start):
        return Span(start, start + len(answer))
    starts = [place for place in range(len(paragraph)) if paragraph.startswith(answer, place)]
    if starts:
        nearest = min(starts, key=lambda place: abs(place - start))
        return Span(nearest, nearest + len(answer))
    return find(answer, paragraph)


def _articles(path: Path) -> tuple[_Article, ...]:
    try:
        rows = _rows(path.read_text(encoding="utf-8-sig"))
        if any("paragraphs" in row for row in rows):
            return tuple(_nested(row) for row in rows)
        return _grouped(rows)
    except OSError as error:
        raise AssistantError(f"ファイルを開けません: {path}（{error.strerror}）") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AssistantError(
            f"SQuAD 形式のファイルとして読めません: {path}（{error!r}）。"
            "data・paragraphs・context・qas の入れ子か、1行1問（context・question・answers）の形にしてください"
        ) from error


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(text)
    except ValueError:
        value = [json.loads(line) for line in text.splitlines() if line.strip()]
    rows = value.get("data", [value]) if isinstance(value, dict) else value
    if not isinstance(rows, list) or not rows:
        raise ValueError("記事がありません")
    return rows


def _nested(row: dict[str, Any]) -> _Article:
    title = str(row.get("title") or _UNTITLED)
    return _Article(title, tuple(_paragraph(title, own["context"], own["qas"]) for own in row["paragraphs"]))


def _grouped(rows: Iterable[dict[str, Any]]) -> tuple[_Article, ...]:
    """Articles of flat rows, whose answers are lists side by side and empty where there is none."""
    articles: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in rows:
        answers = row["answers"]
        if isinstance(answers, dict):
            pairs = zip(answers["text"], answers["answer_start"], strict=True)
            answers = [{"text": text, "answer_start": start} for text, start in pairs]
        asked = {"is_impossible": not answers, **row, "answers": answers}
        articles.setdefault(str(row.get("title") or _UNTITLED), {}).setdefault(row["context"], []).append(asked)
    return tuple(
        _Article(title, tuple(_paragraph(title, context, asked) for context, asked in contexts.items()))
        for title, contexts in articles.items()
    )


def _paragraph(title: str, context: str, asked: Iterable[Mapping[str, Any]]) -> _Paragraph:
    text = context.removeprefix(f"{title} [SEP] ")  # JSQuAD writes the title before each paragraph
    return _Paragraph(cleaned(text), len(context) - len(text), tuple(asked))
