import pytest

from assistant import offline


@pytest.fixture(autouse=True)
def tests_keep_their_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command line cuts the network off in its own process, which here is that of all tests: libraries read the
    switches once, when they are imported, and the tests of downloads come later. What `cut` does is tested in a process
    of its own.
    """
    monkeypatch.setattr(offline, "cut", lambda: None)
