"""Data of a few kilobytes for a whole training: a question set of 27 articles, documents, sentence pairs, corrections."""

import json
from pathlib import Path

from assistant.judge.training.sources import DataFiles
from tests.stand_ins import small_corpus

PLACES = "東西南北上下左右前後春夏秋冬朝昼夕夜山川海空野原森林島"
CORRECTIONS = [
    {"question": "何日以内か", "text": "三日以内に報告する。", "answers": True, "answer": "三日"},
    {"question": "何日以内か", "text": "書面で報告する。", "answers": False},
    {"evidence": "三日以内に報告する。", "claim": "七日以内に報告する。", "label": "contradicted"},
]
EVALUATION = {"quote": "第9回会合は、令和6年5月22日に開催された。", "claim": "会合は5月に開催された。"}


def small_files(tmp_path: Path) -> DataFiles:
    """Write the data below `tmp_path`."""
    squad, pairs = tmp_path / "jaquad-small.json", tmp_path / "jsick-small.tsv"
    squad.write_text(json.dumps({"data": [_article(place) for place in PLACES]}), encoding="utf-8")
    head = "sentence_A_Ja\tsentence_B_Ja\tentailment_label_Ja"
    pairs.write_text(
        f"{head}\n犬が走る。\t犬が動く。\tentailment\n犬が走る。\t犬は走らない。\tcontradiction\n犬\t\tneutral\n",
        encoding="utf-8",
    )
    corrections, evaluation = tmp_path / "訂正.jsonl", tmp_path / "judgements.jsonl"
    corrections.write_text("\n".join(json.dumps(row) for row in CORRECTIONS), encoding="utf-8")
    evaluation.write_text(json.dumps(EVALUATION), encoding="utf-8")
    return DataFiles((squad,), (pairs,), (small_corpus(tmp_path),), corrections, (evaluation,))


def _article(place: str) -> dict[str, object]:
    paragraphs = []
    for number, thing in enumerate(("市", "村")):
        name = f"{place}{thing}"
        context = (
            f"{name}は、{1900 + 7 * number}年に設立された自治体である。{name}の議会は、毎年{number + 3}月に予算を定めなければならない。"
            f"{name}の住民は、{number + 30}日以内に申請書を役場に提出することができる。"
        )
        asked = ((f"{name}はいつ設立されたか", f"{1900 + 7 * number}年"), (f"{name}の申請書はどこに提出するか", "役場"))
        rows = [{"question": q, "answers": [{"text": a, "answer_start": context.index(a)}]} for q, a in asked]
        paragraphs.append({"context": context, "qas": rows})
    return {"title": f"{place}の自治体", "paragraphs": paragraphs}
