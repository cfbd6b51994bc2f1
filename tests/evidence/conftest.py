"""Fixtures of the vault."""

from collections.abc import Iterator

import pytest

from tests.evidence.storage import Storage, started


@pytest.fixture(scope="session")
def storage() -> Iterator[Storage]:
    """A server that speaks S3, for as long as the tests of this process run."""
    found = started()
    yield found
    found.server.stop()
