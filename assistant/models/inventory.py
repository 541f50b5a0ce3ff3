"""What the doors ask of the models folder: set up, list, show, verify, pull."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from assistant.errors import AssistantError
from assistant.models import packaged, store
from assistant.models.catalogue import ModelEntry, PackageSource, find_entry, load_catalogue
from assistant.models.fetch import fetch
from assistant.models.progress import Progress, silent


class State(StrEnum):
    """Whether a model can be used; `changed` is usable, but its files' times differ from those last verified."""

    INSTALLED = "installed"
    CHANGED = "changed"
    DAMAGED = "damaged"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model of the catalogue as it stands; `problem` is for people, sizes are bytes, times ISO 8601 in UTC."""

    entry: ModelEntry
    state: State
    folder: Path
    disk_bytes: int = 0
    verified_at: str | None = None
    problem: str = ""


def list_models(folder: Path) -> tuple[ModelStatus, ...]:
    """The status of every model of the catalogue, in the catalogue's order."""
    return tuple(_status(entry, folder) for entry in load_catalogue(folder).values())


def show(name: str, folder: Path) -> ModelStatus:
    """The status of one model; raise `AssistantError` for an unknown name."""
    return _status(find_entry(name, folder), folder)


def ensure(names: Sequence[str], folder: Path, progress: Progress = silent) -> tuple[Path, ...]:
    """Fetch those of `names` that are missing or damaged; their folders, in order."""
    entries = [find_entry(name, folder) for name in names]
    return tuple(fetch(entry, folder, progress) for entry in entries)


def verify(name: str, folder: Path, progress: Progress = silent) -> ModelStatus:
    """Hash every byte of an installed model; raise `AssistantError` when it is missing or differs."""
    entry = find_entry(name, folder)
    store.verify(entry, folder, datetime.now(UTC), progress)
    return _status(entry, folder)


def pull(name: str, folder: Path, progress: Progress = silent) -> Path:
    """Leave a model in place when every byte of it is right, else fetch it anew; its folder.

    One that ships with the program cannot be fetched: raise `AssistantError` when it is not right.
    """
    entry = find_entry(name, folder)
    try:
        store.verify(entry, folder, datetime.now(UTC), progress)
    except AssistantError:
        if isinstance(entry.source, PackageSource):
            raise
        return fetch(entry, folder, progress, again=True)
    return store.locate(entry, folder)


def _status(entry: ModelEntry, folder: Path) -> ModelStatus:
    if isinstance(entry.source, PackageSource):
        return _packaged_status(entry, entry.source)
    root = folder / entry.name
    try:
        model = store.installed(entry, folder)
        if model is None:
            return ModelStatus(entry, State.ABSENT, root)
        store.locate(entry, folder)
    except AssistantError as error:
        return ModelStatus(entry, State.DAMAGED, root, problem=str(error))
    state = State.CHANGED if store.changed_since_verified(model, root) else State.INSTALLED
    return ModelStatus(entry, state, root, model.bytes, model.verified_at)


def _packaged_status(entry: ModelEntry, source: PackageSource) -> ModelStatus:
    folder = (packaged.package_folder() / source.path).parent
    try:
        packaged.locate(entry, source)
    except AssistantError as error:
        return ModelStatus(entry, State.DAMAGED, folder, problem=str(error))
    return ModelStatus(entry, State.INSTALLED, folder, entry.bytes)
