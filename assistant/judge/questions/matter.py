"""What a sentence says of whom: its topic, conditions, purpose, the phrases of its last predicate, and that predicate."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.judge.claims.statement import words_within
from assistant.judge.questions.acts import Act, act_of, acts_before
from assistant.judge.questions.laid_out import LaidOut
from assistant.judge.questions.phrases import Phrase, phrases_in
from assistant.records import Span

_CONDITION = re.compile(
    r"(?P<end>場合|とき|際)(?:には|は|において(?:は)?|に限り|に限って|にあつては|にあっては|に|にのみ|のみ)?\Z"
)
_EXCEPTION = re.compile(r"(?P<end>場合|とき|もの|者|行為)(?:等)?を除(?:き|いて|くほか|いては|いた)\Z")
_PURPOSE = re.compile(r"(?P<end>ため|目的)(?:に|に必要な限度で|に必要な限度において|で|として)?\Z")
_MANNER = re.compile(
    r"(?:により|によって|に基づき|に基づいて|にのっとり|に従い|に従って|に応じ|に応じて|に鑑み|を踏まえ|を踏まえて|を通じて|を通じ|に準じて|に即して|を勘案して|に照らし|のほか|ほか|において|においては|については|に当たっては|にあたっては|に際しては|にかかわらず|に関わらず|の下で|の下に)\Z"
)
_ADVERB = re.compile(
    r"(?:あらかじめ|速やかに|すみやかに|遅滞なく|直ちに|適切に|適時に|適正に|適宜|必要に応じて?|原則として|例えば|特に|少なくとも|相互に|自ら|できる限り|可能な限り|現に|通常|常に|毎年)+\Z"
)
_CASE = re.compile(r"(?P<mark>に対して|に対し|について|に関して|に関し|を|に|から|へ|と共同して)\Z")
_WHETHER = re.compile(r"[るいた]か(?:どうか)?(?:必ず|も|、)?\Z")
_RESTRICTION = re.compile(r"(?:を超えて|では|には|態様で|方法で|に反して)、\Z")
_TIME = re.compile(r"(?:[日年月間]|期間|以内)\Z")
_GOES_ON = re.compile(r"(?:であって|であつて|のうち|その他)\Z")


class Matter(NamedTuple):
    """The parts of a sentence, as spans of `laid.parts.text`; a condition and a purpose end behind 場合 and ため.

    `chained`: whether another predicate of the main clause stands before the last one.
    """

    laid: LaidOut
    topic: Span | None
    phrases: tuple[Phrase, ...]
    condition: Span | None
    exception: Span | None
    purpose: Span | None
    act: Act
    chained: bool

    @property
    def text(self) -> str:
        """The sentence without asides, label and full stop."""
        return self.laid.parts.text

    def phrase(self, *marks: str) -> Phrase | None:
        """The last phrase with one of the marks."""
        return next((phrase for phrase in reversed(self.phrases) if phrase.mark in marks), None)


def matters(laid: LaidOut) -> tuple[Matter, ...]:
    """The sentence taken apart around its last predicate, and around those joined to it; empty where that is no verb."""
    last = act_of(laid.sentence, laid.parts)
    if last is None:
        return ()
    found = (_around(laid, act) for act in (last, *acts_before(laid.parts, last)))
    return tuple(one for one in found if one is not None)


def _around(laid: LaidOut, act: Act) -> Matter | None:
    parts = laid.parts
    marked = parts.topic if parts.topic is not None and parts.topic.end <= act.start else None
    topic = None if marked is None else Span(marked.start, marked.noun_end)
    after_topic = parts.lead if marked is None else marked.end
    spans = [span for span in parts.clauses if span.start < act.start and span.end > after_topic]
    spans = [Span(max(span.start, after_topic, parts.lead), span.end) for span in spans]
    if not spans:
        return Matter(laid, topic, (), None, None, None, act, chained=False)
    kinds = [_kind(parts.text[span.start : span.end - 1]) for span in spans[:-1]]
    before = [
        span for span in parts.clauses if topic is not None and parts.lead <= span.start and span.end <= topic.start
    ]
    front = [(span, _kind(parts.text[span.start : span.end - 1])) for span in before]
    behind = zip(spans[:-1], kinds, strict=True)
    phrases, chained = _phrases(laid, spans, kinds, act)
    if _misleads(parts.text, act, spans, frozenset(phrase.mark for phrase in phrases), chained):
        return None
    found = (*front, (Span(after_topic, after_topic), "topic"), *behind)
    return Matter(
        laid,
        topic,
        phrases,
        _setting(parts.text, found, "condition", _CONDITION),
        _setting(parts.text, found, "exception", _EXCEPTION),
        _setting(parts.text, found, "purpose", _PURPOSE),
        act,
        chained,
    )


def _misleads(text: str, act: Act, spans: Sequence[Span], marks: frozenset[str], chained: bool) -> bool:
    """Whether a question with the act and its phrases would ask for more or for something else than the sentence says."""
    before = text[: act.start]
    if before.endswith("旨として、") or "」には、" in before or ("を" not in marks and _WHETHER.search(before)):
        return True  # 「含まれていないか必ず確認する」
    if chained and not marks & {"を", "について"}:
        return True  # 「規程を定め、大臣に届け出る」: the thing is that of the act before
    if act.mood in ("ban", "unable") and any(_RESTRICTION.search(text[span.start : span.end]) for span in spans[:-1]):
        return True  # forbidden in this manner only
    # 保証ができない: the thing has が
    return act.mood in ("may", "ban", "able", "unable") and "が" in marks and "を" not in marks


def _kind(clause: str) -> str:
    """What a clause (without its comma) does for the predicate."""
    for kind, rule in (
        ("exception", _EXCEPTION),
        ("condition", _CONDITION),
        ("purpose", _PURPOSE),
        ("manner", _MANNER),
        ("adverb", _ADVERB),
        ("phrase", _CASE),
        ("goes on", _GOES_ON),
    ):
        if rule.search(clause):
            return kind
    return "noun" if re.search(r"[一-龠ァ-ヶー々A-Za-z0-9」』等]\Z", clause) else "other"


def _setting(text: str, found: Sequence[tuple[Span, str]], wanted: str, rule: re.Pattern[str]) -> Span | None:
    """The last clause of the wanted kind with the clauses that lead up to it."""
    made, start = None, None
    for span, kind in found:
        start = span.start if start is None else start
        if kind == wanted:
            match = rule.search(text[span.start : span.end - 1])
            assert match is not None
            made = Span(start, span.start + match.end("end"))
        if kind not in ("noun", "goes on", "other"):
            # A noun with its particle leads up to the condition too: 「著作権者に対し、損害を与えるときは」.
            start = None if kind != "phrase" else start
    return made


def _phrases(laid: LaidOut, spans: Sequence[Span], kinds: Sequence[str], act: Act) -> tuple[tuple[Phrase, ...], bool]:
    """The phrases that belong to the last predicate, in order, and whether a predicate stands before it."""
    parts = laid.parts
    last = spans[-1]
    found = list(phrases_in(parts.text, words_within(parts, last.start, act.start), Span(last.start, act.start)))
    pending = bool(found) and found[0].start == last.start
    for span, kind in zip(reversed(spans[:-1]), reversed(kinds), strict=True):
        if kind in ("noun", "goes on"):
            if pending:
                found[0] = found[0]._replace(start=span.start)
            elif _TIME.search(parts.text, span.start, span.end - 1):
                found.insert(0, Phrase(span.start, span.end - 1, ""))
                pending = True
            continue
        if kind == "other":
            return tuple(found), True
        pending = kind == "phrase"
        if kind == "phrase":
            match = _CASE.search(parts.text[span.start : span.end - 1])
            assert match is not None
            found.insert(0, Phrase(span.start, span.start + match.start(), match["mark"]))
    return tuple(found), False
