"""The service behind a port, for a browser."""

from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.app.running import Running, running


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """The service with its defaults and the three example forms."""
    with running(Settings()) as found:
        yield found
