"""The training loop: layers in the processor's fast precision, their masters in float32, resumable after every checkpoint.

A checkpoint is safetensors and JSON, never pickle. The loss of a step depends on its number and the weights alone, so a
run that was killed goes on as if it had not been.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from assistant.errors import AssistantError
from assistant.judge.network import JudgeNetwork

Parts = Mapping[str, float]
Loss = Callable[[JudgeNetwork, int], tuple[torch.Tensor, Parts]]
ATTENTION: Final = "judge_training"
_TENSORS: Final = "checkpoint.safetensors"
_STATE: Final = "checkpoint.json"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn: rates rise over `warm_up` (share of the steps), then fall linearly to nothing."""

    steps: int
    layer_rate: float = 1e-4
    head_rate: float = 5e-4
    warm_up: float = 0.06
    weight_decay: float = 0.01
    largest_gradient: float = 1.0
    checkpoint_every: int = 200

    def factor(self, step: int) -> float:
        """What the rates are multiplied by at `step` (from 0)."""
        rising = (step + 1) / max(1.0, self.warm_up * self.steps)
        return max(0.01, min(1.0, rising, (self.steps - step) / self.steps))


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: steps done of how many, the mean parts of the loss since the last report."""

    done: int
    steps: int
    losses: Parts


def train(network: JudgeNetwork, loss: Loss, schedule: Schedule, folder: Path, identity: str) -> Iterator[Progress]:
    """Train in place, yielding about every 20 steps; goes on from the checkpoint in `folder` where it has one of `identity`.

    `identity` names all that the run depends on (data, settings, seed). Raises `AssistantError` where the loss is no
    number and where the checkpoint is of another run.
    """
    masters = _Masters(network, schedule)
    began_at = masters.restore(folder, identity)
    network.use_attention(ATTENTION)
    network.train()
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # drawing its masks takes a CPU as long as all else; one or two epochs do not overfit
    since = 0
    sums: dict[str, float] = {}
    for step in range(began_at, schedule.steps):
        value, parts = loss(network, step)
        if not math.isfinite(float(value.detach())):
            raise AssistantError(
                f"学習の損失が数でなくなりました（{step + 1} 回目）。学習率を下げて、--fresh で始め直してください"
            )
        masters.learn(value, schedule.factor(step))
        sums = {name: sums.get(name, 0.0) + part for name, part in parts.items()}
        since += 1
        last = step + 1 == schedule.steps
        if (step + 1) % schedule.checkpoint_every == 0 or last:
            masters.save(folder, identity, step + 1)
        if since == 20 or last:
            yield Progress(step + 1, schedule.steps, {name: part / since for name, part in sums.items()})
            sums, since = {}, 0
    masters.finish()
    network.use_attention("sdpa")
    network.eval()


class _Masters:
    """The weights in float32 beside those that compute, their optimizer, and both on disk."""

    def __init__(self, network: JudgeNetwork, schedule: Schedule) -> None:
        self._network = network
        self._own = dict(network.named_parameters())
        self._masters = {name: own.detach().float().clone() for name, own in self._own.items()}
        groups = [
            {"params": [own for name, own in self._masters.items() if name.startswith("layers.") is body], "lr": rate}
            for body, rate in ((True, schedule.layer_rate), (False, schedule.head_rate))
        ]
        self._rates = (schedule.layer_rate, schedule.head_rate)
        self._largest = schedule.largest_gradient
        self._optimizer = torch.optim.AdamW(groups, weight_decay=schedule.weight_decay, fused=True)

    def learn(self, value: torch.Tensor, factor: float) -> None:
        """One step against the gradient of `value`."""
        value.backward()  # type: ignore[no-untyped-call]
        for name, own in self._own.items():
            self._masters[name].grad = None if own.grad is None else own.grad.float()
            own.grad = None
        torch.nn.utils.clip_grad_norm_(list(self._masters.values()), self._largest)
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * factor
        self._optimizer.step()
        self._copy_back()

    def finish(self) -> None:
        """Leave the float32 weights in the network."""
        self._network.layers.float()
        self._copy_back()

    def save(self, folder: Path, identity: str, done: int) -> None:
        """Write the checkpoint; the old one stays until the new one is whole."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {f"weight.{name}": own for name, own in self._masters.items()}
        for name, own in self._masters.items():
            state = self._optimizer.state[own]
            tensors |= {f"{key}.{name}": state[key].contiguous() for key in ("exp_avg", "exp_avg_sq")}
        aside = folder / f"{_TENSORS}.{done}"
        save_file(tensors, aside)
        state_aside = folder / f"{_STATE}.new"
        state_aside.write_text(json.dumps({"identity": identity, "done": done, "file": aside.name}), encoding="utf-8")
        state_aside.replace(folder / _STATE)
        for old in folder.glob(f"{_TENSORS}.*"):
            if old != aside:
                old.unlink()

    def restore(self, folder: Path, identity: str) -> int:
        """Take over a checkpoint; return how many steps it has behind it, 0 without one."""
        state = _state(folder)
        if state is None:
            return 0
        if state.get("identity") != identity:
            raise AssistantError(
                f"{folder} には、別のデータか設定で始めた学習の途中経過があります。続けるには同じ指定で、始め直すには --fresh を付けて実行してください"
            )
        try:
            tensors = load_file(folder / state["file"])
            for name, own in self._masters.items():
                own.copy_(tensors[f"weight.{name}"])
                self._optimizer.state[own] = {
                    "step": torch.tensor(float(state["done"]), device=own.device),
                    "exp_avg": tensors[f"exp_avg.{name}"].to(own.device),
                    "exp_avg_sq": tensors[f"exp_avg_sq.{name}"].to(own.device),
                }
        except (OSError, SafetensorError, KeyError, RuntimeError) as error:
            raise _unreadable(folder, error) from error
        self._copy_back()
        return int(state["done"])

    def _copy_back(self) -> None:
        with torch.no_grad():
            for name, own in self._own.items():
                own.copy_(self._masters[name])


def _state(folder: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads((folder / _STATE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise _unreadable(folder, error) from error


def _unreadable(folder: Path, error: Exception) -> AssistantError:
    return AssistantError(f"学習の途中経過を読めません: {folder}（{error}）。--fresh を付けて始め直してください")


def _attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor,
    scaling: float,
    **_: object,
) -> tuple[torch.Tensor, None]:
    """Plain attention in the states' own precision: on CPU its backward takes half the time of the fused one's."""
    weights = torch.matmul(query * scaling, key.transpose(2, 3)) + attention_mask
    return torch.matmul(torch.softmax(weights, dim=-1), value).transpose(1, 2).contiguous(), None


ALL_ATTENTION_FUNCTIONS.register(ATTENTION, _attention)
