"""Places for heavy work: some stay for the others, however much one person asks for."""

import pytest

from app.edge.shares import Shares
from app.errors import Busy


def test_one_person_holds_so_many_and_another_their_own() -> None:
    shares = Shares(2)
    with shares.of("an"), shares.of("an"):
        with pytest.raises(Busy), shares.of("an"):
            pass
        with shares.of("bình"):
            assert not shares.take("an")
    assert shares.take("an")


def test_a_place_is_given_back_when_the_work_fails() -> None:
    shares = Shares(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="hỏng"), shares.of("an"):
            raise ValueError("hỏng")
    assert shares.take("an")
