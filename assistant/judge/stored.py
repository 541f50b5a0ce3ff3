"""The weights of a judge in its file: how its layers differ from the embedder's, as products of two thin matrices.

Fine-tuning moves a weight matrix in few directions (Hu et al. 2021, LoRA, learns only such). The layers are trained
whole; what is stored is the truncated singular value decomposition of the difference, a third of the bytes.
"""

from collections.abc import Mapping

import torch

from assistant.errors import AssistantError
from assistant.judge.judge_file import JudgeFile
from assistant.judge.network import JudgeNetwork

_DOWN, _UP = ".down", ".up"


def stored(network: JudgeNetwork, rank: int) -> dict[str, torch.Tensor]:
    """The tensors to be stored: for each large matrix of a layer `rank` directions, everything else as its difference or itself."""
    base = network.untrained()
    tensors: dict[str, torch.Tensor] = {}
    for name, trained in network.state_dict().items():
        own = trained.detach().float()
        if name not in base:
            tensors[name] = own
            continue
        difference = own - base[name].float()
        if difference.dim() == 2 and rank < min(difference.shape):
            left, strengths, right = torch.linalg.svd(difference, full_matrices=False)
            root = strengths[:rank].sqrt()
            tensors[name + _UP] = left[:, :rank] * root
            tensors[name + _DOWN] = root[:, None] * right[:rank]
        else:
            tensors[name] = difference
    return tensors


def restore(network: JudgeNetwork, judge_file: JudgeFile) -> None:
    """Put the stored weights into the network; raise `AssistantError` when they do not fit it."""
    base = network.untrained()
    try:
        weights = {name: _weight(name, judge_file.tensors, base) for name in network.state_dict()}
        network.load_state_dict(weights)
    except (KeyError, RuntimeError) as error:
        last = str(error).splitlines()[-1].strip()
        raise AssistantError(
            f"審査モデルの重みが埋め込みモデル {judge_file.embedder} の形に合いません（{last}）。"
            "`assistant judges train` で学習し直してください"
        ) from error


def _weight(name: str, tensors: Mapping[str, torch.Tensor], base: Mapping[str, torch.Tensor]) -> torch.Tensor:
    if name not in base:
        return tensors[name].float()
    if name + _UP in tensors:
        return base[name].float() + tensors[name + _UP].float() @ tensors[name + _DOWN].float()
    return base[name].float() + tensors[name].float()
