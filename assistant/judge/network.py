"""The network of a judge: an encoder's lower layers as they are, upper layers of its own, and two small heads.

One head scores every token of a text, the other the pair; the pair's sees the marks' and both texts' mean states and the
best token scores. Imported only where a judge is loaded or trained: it needs torch.
"""

import copy
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import torch
from torch import nn
from transformers.models.bert.modeling_bert import BertSelfAttention
from transformers.models.xlm_roberta.modeling_xlm_roberta import XLMRobertaSelfAttention

from assistant.errors import AssistantError
from assistant.judge.pairs import POSITIONS, Encoded
from assistant.records import Span

if TYPE_CHECKING:
    from transformers import BertModel

_MASKED: Final = -1e4
_WIDTH: Final = 32  # batches are padded to multiples of this many tokens


class Scores(NamedTuple):
    """`pair`: shape (rows, outputs); `tokens`: shape (rows, positions, token outputs), -1e4 outside the scored text."""

    pair: torch.Tensor
    tokens: torch.Tensor


class Batch(NamedTuple):
    """Rows of token ids, padded: `ids` int64, `mask`, `first` and `second` bool, all of shape (rows, positions)."""

    ids: torch.Tensor
    mask: torch.Tensor
    first: torch.Tensor
    second: torch.Tensor


class JudgeNetwork(nn.Module):
    """Heads and upper layers over `encoder`, whose embeddings and first `lower_layers` layers are shared and frozen.

    `scored` says which of the two texts has its tokens scored: "first" or "second".
    """

    def __init__(self, encoder: nn.Module, lower_layers: int, scored: str, token_outputs: int, outputs: int) -> None:
        super().__init__()
        model = cast("BertModel", encoder)
        layers = _layers(model)
        if not 0 <= lower_layers < len(layers):
            raise AssistantError(
                f"審査モデルの共有層の数が合いません: {lower_layers}（埋め込みモデルは {len(layers)} 層）"
            )
        # Tuples keep the shared parts out of parameters(), state_dict() and to().
        self._embeddings = (model.embeddings,)
        self._lower = tuple(layers[:lower_layers])
        self.layers = nn.ModuleList(copy.deepcopy(layer) for layer in layers[lower_layers:])
        width = int(model.config.hidden_size)
        self.tokens = nn.Linear(width, token_outputs)
        self.pair = nn.Linear(3 * width + token_outputs, outputs)
        for head in (self.tokens, self.pair):
            head.to(next(self.layers.parameters()).device)
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        self._scored = scored
        self._upper = tuple(layers[lower_layers:])

    def untrained(self) -> dict[str, torch.Tensor]:
        """The own layers' weights as the embedder has them, by their names in `state_dict()`."""
        return {
            f"layers.{number}.{name}": weight
            for number, layer in enumerate(self._upper)
            for name, weight in layer.state_dict().items()
        }

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        return next(self.layers.parameters()).device

    @property
    def scores_second(self) -> bool:
        """Whether the token head scores the second text, which may be cut into windows."""
        return self._scored == "second"

    def use_attention(self, implementation: str) -> None:
        """Compute the own layers' attention by an implementation that transformers knows under this name."""
        for module in self.layers.modules():
            if isinstance(module, BertSelfAttention | XLMRobertaSelfAttention):
                module.config._attn_implementation = implementation

    def scored_span(self, row: Encoded) -> Span:
        """The range of the row's token ids that the token head scores."""
        return row.first if self._scored == "first" else row.second

    def scored_offsets(self, row: Encoded) -> tuple[tuple[int, int], ...]:
        """The characters behind each token that the token head scores."""
        return row.first_offsets if self._scored == "first" else row.second_offsets

    def forward(self, batch: Batch) -> Scores:
        """The logits of a batch in float32."""
        bias = (1.0 - batch.mask[:, None, None, :].float()) * _MASKED
        with torch.no_grad():
            states = self._embeddings[0](input_ids=batch.ids)
            below = bias.to(states.dtype)
            for layer in self._lower:
                states = _hidden(layer(states, attention_mask=below))
        own = next(self.layers.parameters()).dtype
        states, bias = states.to(own), bias.to(own)
        for layer in self.layers:
            states = _hidden(layer(states, attention_mask=bias))
        states = states.float()
        scored = batch.first if self._scored == "first" else batch.second
        tokens = self.tokens(states).masked_fill(~scored[..., None], _MASKED)
        pooled = (states[:, 0], _mean(states, batch.second), _mean(states, batch.first), tokens.amax(dim=1))
        return Scores(self.pair(torch.cat(pooled, dim=1)), tokens)


def read_rows(
    network: JudgeNetwork, rows: Sequence[Encoded], padding: int, tokens: int
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """The rows' pair logits, shape (rows, outputs), and for each row the logits of its scored tokens (tokens, outputs).

    They are read in batches of about `tokens` token ids of like length: padding would cost a third of the time.
    """
    pair: list[torch.Tensor] = [torch.empty(0)] * len(rows)
    scored: list[torch.Tensor] = [torch.empty(0)] * len(rows)
    for numbers in by_length(rows, tokens):
        batch = collate([rows[number] for number in numbers], padding)
        scores = network(Batch(*(own.to(network.device) for own in batch)))
        for place, number in enumerate(numbers):
            span = network.scored_span(rows[number])
            pair[number] = scores.pair[place]
            scored[number] = scores.tokens[place, span.start : span.end]
    return torch.stack(pair), scored


def collate(rows: Sequence[Encoded], padding: int) -> Batch:
    """The rows as one batch, as wide as the longest, rounded up: kernels are made anew for every new shape."""
    longest = max(len(row.ids) for row in rows)
    shape = len(rows), min(POSITIONS, -(-longest // _WIDTH) * _WIDTH)
    ids = torch.full(shape, padding)
    mask, first, second = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        mask[number, : len(row.ids)] = True
        first[number, row.first.start : row.first.end] = True
        second[number, row.second.start : row.second.end] = True
    return Batch(ids, mask, first, second)


def by_length(rows: Sequence[Encoded], tokens: int) -> Iterator[list[int]]:
    """The numbers of `rows` in batches of about `tokens` token ids with little padding, longest first."""
    order = sorted(range(len(rows)), key=lambda number: -len(rows[number].ids))
    start = 0
    while start < len(order):
        size = max(1, tokens // len(rows[order[start]].ids))
        yield order[start : start + size]
        start += size


def _layers(encoder: "BertModel") -> list[nn.Module]:
    try:
        return list(encoder.encoder.layer)
    except AttributeError as error:
        raise AssistantError(
            f"この埋め込みモデルの上では審査モデルを使えません: {type(encoder).__name__}（BERT・XLM-RoBERTa 系のモデルが必要です）"
        ) from error


def _hidden(output: torch.Tensor | tuple[torch.Tensor, ...]) -> torch.Tensor:
    """What a layer gives: the states, or, in older releases, a tuple that begins with them."""
    return output[0] if isinstance(output, tuple) else output


def _mean(states: torch.Tensor, of: torch.Tensor) -> torch.Tensor:
    weights = of[..., None].to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)
