"""The answer object of DESIGN.md: what programs read; fields may be added, none is taken away."""

from collections.abc import Sequence
from typing import Any

from assistant.answer.pipeline import Assistant
from assistant.answer.presentation import shown_text
from assistant.records import Answer, Citation, Claim, Evidence, Note


def answer_row(answer: Answer, assistant: Assistant, identifier: str | int | None = None) -> dict[str, Any]:
    """One answer as a JSON object; `record_id` stays null until turns are recorded.

    `asked` is null where the question was looked for as it stands; of the claims, those of the model come first.
    """
    timings = answer.timings
    return {
        "id": identifier,
        "question": answer.question,
        "asked": answer.asked or None,
        "answer": shown_text(answer),
        "refused": answer.refusal is not None,
        "refusal": None if answer.refusal is None else answer.refusal.kind,
        "claims": [_claim_row(claim) for claim in answer.claims],
        "notes": note_rows(answer.notes),
        "evidence": evidence_rows(answer.evidence),
        "models": {"generator": assistant.generator.name, "embedder": assistant.retriever.embedder.name},
        "index": assistant.retriever.index.manifest.fingerprint,
        "timings": {
            "retrieve_s": timings.retrieve_s,
            "embed_s": timings.embed_s,
            "first_claim_s": timings.first_claim_s,
            "first_token_s": timings.first_token_s,
            "prefill_s": timings.prefill_s,
            "decode_s": timings.decode_s,
            "judge_s": timings.judge_s,
            "total_s": timings.total_s,
        },
        "record_id": None,
    }


def note_rows(notes: Sequence[Note]) -> list[dict[str, Any]]:
    """What to know besides the claims as JSON objects; the lines of a conflict are parted by a line break."""
    return [{"kind": note.kind, "text": note.text, "labels": list(note.labels)} for note in notes]


def evidence_rows(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Labelled passages as JSON objects, best first."""
    return [
        {
            "label": item.label,
            "passage_id": item.hit.passage.id,
            "document_id": item.hit.document.id,
            "source": item.hit.document.source,
            "title": item.hit.document.title,
            "locator": item.hit.passage.locator,
            "text": item.hit.passage.text,
            "start": item.hit.passage.start,
            "end": item.hit.passage.end,
            "score": item.hit.score,
            "relevance": item.hit.relevance,
            "note": item.hit.note,
            "sentences": [
                {"start": start, "end": end, "text": item.hit.document.text[start:end]} for start, end in item.chosen
            ],
        }
        for item in evidence
    ]


def _claim_row(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "verbatim": claim.verbatim,
        "verdict": str(claim.verdict),
        "reasons": list(claim.reasons),
        "citations": [_citation_row(citation) for citation in claim.citations],
    }


def _citation_row(citation: Citation) -> dict[str, Any]:
    return {
        "label": citation.label,
        "passage_id": citation.passage_id,
        "document_id": citation.document_id,
        "title": citation.title,
        "locator": citation.locator,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }
