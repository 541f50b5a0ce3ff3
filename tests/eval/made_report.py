"""Small reports with the parts that a comparison reads; every figure in them is told by the test."""

from typing import Any


def made_answer(number: int, outcome: str | None = "correct", system: str = "assistant", **more: Any) -> dict[str, Any]:
    """The answer of a system to question `number`; `more` sets any field."""
    return {
        "system": system,
        "suite": "rules",
        "id": f"q{number}",
        "split": "test",
        "kind": "everyday",
        "question": f"速報はいつまでに提出しますか（{number}）",
        "as_of": None,
        "refuse": None,
        "outcome": outcome,
        "text": "3日以内です。",
        "refusal": None,
        "failure": None,
        "sentences": [],
        "evidence": [],
        "gold": [],
        "gold_ranks": [],
        "nuggets": [],
        "forbidden": [],
        "grades": {},
        "grader_failures": [],
        "confidence": None,
        "timings": {"retrieve_s": 0.1, "total_s": 1.0},
        "tokens": None,
    } | more


def made_report(answers: list[dict[str, Any]], **run: Any) -> dict[str, Any]:
    """The report of a run; `run` sets any field of its circumstances."""
    labels = {"assistant": "本製品", "plain-chain": "素朴なRAG", "closed-book": "資料なし"}
    return {
        "format": 1,
        "run": {
            "suites": ["rules"],
            "profile": "default",
            "started_at": "2026-11-22T09:00:00+09:00",
            "finished_at": "2026-11-22T09:10:00+09:00",
            "seed": 1,
            "splits": ["dev", "test"],
            "program": {"version": "0.1.0", "commit": None, "dirty": None, "source_sha256": "9f" * 32},
            "packages": {"numpy": "2.4.6"},
            "settings": {},
            "models": {
                "generator": {"name": "scripted", "sha256": "ab" * 32, "licence": "Apache-2.0"},
                "embedder": {"name": "hashing", "sha256": "cd" * 32, "licence": "MIT"},
                "reranker": None,
            },
            "index": [{"suite": "rules", "fingerprint": "5d41402a", "documents": 5, "passages": 5}],
            "machine": {"processor": "Xeon", "cores": 2, "memory_gib": 15.6, "system": "Linux", "python": "3.11"},
            "cached": 0,
            "answered": len(answers),
            "peak_bytes": {},
            "systems_s": 10.0,
            "opening_s": 2.0,
            "harness_s": 1.0,
        }
        | run,
        "systems": [{"name": name, "label": labels[name]} for name in dict.fromkeys(own["system"] for own in answers)],
        "metrics": [],
        "figures": [],
        "curves": {},
        "mutations": None,
        "judge": None,
        "gate": None,
        "answers": answers,
    }
