"""Weights from a Hugging Face hub (or a mirror of one), at a pinned commit."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.models.catalogue import HuggingFaceSource, ModelFile
from assistant.models.progress import Progress
from assistant.models.transfer import read_chunks


def file_chunks(source: HuggingFaceSource, file: ModelFile, staging: Path, progress: Progress) -> Iterator[bytes]:
    """The bytes of one file; the hub's library resumes a download that was cut."""
    import httpx2
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError

    try:
        path = hf_hub_download(
            source.repository,
            file.path,
            revision=source.revision,
            endpoint=source.endpoint,
            local_dir=staging,
            tqdm_class=_reporting_to(progress, f"取得 {source.repository}/{file.path}", file.bytes),
        )
    except (HfHubHTTPError, httpx2.HTTPError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk; those of the hub's library carry no number
        raise AssistantError(
            f"{source.repository} の {file.path}（{source.revision[:12]}）を取得できません。ネットワーク、プロキシ、"
            f"HF_ENDPOINT・HF_HUB_OFFLINE の設定を確かめ、もう一度実行してください: {_first_line(error)}"
        ) from error
    yield from read_chunks(Path(path))


def _reporting_to(progress: Progress, step: str, total: int) -> Any:  # noqa: ANN401 (a class made here, of an untyped one)
    from tqdm import tqdm

    class Reporting(tqdm):  # type: ignore[type-arg]  # the hub's library takes a class in the place of its own bar
        def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
            options.pop("name", None)
            super().__init__(*args, **(options | {"file": io.StringIO(), "disable": False}))

        def update(self, n: float | None = 1) -> bool | None:
            shown = super().update(n)
            progress(step, int(self.n), total)
            return shown

    return Reporting


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
