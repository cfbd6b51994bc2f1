"""A zip written as it goes: readable by others, also past the format's old limits."""

import io
import zipfile
from datetime import UTC, datetime

from app.edge.zipping import Zipping

AT = datetime(2026, 3, 2, 3, 4, 6, tzinfo=UTC)


def test_what_went_in_comes_out() -> None:
    package = Zipping()
    whole = package.add("Trường/a.txt", b"one", AT)
    whole += b"".join(package.copied("b.bin", io.BytesIO(b"x" * 1000), 1000, AT, 64))
    whole += package.end()
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        assert found.testzip() is None
        assert found.namelist() == ["Trường/a.txt", "b.bin"]
        assert found.read("b.bin") == b"x" * 1000
        assert found.getinfo("b.bin").date_time == (2026, 3, 2, 10, 4, 6)


def test_more_members_than_the_old_format_counts() -> None:
    package = Zipping()
    parts = [package.add(f"{number}.txt", b"", AT) for number in range(66_000)]
    whole = b"".join((*parts, package.end()))
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        assert len(found.namelist()) == 66_000


def test_every_member_is_handed_on_at_once() -> None:
    package = Zipping()
    assert package.add("a", b"12345", AT).startswith(b"PK\x03\x04")
    assert b"67890" in package.add("b", b"67890", AT)
