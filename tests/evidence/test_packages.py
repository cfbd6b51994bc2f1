"""Zip packages: whatever comes is read as others read it, or refused."""

import stat
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from evidence import packages
from evidence.errors import FileRefused
from evidence.names import folded
from tests.evidence.samples import excel, word

NAMES = st.text(alphabet="abcđế-_ ", min_size=1, max_size=8).map(lambda name: f"x{name}x")
MEMBERS = st.dictionaries(NAMES, st.binary(max_size=2_000), max_size=5)
METHODS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])


def packed(members: dict[str, bytes], method: int) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return made.getvalue()


@given(members=MEMBERS, method=METHODS)
def test_what_was_packed_comes_out(members: dict[str, bytes], method: int) -> None:
    if len({folded(name) for name in members}) != len(members):
        return
    content = BytesIO(packed(members, method))
    found = packages.members(content)
    assert {one.path: packages.read(content, one, 10_000) for one in found} == members


@given(members=MEMBERS, at=st.integers(0, 3_000), junk=st.binary(max_size=8), cut=st.integers(0, 9))
def test_whatever_is_read_is_what_the_standard_library_reads(
    members: dict[str, bytes], at: int, junk: bytes, cut: int
) -> None:
    sound = packed(members, zipfile.ZIP_DEFLATED)
    content = BytesIO(sound[:at] + junk + sound[at + cut :])
    with suppress(FileRefused):
        read = {one.path: packages.read(content, one, 10_000) for one in packages.members(content)}
        with zipfile.ZipFile(content) as package:
            assert {name: package.read(name) for name in package.namelist()} == read


def test_a_large_member_comes_in_small_pieces() -> None:
    content = BytesIO(packed({"a": bytes(3_000_000)}, zipfile.ZIP_DEFLATED))
    (member,) = packages.members(content)
    pieces = list(packages.unpack(content, member))
    assert max(map(len, pieces)) <= 256 * 1024
    assert sum(map(len, pieces)) == 3_000_000


def test_reads_what_other_writers_make() -> None:
    for made in (word(), excel()):
        content = BytesIO(made)
        with zipfile.ZipFile(content) as package:
            expected = {one.filename: one.CRC for one in package.infolist()}
        found = {
            one.path: zlib.crc32(packages.read(content, one, 1 << 24))
            for one in packages.members(content)
        }
        assert found == expected


def test_folders_have_no_content() -> None:
    folder = zipfile.ZipInfo("Hồ sơ/")
    folder.external_attr = (stat.S_IFDIR | 0o755) << 16
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(folder, b"")
        package.writestr("Hồ sơ/a.pdf", b"x")
    assert [one.folder for one in packages.members(made)] == [True, False]
