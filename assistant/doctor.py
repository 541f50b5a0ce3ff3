"""`assistant doctor`: what this installation has, what it lacks, and the command that would help."""

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from assistant.errors import AssistantError
from assistant.index.opened import open_index
from assistant.models.generator import usable_cores
from assistant.models.inventory import State, show
from assistant.models.protocols import Message, Written
from assistant.models.store import locate
from assistant.opening import model_entry, open_embedder, open_generator, open_reranker
from assistant.settings import Settings

_PACKAGES: Final = ("llama-cpp-python", "sentence-transformers", "torch", "faiss-cpu", "bm25s", "SudachiPy", "gradio")
_LEAST_FREE_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One examined thing; `detail` says what was found, or what is wrong and what to do."""

    name: str
    passed: bool
    detail: str


def examine(settings: Settings, settings_file: Path | None, index_folder: Path | None = None) -> Iterator[Finding]:
    """Yield a finding for each part that answering needs, loading the models for real."""
    folder = index_folder or settings.index.folder
    yield Finding(
        "環境",
        True,
        f"Python {platform.python_version()}・{platform.system()} {platform.machine()}・{usable_cores()} コア",
    )
    yield Finding("設定", True, str(settings_file or "設定ファイルなし（既定値）"))
    yield _libraries()
    yield _disk(settings.models.folder)
    used = settings.models
    roles = {"generator": used.generator, "embedder": used.embedder, "reranker": used.reranker}
    for role, name in ((role, name) for role, name in roles.items() if name):
        yield _finding(f"モデル {name}", lambda role=role, name=name: _files(role, name, settings))  # type: ignore[misc]
    yield _finding("埋め込み", lambda: _embedding(settings))
    yield _finding("並べ替え", lambda: _reranking(settings))
    yield _finding("生成", lambda: _generation(settings))
    yield _finding(f"索引 {folder}", lambda: _index(settings, folder))


def _finding(name: str, detail: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, detail())
    except AssistantError as error:
        return Finding(name, False, str(error))
    except ImportError as error:
        return Finding(name, False, f"{error}（`pip install -c constraints.txt -e .` で入れ直してください）")


def _libraries() -> Finding:
    found, missing = [], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding(
            "ライブラリ", False, f"{'・'.join(missing)} がありません（`pip install -c constraints.txt -e .`）"
        )
    return Finding("ライブラリ", True, "・".join(found))


def _disk(folder: Path) -> Finding:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    detail = f"{existing} の空き {free / 2**30:.1f} GiB"
    enough = free >= _LEAST_FREE_BYTES
    return Finding("ディスク", enough, detail if enough else f"{detail}（1 GiB 以上空けてください）")


def _files(role: str, name: str, settings: Settings) -> str:
    entry = model_entry(name, role, settings)
    folder = locate(entry, settings.models.folder)
    if show(name, settings.models.folder).state is State.CHANGED:
        return f"{folder}（検証後に更新日時が変わっています。`assistant models verify {name}` で確かめてください）"
    return f"{folder}（検証済み・{entry.licence.id}）"


def _embedding(settings: Settings) -> str:
    embedder = open_embedder(settings)
    embedder.encode_query("動作確認")
    return f"{embedder.dimensions} 次元・{embedder.precision}"


def _reranking(settings: Settings) -> str:
    reranker = open_reranker(settings)
    if reranker is None:
        return "使いません（使う場合は、設定の models.reranker に目録の名前を書きます）"
    reranker.score("動作確認", ["動作を確認する。"])
    return f"読み込みと採点に成功（{reranker.precision}、{reranker.window} トークン、{reranker.forward_s:.2f} 秒）"


def _generation(settings: Settings) -> str:
    generator = open_generator(settings)
    try:
        for event in generator.generate((Message("user", "「はい」とだけ答えてください。"),)):
            if isinstance(event, Written):
                return f"読み込みと生成に成功（{event.written_tokens} トークン、{event.decode_s:.2f} 秒）"
    finally:
        generator.close()
    raise AssertionError("generate always ends with Written")


def _index(settings: Settings, folder: Path) -> str:
    entry = model_entry(settings.models.embedder, "embedder", settings)
    manifest = open_index(folder, entry.name, entry.fingerprint).manifest
    return (
        f"文書 {manifest.documents}・パッセージ {manifest.passages:,}・作成 {manifest.built_at}・{manifest.fingerprint}"
    )
