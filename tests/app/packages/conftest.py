"""A yard on each kind of database in turn."""

import pytest

from tests.app.house import House
from tests.app.packages.yard import S, Yard, gathered


@pytest.fixture
def yard(house: House) -> Yard:
    """A draft, a handed-in dossier and one whose external sheet is concluded."""
    return gathered(house, S.DRAFTING, S.SUBMITTED, S.ASSESSED)
