"""What every back end of the vault must do: one contract, run on each of them."""

import hashlib
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evidence.errors import AddressRefused, ObjectMissing, ObjectTooLarge
from evidence.local import LocalStore
from evidence.remote import RemoteStore
from evidence.store import MAX_PARTS, Store, Stored, receive, whole

SO, OTHER = "01so", "01khac"
LIMIT = 10 * 1024 * 1024
NOBODY = "0" * 64


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(params=["local", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store."""
    if request.param == "local":
        return LocalStore(tmp_path / "vault")
    return RemoteStore(request.getfixturevalue("storage").bucket(), tmp_path / "spool")


def hashes(store: Store, tenant: str = SO) -> set[str]:
    return {one.sha256 for one in store.objects(tenant)}


def test_gives_back_the_very_bytes_under_the_hash_of_what_arrived(store: Store) -> None:
    content = bytes(range(256)) * 5000
    pieces = (content[start : start + 7001] for start in range(0, len(content), 7001))
    stored = receive(store, SO, pieces, LIMIT)
    assert stored == Stored(sha(content), len(content))
    with store.open(SO, stored.sha256) as file:
        assert file.read() == content
        file.seek(1000)
        assert file.read(3) == content[1000:1003]
    assert store.size(SO, stored.sha256) == len(content)


def test_keeps_an_empty_content(store: Store) -> None:
    assert receive(store, SO, [], LIMIT) == Stored(sha(b""), 0)
    assert store.exists(SO, sha(b""))


def test_three_contents_are_three_objects(store: Store) -> None:
    three = {receive(store, SO, [one], LIMIT).sha256 for one in (b"a", b"b", b"c")}
    assert three == hashes(store) == {sha(b"a"), sha(b"b"), sha(b"c")}


def test_the_same_bytes_of_one_tenant_are_one_object_and_answered_alike(store: Store) -> None:
    first = receive(store, SO, [b"same"], LIMIT)
    assert receive(store, SO, [b"sa", b"me"], LIMIT) == first
    assert hashes(store) == {first.sha256}


def test_a_tenant_never_sees_another_s_objects(store: Store) -> None:
    stored = receive(store, SO, [b"ours"], LIMIT)
    assert not store.exists(OTHER, stored.sha256)
    assert list(store.objects(OTHER)) == []
    with pytest.raises(ObjectMissing):
        store.open(OTHER, stored.sha256)


def test_what_is_missing_is_told(store: Store) -> None:
    assert not store.exists(SO, NOBODY)
    for ask in (store.open, store.size):
        with pytest.raises(ObjectMissing):
            ask(SO, NOBODY)


def test_a_content_beyond_the_limit_leaves_nothing(store: Store) -> None:
    with pytest.raises(ObjectTooLarge):
        receive(store, SO, [b"12345", b"67890", b"!"], 10)
    assert list(store.objects(SO)) == []
    assert receive(store, SO, [b"12345", b"67890"], 10).size == 10


def test_a_content_that_breaks_off_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        receive(store, SO, broken(), LIMIT)
    assert list(store.objects(SO)) == []


def test_what_arrives_can_be_looked_at_before_it_is_kept(store: Store) -> None:
    with store.arriving(SO, LIMIT) as arrival:
        arrival.write(b"look ")
        arrival.write(b"first")
        with arrival.content() as content:
            assert content.read() == b"look first"
        assert arrival.size == 10
        assert not store.exists(SO, sha(b"look first"))
    assert not store.exists(SO, sha(b"look first"))


@pytest.mark.parametrize("name", ["", "..", ".", "a/b", "/a", "a\0", "so\n", "a" * 65, "é"])
def test_refuses_what_is_no_tenant(store: Store, name: str) -> None:
    with pytest.raises(AddressRefused):
        store.arriving(name, LIMIT)
    for ask in (store.open, store.exists, store.size):
        with pytest.raises(AddressRefused):
            ask(name, NOBODY)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "0" * 63, "0" * 65, "G" * 64, "A" * 64, "0" * 64 + "\n"]
)
def test_refuses_what_is_no_hash(store: Store, name: str) -> None:
    for ask in (store.open, store.exists, store.size):
        with pytest.raises(AddressRefused):
            ask(SO, name)


def test_many_at_once_lose_nothing(store: Store) -> None:
    contents = [bytes([number % 20]) * 50_000 for number in range(100)]
    with ThreadPoolExecutor(16) as pool:
        stored = list(pool.map(lambda one: receive(store, SO, [one], LIMIT), contents))
    assert [one.sha256 for one in stored] == [sha(one) for one in contents]
    assert hashes(store) == {sha(one) for one in contents}
    for one in contents:
        with store.open(SO, sha(one)) as file:
            assert file.read() == one


def test_lists_what_it_has_with_size_and_time(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    stored = receive(store, SO, [b"listed"], LIMIT)
    receive(store, OTHER, [b"theirs"], LIMIT)
    (entry,) = store.objects(SO)
    assert (entry.sha256, entry.size) == stored
    assert before <= entry.at <= datetime.now(UTC) + timedelta(seconds=2)
    assert list(store.tenants()) == sorted([SO, OTHER])


def test_removes_an_object_of_that_tenant_alone(store: Store) -> None:
    stored = receive(store, SO, [b"twice"], LIMIT)
    receive(store, OTHER, [b"twice"], LIMIT)
    assert store.remove(SO, stored.sha256)
    assert not store.remove(SO, stored.sha256)
    assert not store.exists(SO, stored.sha256)
    assert store.exists(OTHER, stored.sha256)


def add_part(store: Store, upload: str, number: int, content: bytes) -> None:
    with store.arriving_part(SO, upload, number, LIMIT) as arrival:
        arrival.write(content)
        arrival.keep()


def test_parts_are_one_content_whoever_brought_them(store: Store) -> None:
    for number in (2, 0, 1):
        add_part(store, "up", number, bytes([number]) * 300_000)
    assert [(one.number, one.size) for one in store.parts(SO, "up")] == [
        (0, 300_000),
        (1, 300_000),
        (2, 300_000),
    ]
    content = b"".join(bytes([number]) * 300_000 for number in range(3))
    stored = receive(store, SO, whole(store, SO, "up", range(3)), LIMIT)
    assert stored == Stored(sha(content), len(content))


def test_a_part_sent_again_stands_for_the_first(store: Store) -> None:
    add_part(store, "up", 0, b"half of it")
    add_part(store, "up", 0, b"all of it, at last")
    assert b"".join(whole(store, SO, "up", [0])) == b"all of it, at last"


def test_parts_are_no_objects_and_go_together(store: Store) -> None:
    for upload, number in itertools.product(("one", "two"), range(3)):
        add_part(store, upload, number, b"part")
    assert hashes(store) == set()
    assert list(store.uploads(SO)) == ["one", "two"]
    store.drop_parts(SO, "one")
    store.drop_parts(SO, "one")
    assert list(store.uploads(SO)) == ["two"]
    assert store.parts(SO, "one") == []
    with pytest.raises(ObjectMissing):
        store.open_part(SO, "one", 0)


def test_a_part_that_breaks_off_leaves_nothing(store: Store) -> None:
    with store.arriving_part(SO, "up", 0, 3) as arrival, pytest.raises(ObjectTooLarge):
        arrival.write(b"four")
    assert store.parts(SO, "up") == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\0", "a" * 65])
def test_refuses_what_is_no_upload(store: Store, name: str) -> None:
    for ask in (store.parts, store.drop_parts):
        with pytest.raises(AddressRefused):
            ask(SO, name)
    with pytest.raises(AddressRefused):
        store.arriving_part(SO, name, 0, LIMIT)


@pytest.mark.parametrize("number", [-1, MAX_PARTS])
def test_refuses_what_is_no_number_of_a_part(store: Store, number: int) -> None:
    with pytest.raises(AddressRefused):
        store.arriving_part(SO, "up", number, LIMIT)
