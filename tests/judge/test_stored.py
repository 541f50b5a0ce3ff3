"""What is stored of a trained network is the network again."""

import pytest
import torch

from assistant.errors import AssistantError
from assistant.judge.judge_file import JudgeFile
from assistant.judge.network import JudgeNetwork
from assistant.judge.stored import restore, stored

from .tiny_encoder import TinyEncoder


def trained(encoder: TinyEncoder, strength: float = 0.05) -> JudgeNetwork:
    """A network whose layers moved in a few directions, as training moves them, and whose heads are its own."""
    network = JudgeNetwork(encoder.encoder, 1, "second", 2, 1)
    random = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for own in network.parameters():
            if own.dim() == 2:
                up, down = (torch.randn(size, 2, generator=random) for size in own.shape)
                own.add_(strength * up @ down.T)
            own.add_(1e-3 * torch.randn(own.shape, generator=random))
    return network


def restored(network: JudgeNetwork, encoder: TinyEncoder, rank: int) -> JudgeNetwork:
    tensors = {name: own.half() for name, own in stored(network, rank).items()}
    fresh = JudgeNetwork(encoder.encoder, 1, "second", 2, 1)
    restore(fresh, JudgeFile("relevance", encoder.name, encoder.fingerprint, 1, {}, {}, tensors))
    return fresh


def farthest(one: JudgeNetwork, other: JudgeNetwork) -> float:
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return max(float((own - theirs).detach().abs().max()) for own, theirs in pairs)


def test_of_full_rank_the_weights_come_back_as_fp16_keeps_them() -> None:
    encoder = TinyEncoder()
    network = trained(encoder)
    assert farthest(network, JudgeNetwork(encoder.encoder, 1, "second", 2, 1)) > 0.1
    assert farthest(network, restored(network, encoder, 1000)) < 1e-3


def test_a_few_directions_hold_most_of_the_change_and_fewer_hold_less() -> None:
    encoder = TinyEncoder()
    network = trained(encoder)
    of_two, of_one = (farthest(network, restored(network, encoder, rank)) for rank in (2, 1))
    assert of_two < 0.01
    assert of_one > 5 * of_two


def test_few_directions_take_less_room() -> None:
    encoder = TinyEncoder()
    network = trained(encoder)
    sizes = [sum(own.numel() for own in stored(network, rank).values()) for rank in (1000, 2)]
    assert sizes[1] < sizes[0] / 2


def test_the_embedder_is_left_as_it_was() -> None:
    encoder = TinyEncoder()
    before = [own.clone() for own in encoder.encoder.parameters()]
    restored(trained(encoder), encoder, 2)
    assert all(torch.equal(own, was) for own, was in zip(encoder.encoder.parameters(), before, strict=True))


def test_weights_of_another_shape_are_refused() -> None:
    encoder = TinyEncoder()
    tensors = stored(trained(encoder), 1000)
    tensors["pair.weight"] = torch.zeros(1, 5)
    judge = JudgeFile("relevance", "tiny", "", 1, {}, {}, tensors)
    with pytest.raises(AssistantError, match="tiny の形に合いません"):
        restore(JudgeNetwork(encoder.encoder, 1, "second", 2, 1), judge)


def test_a_missing_weight_is_named() -> None:
    encoder = TinyEncoder()
    tensors = stored(trained(encoder), 1000)
    del tensors["tokens.bias"]
    judge = JudgeFile("relevance", "tiny", "", 1, {}, {}, tensors)
    with pytest.raises(AssistantError, match=r"tokens\.bias"):
        restore(JudgeNetwork(encoder.encoder, 1, "second", 2, 1), judge)
