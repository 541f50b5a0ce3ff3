"""What the support judge learns from, and what it is measured on: sentences with claims that do and do not follow."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Final, NamedTuple

from assistant.errors import AssistantError
from assistant.judge.claims.mutations import mutations
from assistant.judge.claims.replacements import parse_replacements
from assistant.judge.claims.restatements import restatements
from assistant.judge.claims.strays import strays
from assistant.judge.claims.synonyms import load_synonyms
from assistant.judge.training.corrections import CORRECTION_WEIGHT
from assistant.judge.training.sources import Sources, held_out
from assistant.judge.training.squad import QuestionSet
from assistant.judge.training.statements import Said, said_in, some_of
from assistant.judge.training.support import Lesson, Wordings, lesson
from assistant.records import Span

_TABLE: Final = "training_replacements.toml"
_NEIGHBOURS: Final = 6  # sentences on either side that stray claims borrow from


@dataclass(frozen=True, slots=True)
class SupportAmounts:
    """How many sentences at most: of one's own documents, and of question sets' passages."""

    documents: int = 3_200
    sets: int = 1_800


class Probe(NamedTuple):
    """A claim of a known kind about a sentence that was kept from training, to see which kinds are caught.

    `kind`: one of `mutations.KINDS`, "stray", or "right" for one that follows; `changed` are the characters changed.
    """

    kind: str
    evidence: str
    claim: str
    changed: Span | None


@dataclass(frozen=True, slots=True)
class SupportMaterial:
    """`fitted` and `kept` are kept from training: the calibration is fitted to the ones, the judge measured on the others.

    `probes` are about the sentences of `kept`, those of question sets first, `of_sets` many.
    """

    lessons: tuple[Lesson, ...]
    fitted: tuple[Lesson, ...]
    kept: tuple[Lesson, ...]
    probes: tuple[Probe, ...]
    of_sets: int
    counts: Mapping[str, int]


def training_wordings() -> Wordings:
    """The packaged tables that claims for training are made with."""
    text = resources.files("assistant.judge.claims").joinpath(_TABLE).read_text("utf-8")
    return Wordings(load_synonyms(), parse_replacements(tomllib.loads(text), _TABLE))


def support_material(sources: Sources, amounts: SupportAmounts, seed: int) -> SupportMaterial:
    """Draw the sentences and make claims about them; the same seed gives the same material.

    Raise `AssistantError` where nothing is left to learn.
    """
    random = Random(f"{seed}:support")
    documents = _some(said_in(sources.corpus, sources.excluded), amounts.documents, random)
    sets = _of_sets(sources, amounts.sets, random)
    kept = [own for number, own in enumerate(documents) if held_out(number)]
    learnt = _without([own for number, own in enumerate(documents) if not held_out(number)], kept)
    wordings = training_wordings()
    made = _lessons(learnt, wordings, random) + _lessons(sets[0], wordings, random)
    corrected = sources.corrections.support
    if not made and not sources.inference and not corrected:
        raise AssistantError(
            "裏付けの審査モデルを学習できる文が一つもありません。--corpus・--squad・--inference・--corrections のどれかに文を加えてください"
        )
    held = _lessons(sets[1][::2] + kept[::2], wordings, random), _lessons(sets[1][1::2] + kept[1::2], wordings, random)
    of_sets, of_documents = _probes(sets[1][1::2], wordings, random), _probes(kept[1::2], wordings, random)
    counts = {
        "文から作った組": len(made),
        "その主張": sum(len(own.claims) for own in made),
        "人が付けた組": len(sources.inference),
        "訂正": len(corrected),
        "取り置いた組": len(held[0]) + len(held[1]),
    }
    lessons = (*made, *sources.inference, *corrected * CORRECTION_WEIGHT)
    return SupportMaterial(lessons, tuple(held[0]), tuple(held[1]), (*of_sets, *of_documents), len(of_sets), counts)


def _of_sets(sources: Sources, most: int, random: Random) -> tuple[list[Said], list[Said]]:
    """Sentences to learn from and sentences kept out, whole documents of the question sets either way."""
    found = []
    for kept, share in ((False, 1.0), (True, 0.1)):
        texts = tuple(text for text in sources.squad.passages if held_out(text.document) is kept)
        some = some_of(QuestionSet(texts, (), ()), round(most * share), random)
        found.append(_some(said_in(some, sources.excluded), round(most * share), random))
    return found[0], found[1]


def _without(learnt: Sequence[Said], kept: Sequence[Said]) -> list[Said]:
    """What is learnt, without the sentences that are kept out beside it."""
    out = {own.sentence for own in kept}
    return [
        own._replace(before="" if own.before in out else own.before, after="" if own.after in out else own.after)
        for own in learnt
    ]


def _some(said: Sequence[Said], most: int, random: Random) -> list[Said]:
    return [said[number] for number in sorted(random.sample(range(len(said)), min(most, len(said))))]


def _lessons(said: Sequence[Said], wordings: Wordings, random: Random) -> list[Lesson]:
    made = (lesson(own, others, wordings, random) for own, others in _with_neighbours(said))
    return [own for own in made if own is not None]


def _with_neighbours(said: Sequence[Said]) -> Iterator[tuple[Said, list[str]]]:
    """Each sentence with those around it: mostly of the same document, so that what is borrowed sounds right."""
    for number, own in enumerate(said):
        around = (*said[max(0, number - _NEIGHBOURS) : number], *said[number + 1 : number + 1 + _NEIGHBOURS])
        yield own, [other.sentence for other in around]


def _probes(said: Sequence[Said], wordings: Wordings, random: Random) -> list[Probe]:
    """Of each sentence one claim of every kind that applies, one that strays, and one that follows."""
    found = []
    for own, others in _with_neighbours(said):
        sentence = own.sentence
        for wrong in mutations(sentence, wordings.replacements, random, 1):
            changed = Span(wrong.changed.start, wrong.changed.start + len(wrong.becomes))
            found.append(Probe(wrong.kind, sentence, wrong.claim, changed))
        found += [Probe("stray", sentence, stray.text, None) for stray in strays(sentence, others, random, 1)]
        right = restatements(sentence, wordings.synonyms, random, 1)
        found += [Probe("right", sentence, restated.text, None) for restated in right]
    return found
