"""The training loop: it learns, and a run that was broken off ends as one that was not."""

import json
from pathlib import Path

import pytest
import torch

from assistant.errors import AssistantError
from assistant.judge.network import JudgeNetwork
from assistant.judge.training.loop import Loss, Parts, Progress, Schedule, train
from assistant.judge.training.relevance import Lesson, RelevanceLessons
from assistant.judge.training.squad import Text
from assistant.records import Span
from tests.judge.tiny_encoder import TinyEncoder

COLOURS = "赤青黄緑白黒"
SCHEDULE = Schedule(steps=40, layer_rate=3e-3, head_rate=1e-2, checkpoint_every=15)


class KilledError(Exception):
    """What ends a run from outside."""


def lessons() -> list[Lesson]:
    """A passage answers where it is about the colour that is asked for."""
    texts = {colour: Text(1, "", f"色は{colour}だ。") for colour in COLOURS}
    return [
        Lesson(
            f"{colour}か", texts[colour], Span(2, 3), (), tuple(text for own, text in texts.items() if own != colour)
        )
        for colour in COLOURS
        for _ in range(8)
    ]


def network() -> JudgeNetwork:
    torch.manual_seed(5)
    return JudgeNetwork(TinyEncoder().encoder, 0, "second", 2, 1)


def colours_loss() -> Loss:
    return RelevanceLessons(lessons(), TinyEncoder(), seed=1, epochs=20).loss


def run(
    folder: Path,
    *,
    own: JudgeNetwork | None = None,
    loss: Loss | None = None,
    identity: str = "a",
    schedule: Schedule = SCHEDULE,
) -> tuple[JudgeNetwork, list[Progress]]:
    own = own or network()
    return own, list(train(own, loss or colours_loss(), schedule, folder, identity))


def killed_at(step: int) -> Loss:
    real = colours_loss()

    def loss(own: JudgeNetwork, number: int) -> tuple[torch.Tensor, Parts]:
        if number == step:
            raise KilledError
        return real(own, number)

    return loss


def weights(own: JudgeNetwork) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in own.state_dict().items()}


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


def test_the_loss_falls(tmp_path: Path) -> None:
    _, progress = run(tmp_path, schedule=Schedule(steps=120, layer_rate=3e-3, head_rate=1e-2))
    assert [own.done for own in progress] == [20, 40, 60, 80, 100, 120]
    first, last = (sum(own.losses.values()) for own in (progress[0], progress[-1]))
    assert last < 0.5 * first


def test_only_the_layers_and_heads_of_the_judge_change(tmp_path: Path) -> None:
    encoder = TinyEncoder().encoder
    own = JudgeNetwork(encoder, 1, "second", 2, 1)
    before = weights(own)
    shared = [value.clone() for value in encoder.parameters()]
    run(tmp_path, own=own)
    assert all(torch.equal(now, was) for now, was in zip(encoder.parameters(), shared, strict=True))
    still = [name for name, value in weights(own).items() if torch.equal(value, before[name])]
    assert still == []


@pytest.mark.parametrize("at", [15, 16, 29, 38])
def test_killed_after_a_checkpoint_and_gone_on_gives_the_same_weights_as_in_one_go(tmp_path: Path, at: int) -> None:
    whole, _ = run(tmp_path / "whole")
    with pytest.raises(KilledError):
        run(tmp_path / "broken", loss=killed_at(at))
    again, progress = run(tmp_path / "broken")
    assert same(weights(whole), weights(again))
    assert progress[-1].done == 40


def test_killed_before_the_first_checkpoint_it_begins_anew(tmp_path: Path) -> None:
    whole, _ = run(tmp_path / "whole")
    with pytest.raises(KilledError):
        run(tmp_path / "broken", loss=killed_at(14))
    again, progress = run(tmp_path / "broken")
    assert same(weights(whole), weights(again))
    assert progress[0].done == 20


def test_a_finished_run_is_taken_over_without_a_step(tmp_path: Path) -> None:
    whole, _ = run(tmp_path)
    again, progress = run(tmp_path, loss=killed_at(0))
    assert progress == []
    assert same(weights(whole), weights(again))


def test_a_checkpoint_of_other_data_or_settings_is_refused(tmp_path: Path) -> None:
    run(tmp_path, identity="a")
    with pytest.raises(AssistantError, match="--fresh"):
        run(tmp_path, identity="b")


@pytest.mark.parametrize("damage", ["truncated state", "other state", "no tensors", "truncated tensors"])
def test_a_damaged_checkpoint_is_named_with_what_to_do(tmp_path: Path, damage: str) -> None:
    run(tmp_path)
    state = tmp_path / "checkpoint.json"
    tensors = tmp_path / json.loads(state.read_text(encoding="utf-8"))["file"]
    if damage == "truncated state":
        state.write_text('{"identity": "a", "do', encoding="utf-8")
    elif damage == "other state":
        state.write_text('{"identity": "a"}', encoding="utf-8")
    elif damage == "no tensors":
        tensors.unlink()
    else:
        tensors.write_bytes(tensors.read_bytes()[:1000])
    with pytest.raises(AssistantError, match=r"途中経過を読めません.*--fresh"):
        run(tmp_path)


def test_one_checkpoint_is_kept(tmp_path: Path) -> None:
    run(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint.json", "checkpoint.safetensors.40"]


def test_a_loss_that_is_no_number_ends_the_run_and_leaves_the_checkpoint(tmp_path: Path) -> None:
    real = colours_loss()

    def loss(own: JudgeNetwork, number: int) -> tuple[torch.Tensor, Parts]:
        value, parts = real(own, number)
        return (value * float("nan"), parts) if number == 20 else (value, parts)

    with pytest.raises(AssistantError, match="21 回目"):
        run(tmp_path, loss=loss)
    assert json.loads((tmp_path / "checkpoint.json").read_text(encoding="utf-8"))["done"] == 15


def test_rates_rise_then_fall_to_nearly_nothing() -> None:
    factors = [Schedule(steps=100, warm_up=0.1).factor(step) for step in range(100)]
    assert factors[0] == pytest.approx(0.1)
    assert max(factors) == factors[9] == pytest.approx(0.91)
    assert factors[-1] == pytest.approx(0.01)
    assert factors[9:] == sorted(factors[9:], reverse=True)
