"""The index that the tests of retrieval search; none of them changes it."""

import pytest

from assistant.retrieve.search import Retriever
from tests.retrieve.corpus import make_retriever


@pytest.fixture(scope="session")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return make_retriever(tmp_path_factory.mktemp("retrieve"))
