from collections.abc import Iterator

import pytest

from assistant import offline


@pytest.fixture(scope="session", autouse=True)
def tests_keep_their_network() -> Iterator[None]:
    """A command line cuts the network off in its own process, which here is that of all tests: libraries read the
    switches once, when they are imported, and the tests of downloads come later. What `cut` does is tested in a process
    of its own (tests/ui/test_server.py).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offline, "cut", lambda: None)
        yield
